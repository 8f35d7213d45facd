import type { Kline } from '../../domain/kline.js';
import type { Price } from '../../domain/price.js';
import type { VirtualEntry, VirtualExit, VirtualPosition } from '../../domain/virtualPosition.js';

/** What became of a position. `gainRatio`: of all its parts, before costs. */
export type VirtualStep =
  | { readonly kind: 'open'; readonly position: VirtualPosition }
  | {
      readonly kind: 'ended';
      readonly position: VirtualPosition;
      readonly exit: VirtualExit;
      readonly gainRatio: number;
      /** Exchange time. */
      readonly closedAtMs: number;
    };

type EndedStep = Extract<VirtualStep, { kind: 'ended' }>;
type Bounds = Pick<Kline, 'openTimeMs' | 'closeTimeMs' | 'open' | 'high' | 'low' | 'close'>;

/**
 * What a closed kline does to a position: its open, then its adverse extreme, then the other, then its close. Klines that
 * were taken into account change nothing.
 */
export function followKline(position: VirtualPosition, kline: Bounds): VirtualStep {
  const { entry, seenToMs } = position;
  const { openTimeMs, closeTimeMs, open, high, low, close } = kline;
  if (closeTimeMs <= seenToMs) return { kind: 'open', position };
  const isOver = closeTimeMs >= entry.dueAtMs - 1;
  const closing = { gain: gainOf(entry, close), atMs: closeTimeMs, isOver };
  // What was before the entry is not its own.
  if (openTimeMs < entry.openedAtMs) return pass(position, closing);
  const opening = gainOf(entry, open);
  if (opening <= -entry.stopRatio) return end(position, { exit: 'stop', gain: opening, atMs: closeTimeMs });
  const isLong = entry.direction === 'long';
  const adverse = gainOf(entry, isLong ? low : high);
  const favourable = gainOf(entry, isLong ? high : low);
  const nextTarget = entry.targets[position.targetsTaken]?.ratio ?? Number.POSITIVE_INFINITY;
  // Most klines: there may be thousands of positions.
  if (!isOver && adverse > -entry.stopRatio && favourable < nextTarget) {
    const bestRatio = Math.max(position.bestRatio, favourable);
    const worstRatio = Math.max(position.worstRatio, -adverse);
    return { kind: 'open', position: moved(position, { bestRatio, worstRatio, seenToMs: closeTimeMs }) };
  }
  let current = position;
  for (const gain of [opening, adverse, favourable]) {
    const step = pass(current, { gain, atMs: closeTimeMs, isOver: false });
    if (step.kind === 'ended') return step;
    current = step.position;
  }
  return pass(current, closing);
}

/** What a price does to a position. One that is no newer than what was taken into account changes nothing. */
export function followPrice(
  position: VirtualPosition,
  { price, exchangeTimeMs }: Pick<Price, 'price' | 'exchangeTimeMs'>,
): VirtualStep {
  const { entry, seenToMs } = position;
  if (exchangeTimeMs <= seenToMs || !(price > 0)) return { kind: 'open', position };
  return pass(position, { gain: gainOf(entry, price), atMs: exchangeTimeMs, isOver: exchangeTimeMs >= entry.dueAtMs });
}

/** As a share of the entry price, above 0 when it is in the position's favour. */
const gainOf = ({ direction, entryPrice }: VirtualEntry, price: number): number =>
  direction === 'long' ? price / entryPrice - 1 : 1 - price / entryPrice;

interface Point {
  readonly gain: number;
  readonly atMs: number;
  /** Its time is over, here. */
  readonly isOver: boolean;
}

/** The market at one point. */
function pass(position: VirtualPosition, { gain, atMs, isOver }: Point): VirtualStep {
  const { stopRatio, targets } = position.entry;
  if (gain <= -stopRatio) return end(position, { exit: 'stop', gain: -stopRatio, atMs });
  let { targetsTaken, takenRatio } = position;
  while (targetsTaken < targets.length && gain >= targets[targetsTaken]!.ratio) {
    const { ratio, share } = targets[targetsTaken]!;
    takenRatio += share * ratio;
    targetsTaken += 1;
  }
  const taken = targetsTaken === position.targetsTaken ? position : { ...position, targetsTaken, takenRatio };
  const restShare = restOf(taken);
  if (restShare === 0) return end(taken, { exit: 'target', gain: targets[targetsTaken - 1]!.ratio, atMs });
  if (isOver) return end(taken, { exit: 'timeout', gain, atMs });
  return { kind: 'open', position: seen(taken, gain, atMs) };
}

interface Ending {
  readonly exit: VirtualExit;
  /** What is left is filled here. */
  readonly gain: number;
  readonly atMs: number;
}

const end = (position: VirtualPosition, { exit, gain, atMs }: Ending): EndedStep => ({
  kind: 'ended',
  position: seen(position, gain, atMs),
  exit,
  gainRatio: position.takenRatio + restOf(position) * gain,
  closedAtMs: atMs,
});

const seen = (position: VirtualPosition, gain: number, atMs: number): VirtualPosition =>
  moved(position, {
    bestRatio: Math.max(position.bestRatio, gain),
    worstRatio: Math.max(position.worstRatio, -gain),
    seenToMs: atMs,
  });

/** Written out: a spread takes many times as long, and this is done for every position with every kline. */
const moved = (
  { entry, targetsTaken, takenRatio }: VirtualPosition,
  { bestRatio, worstRatio, seenToMs }: Pick<VirtualPosition, 'bestRatio' | 'worstRatio' | 'seenToMs'>,
): VirtualPosition => ({ entry, seenToMs, targetsTaken, takenRatio, bestRatio, worstRatio });

/** The share that no target has taken. Sums of decimals such as 0.1 are a little off. */
function restOf({ entry, targetsTaken }: VirtualPosition): number {
  let rest = 1;
  for (let index = 0; index < targetsTaken; index += 1) rest -= entry.targets[index]!.share;
  return rest < 1e-9 ? 0 : rest;
}
