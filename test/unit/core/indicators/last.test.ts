import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  atr,
  ema,
  lastAtr,
  lastEma,
  lastRegression,
  lastReturnVolatility,
  linearRegression,
} from '../../../../src/core/indicators/index.js';

/** Prices with a hole now and then: short series, long ones, and such as end in a hole. */
const prices = fc
  .array(fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 1, max: 1e6 }) }, fc.constant(Number.NaN)), {
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values));

const last = (values: Float64Array): number => values.at(-1) ?? Number.NaN;

function expectSame(value: number, expected: number, scale: number): void {
  if (Number.isNaN(expected)) expect(value).toBeNaN();
  else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(scale, Math.abs(expected)));
}

describe('the last value alone', () => {
  it('lastEma is the last of ema', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 20 }), (values, period) => {
        expectSame(lastEma(values, period), last(ema(new Float64Array(values.length), values, period)), 0);
      }),
    );
  });

  it('lastAtr is the last of atr', () => {
    fc.assert(
      fc.property(prices, fc.array(fc.nat(100)), fc.integer({ min: 1, max: 20 }), (close, widths, period) => {
        const high = close.map((value, i) => value + (widths[i] ?? 3));
        const low = close.map((value, i) => value - (widths[i + 1] ?? 3));
        const series = atr(new Float64Array(close.length), high, low, close, period);
        expectSame(lastAtr(high, low, close, period), last(series), 0);
      }),
    );
  });

  it('lastRegression is the last of linearRegression', () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: 2, max: 20 }), (values, period) => {
        const [slope, r2] = [new Float64Array(values.length), new Float64Array(values.length)];
        linearRegression({ slope, r2 }, values, period);
        const line = lastRegression(values, period);
        expectSame(line.slope, last(slope), 1);
        expectSame(line.r2, last(r2), 1);
      }),
    );
  });

  it.each([
    { series: [1, 2, 3, 4], slope: 1, r2: 1 },
    { series: [9, 9, 9], slope: 0, r2: 0 },
    { series: [0.1, 0.1, 0.1], slope: 0, r2: 0 },
    { series: [1, 3, 2], slope: 0.5, r2: 0.25 },
    { series: [1e9, 1e9 + 1, 1e9 + 2], slope: 1, r2: 1 },
  ])('lastRegression of $series has slope $slope and R² $r2', ({ series, slope, r2 }) => {
    const line = lastRegression(Float64Array.from([50, ...series]), series.length);
    expect(line.slope).toBeCloseTo(slope, 12);
    expect(line.r2).toBeCloseTo(r2, 12);
  });

  it('lastReturnVolatility is the size of equal moves, whatever their sign', () => {
    const close = Float64Array.of(100, 100 * Math.E, 100, 100 * Math.E);
    expect(lastReturnVolatility(close, 3)).toBeCloseTo(1, 12);
    expect(lastReturnVolatility(close, 4)).toBeNaN();
    expect(lastReturnVolatility(Float64Array.of(7, 7, 7), 2)).toBe(0);
    expect(lastReturnVolatility(Float64Array.of(7, Number.NaN, 7, 8, 9), 2)).toBeGreaterThan(0);
    expect(lastReturnVolatility(Float64Array.of(7, Number.NaN, 7, 8, 9), 3)).toBeNaN();
  });

  it.each([0, -1, 1.5, Number.NaN])('throws a RangeError for a period of %d', (period) => {
    const values = Float64Array.of(1, 2, 3);
    expect(() => lastEma(values, period)).toThrow(RangeError);
    expect(() => lastAtr(values, values, values, period)).toThrow(RangeError);
    expect(() => lastRegression(values, period)).toThrow(RangeError);
    expect(() => lastReturnVolatility(values, period)).toThrow('length is a whole number of klines, at least 1');
  });

  it('throws a RangeError for columns that are not of one length', () => {
    const values = Float64Array.of(1, 2, 3);
    expect(() => lastAtr(values.slice(1), values, values, 2)).toThrow('one length, were 3 and 2');
    expect(() => lastAtr(values, values.slice(1), values, 2)).toThrow(RangeError);
    expect(() => lastRegression(values, 1)).toThrow('at least 2, was 1');
  });
});
