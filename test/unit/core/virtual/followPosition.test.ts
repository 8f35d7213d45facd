import { describe, expect, it } from 'vitest';
import { followKline, followPrice, type VirtualStep } from '../../../../src/core/virtual/followPosition.js';
import { fiveMinutesMs, virtualKline, virtualPosition, virtualStartMs } from '../../../support/virtualPositions.js';

type Prices = readonly [number, number, number, number];
const lastKline = 11;

const short = (step: VirtualStep) =>
  step.kind === 'ended'
    ? { exit: step.exit, gain: Number(step.gainRatio.toFixed(6)), ...excursions(step) }
    : { exit: 'open', gain: Number(step.position.takenRatio.toFixed(6)), ...excursions(step) };
const excursions = ({ position }: VirtualStep) => ({
  best: Number(position.bestRatio.toFixed(6)),
  worst: Number(position.worstRatio.toFixed(6)),
});
/** The same market upside down. */
const mirrored = ([open, high, low, close]: Prices): Prices => [200 - open, 200 - low, 200 - high, 200 - close];

describe('a kline', () => {
  it.each<[string, Prices, ReturnType<typeof short>, number?]>([
    ['between stop and targets', [100, 101, 99, 100.5], { exit: 'open', gain: 0, best: 0.01, worst: 0.01 }],
    ['that touches the stop', [100, 101, 98, 101], { exit: 'stop', gain: -0.02, best: 0, worst: 0.02 }],
    ['beyond the stop', [100, 101, 90, 95], { exit: 'stop', gain: -0.02, best: 0, worst: 0.02 }],
    ['that opens beyond the stop', [97, 110, 96, 105], { exit: 'stop', gain: -0.03, best: 0, worst: 0.03 }],
    ['that holds stop and targets', [100, 110, 90, 105], { exit: 'stop', gain: -0.02, best: 0, worst: 0.02 }],
    ['that touches a target', [100, 102, 99, 100], { exit: 'open', gain: 0.01, best: 0.02, worst: 0.01 }],
    ['beyond the last target', [100, 105, 99, 100], { exit: 'target', gain: 0.03, best: 0.04, worst: 0.01 }],
    ['that opens beyond a target', [103, 103, 102, 102], { exit: 'open', gain: 0.01, best: 0.03, worst: 0 }],
    ['that opens beyond all targets', [106, 107, 90, 95], { exit: 'target', gain: 0.03, best: 0.04, worst: 0 }],
    [
      'that closes at the end of its time',
      [100, 101, 99, 100.5],
      { exit: 'timeout', gain: 0.005, best: 0.01, worst: 0.01 },
      lastKline,
    ],
    [
      'that reaches a target and the end',
      [100, 103, 99, 101],
      { exit: 'timeout', gain: 0.015, best: 0.03, worst: 0.01 },
      lastKline,
    ],
    [
      'that reaches the stop and the end',
      [100, 101, 97, 101],
      { exit: 'stop', gain: -0.02, best: 0, worst: 0.02 },
      lastKline,
    ],
  ])('%s', (_, prices, expected, index = 0) => {
    expect(short(followKline(virtualPosition(), virtualKline(index, prices)))).toEqual(expected);
    const fall = followKline(virtualPosition({ direction: 'short' }), virtualKline(index, mirrored(prices)));
    expect(short(fall)).toEqual(expected);
  });

  it('of the last part of a position leaves the stop what the targets have not taken', () => {
    const first = followKline(virtualPosition(), virtualKline(0, [100, 102, 100, 101]));
    const second = followKline(first.position, virtualKline(1, [101, 101, 97, 98]));
    expect(short(second)).toEqual({ exit: 'stop', gain: 0.01 - 0.01, best: 0.02, worst: 0.02 });
    expect(second).toMatchObject({ closedAtMs: virtualStartMs + 2 * fiveMinutesMs - 1 });
  });

  it('under way at the entry counts by its close alone, and one before it not at all', () => {
    const late = virtualPosition({ openedAtMs: virtualStartMs + 60_000 });
    const close = followKline(late, virtualKline(0, [90, 110, 90, 101]));
    expect(short(close)).toEqual({ exit: 'open', gain: 0, best: 0.01, worst: 0 });
    expect(short(followKline(late, virtualKline(0, [100, 100, 97, 97])))).toMatchObject({ exit: 'stop', gain: -0.02 });
    expect(followKline(late, virtualKline(-1, [90, 90, 90, 90])).position).toBe(late);
    expect(followKline(close.position, virtualKline(0, [90, 90, 90, 90])).position).toBe(close.position);
  });

  it('leaves what no target takes to the end of its time', () => {
    const targets = [{ ratio: 0.02, share: 0.3 }];
    const step = followKline(virtualPosition({ targets }), virtualKline(0, [100, 110, 100, 110]));
    expect(short(step)).toMatchObject({ exit: 'open', gain: 0.006 });
    const over = followKline(step.position, virtualKline(lastKline, [110, 110, 110, 110]));
    expect(short(over)).toMatchObject({ exit: 'timeout', gain: 0.076 });
  });

  it('takes shares such as 0.7, 0.2 and 0.1 for the whole', () => {
    const targets = [0.7, 0.2, 0.1].map((share, index) => ({ ratio: 0.01 * (index + 1), share }));
    const step = followKline(virtualPosition({ targets }), virtualKline(0, [100, 104, 100, 104]));
    expect(short(step)).toMatchObject({ exit: 'target', gain: 0.014 });
  });
});

describe('a price', () => {
  const seen = (price: number, afterMs = 1_000) => ({ price, exchangeTimeMs: virtualStartMs + afterMs });
  it.each<[string, number, ReturnType<typeof short>, number?]>([
    ['between stop and targets', 101, { exit: 'open', gain: 0, best: 0.01, worst: 0 }],
    ['beyond the stop', 95, { exit: 'stop', gain: -0.02, best: 0, worst: 0.02 }],
    ['beyond a target', 103, { exit: 'open', gain: 0.01, best: 0.03, worst: 0 }],
    ['beyond all targets', 110, { exit: 'target', gain: 0.03, best: 0.04, worst: 0 }],
    ['at the end of its time', 99, { exit: 'timeout', gain: -0.01, best: 0, worst: 0.01 }, 3_600_000],
    ['no newer than the entry', 90, { exit: 'open', gain: 0, best: 0, worst: 0 }, 0],
    ['that is none', Number.NaN, { exit: 'open', gain: 0, best: 0, worst: 0 }],
  ])('%s', (_, price, expected, afterMs) => {
    expect(short(followPrice(virtualPosition(), seen(price, afterMs)))).toEqual(expected);
    const fall = followPrice(virtualPosition({ direction: 'short' }), seen(200 - price, afterMs));
    expect(short(fall)).toEqual(expected);
  });

  it('is seen before the kline that it is in', () => {
    const { position } = followPrice(virtualPosition(), seen(102));
    // Without the price, the stop would have come first.
    expect(short(followKline(position, virtualKline(0, [100, 102, 97, 99])))).toMatchObject({ exit: 'stop', gain: 0 });
  });
});
