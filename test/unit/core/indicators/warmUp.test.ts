import { describe, expect, it } from 'vitest';
import { atr, catalogue, ema, macd, requiredKlines, rma, warmUpKlines } from '../../../../src/core/indicators/index.js';

const length = 2_000;
const ones = (count: number): Float64Array => Float64Array.from({ length }, (_, i) => (i < count ? 1 : 0));

/** Klines until a value is at most 1e-9: the seed was 1, and all that follows it is 0. */
const klinesUntilForgotten = (values: Float64Array): number => values.findIndex((value) => value <= 1e-9) + 1;

describe('warmUpKlines', () => {
  it.each([1, 2, 5, 14, 20, 48])('is the first kline at which a seed over %d weighs no more than 1e-9', (period) => {
    const parameters = { period };
    const out = new Float64Array(length);
    const flat = new Float64Array(length);
    expect(catalogue.ema.outputs.ema.warmUpKlines!(parameters)).toBe(
      period === 1 ? 1 : klinesUntilForgotten(ema(out, ones(period), period)),
    );
    expect(catalogue.rma.outputs.rma.warmUpKlines!(parameters)).toBe(
      period === 1 ? 1 : klinesUntilForgotten(rma(out, ones(period), period)),
    );
    expect(catalogue.atr.outputs.atr.warmUpKlines!(parameters)).toBe(
      period === 1 ? 2 : klinesUntilForgotten(atr(out, ones(period + 1), flat, flat, period)),
    );
    expect(catalogue.rsi.outputs.rsi.warmUpKlines!(parameters)).toBe(
      catalogue.atr.outputs.atr.warmUpKlines!(parameters),
    );
  });

  // Two stages share the weight: 289 steps of 13/14 for each of adx's, 279 of 25/27 and 96 of 4/5 for macd's.
  it.each([
    { name: 'adx', required: 28, warmUp: 606 },
    { name: 'atr', required: 15, warmUp: 295 },
    { name: 'ema', required: 20, warmUp: 228 },
    { name: 'keltner', required: 20, warmUp: 228 },
    { name: 'macd', required: 34, warmUp: 409 },
    { name: 'rma', required: 14, warmUp: 294 },
    { name: 'rsi', required: 15, warmUp: 295 },
    { name: 'sma', required: 20, warmUp: 20 },
  ] as const)(
    '$name with its usual parameters has all values from kline $required, and none that remembers a seed from $warmUp',
    (row) => {
      expect(requiredKlines(catalogue[row.name])).toBe(row.required);
      expect(warmUpKlines(catalogue[row.name])).toBe(row.warmUp);
    },
  );
});

describe('macd', () => {
  it.each([
    [12, 12],
    [26, 12],
  ])('throws a RangeError for a fast period of %d and a slow one of %d', (fastPeriod, slowPeriod) => {
    const column = (): Float64Array => new Float64Array(50);
    const out = { macd: column(), signal: column(), histogram: column() };
    expect(() => macd(out, column(), fastPeriod, slowPeriod, 9)).toThrow(
      `slowPeriod is a whole number of klines, at least ${fastPeriod + 1}, was ${slowPeriod}`,
    );
  });
});
