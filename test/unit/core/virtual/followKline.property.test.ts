import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followKline, followPrice, type VirtualStep } from '../../../../src/core/virtual/followPosition.js';
import type { VirtualPosition } from '../../../../src/domain/virtualPosition.js';
import { fiveMinutesMs, virtualPosition, virtualStartMs } from '../../../support/virtualPositions.js';

interface Bounds {
  readonly openTimeMs: number;
  readonly closeTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

const gainOf = ({ entry }: VirtualPosition, price: number): number =>
  entry.direction === 'long' ? price / entry.entryPrice - 1 : 1 - price / entry.entryPrice;

/** One point of a kline as a price of its own, which takes neither the clock nor the order of prices into account. */
function point(position: VirtualPosition, price: number, atMs: number, isOver: boolean): VirtualStep {
  const { entry } = position;
  const dueAtMs = isOver ? -Infinity : Infinity;
  const step = followPrice(
    { ...position, seenToMs: -Infinity, entry: { ...entry, dueAtMs } },
    { price, exchangeTimeMs: atMs },
  );
  return { ...step, position: { ...step.position, entry } };
}

/** What `followKline` is to come to: every point of the kline, one after the other. */
function pointByPoint(position: VirtualPosition, kline: Bounds): VirtualStep {
  const { entry } = position;
  const { openTimeMs, closeTimeMs, open, high, low, close } = kline;
  if (closeTimeMs <= position.seenToMs) return { kind: 'open', position };
  const isOver = closeTimeMs >= entry.dueAtMs - 1;
  if (openTimeMs < entry.openedAtMs) return point(position, close, closeTimeMs, isOver);
  const opening = gainOf(position, open);
  if (opening <= -entry.stopRatio) {
    // Behind a gap the stop is filled at the open.
    const { targetsTaken, takenRatio, bestRatio, worstRatio } = position;
    let rest = 1;
    for (const { share } of entry.targets.slice(0, targetsTaken)) rest -= share;
    return {
      kind: 'ended',
      position: {
        ...position,
        bestRatio: Math.max(bestRatio, opening),
        worstRatio: Math.max(worstRatio, -opening),
        seenToMs: closeTimeMs,
      },
      exit: 'stop',
      gainRatio: takenRatio + rest * opening,
      closedAtMs: closeTimeMs,
    };
  }
  const [adverse, favourable] = entry.direction === 'long' ? [low, high] : [high, low];
  let current = position;
  for (const price of [open, adverse, favourable]) {
    const step = point(current, price, closeTimeMs, false);
    if (step.kind === 'ended') return step;
    current = step.position;
  }
  return point(current, close, closeTimeMs, isOver);
}

/** With an entry at 128, prices in eighths and levels in parts of 1,024, prices meet levels to the last bit. */
const ratio = (max: number) => fc.integer({ min: 1, max }).map((parts) => parts / 1_024);
const entry = fc
  .record({
    direction: fc.constantFrom('long' as const, 'short' as const),
    entryPrice: fc.oneof(
      fc.constant(128),
      fc.integer({ min: 900, max: 1_100 }).map((eighths) => eighths / 8),
    ),
    stopRatio: ratio(40),
    distances: fc.uniqueArray(ratio(40), { minLength: 1, maxLength: 4 }),
    shares: fc.array(fc.constantFrom(0.1, 0.2, 0.25), { minLength: 4, maxLength: 4 }),
    openedAfterMs: fc.nat(2 * fiveMinutesMs),
    klines: fc.integer({ min: 1, max: 25 }),
  })
  .map(({ distances, shares, openedAfterMs, klines, ...given }) => {
    const openedAtMs = virtualStartMs + openedAfterMs;
    const targets = distances.sort((a, b) => a - b).map((at, index) => ({ ratio: at, share: shares[index]! }));
    return { ...given, targets, openedAtMs, dueAtMs: openedAtMs + klines * fiveMinutesMs };
  });
/** In eighths. */
const step = fc.integer({ min: -15, max: 15 });
const wick = fc.nat(10);
const kline = fc.record({ gap: fc.oneof(fc.constant(0), step), body: step, up: wick, down: wick });

describe('a kline, looked at in short where nothing happens', () => {
  it('comes to what its points come to one after the other, to the last bit', () => {
    const seen = { quiet: 0, target: 0, ended: 0 };
    fc.assert(
      fc.property(entry, fc.array(kline, { minLength: 1, maxLength: 25 }), (given, klines) => {
        let position = virtualPosition(given);
        let last = given.entryPrice * 8;
        for (const [index, { gap, body, up, down }] of klines.entries()) {
          const open = last + gap;
          const close = open + body;
          const openTimeMs = virtualStartMs + index * fiveMinutesMs;
          const bounds = {
            openTimeMs,
            closeTimeMs: openTimeMs + fiveMinutesMs - 1,
            open: open / 8,
            high: (Math.max(open, close) + up) / 8,
            low: (Math.min(open, close) - down) / 8,
            close: close / 8,
          };
          const next = followKline(position, bounds);
          expect(next).toEqual(pointByPoint(position, bounds));
          if (next.kind === 'ended') {
            seen.ended += 1;
            return;
          }
          seen[next.position.targetsTaken > position.targetsTaken ? 'target' : 'quiet'] += 1;
          position = next.position;
          last = close;
        }
      }),
      { numRuns: 2_000, seed: 5 },
    );
    // It has met all of them.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });
});
