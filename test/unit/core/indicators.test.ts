import { describe, expect, it } from 'vitest';
import { lastAtr } from '../../../src/core/indicators/atr.js';
import { lastEma } from '../../../src/core/indicators/ema.js';
import { lastRegression } from '../../../src/core/indicators/linearRegression.js';
import { lastReturnVolatility } from '../../../src/core/indicators/returnVolatility.js';

const values = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

describe('lastEma', () => {
  it('follows its recursion: period 3 has alpha one half', () => {
    expect(lastEma(values(10, 20, 30), 3)).toBe(22.5);
    expect(lastEma(values(10), 3)).toBe(10);
    expect(lastEma(values(), 3)).toBeNaN();
  });
});

describe('lastAtr', () => {
  it('averages true ranges, gaps included, then smooths after Wilder', () => {
    const high = values(10, 12, 15, 14);
    const low = values(9, 11, 13, 10);
    const close = values(9.5, 11.5, 14, 11);
    // True ranges: 12 - 9.5 = 2.5, 15 - 11.5 = 3.5, 14 - 10 = 4.
    expect(lastAtr(high, low, close, 2)).toBeCloseTo((3 + 4) / 2, 12);
    expect(lastAtr(high, low, close, 3)).toBeCloseTo(10 / 3, 12);
    expect(lastAtr(high, low, close, 4)).toBeNaN();
  });
});

describe('lastRegression', () => {
  it.each([
    { series: [1, 2, 3, 4], slope: 1, r2: 1 },
    { series: [9, 9, 9], slope: 0, r2: 0 },
    { series: [1, 3, 2], slope: 0.5, r2: 0.25 },
    { series: [1e9, 1e9 + 1, 1e9 + 2], slope: 1, r2: 1 },
  ])('of $series has slope $slope and R² $r2', ({ series, slope, r2 }) => {
    const line = lastRegression(values(...series), series.length);
    expect(line.slope).toBeCloseTo(slope, 9);
    expect(line.r2).toBeCloseTo(r2, 9);
  });

  it('looks at the last values only, and knows when there are too few', () => {
    expect(lastRegression(values(100, 1, 2, 3), 3).slope).toBeCloseTo(1, 12);
    expect(lastRegression(values(1, 2), 3).slope).toBeNaN();
  });
});

describe('lastReturnVolatility', () => {
  it('is the size of equal moves, whatever their sign', () => {
    const close = values(100, 100 * Math.E, 100, 100 * Math.E);
    expect(lastReturnVolatility(close, 3)).toBeCloseTo(1, 12);
    expect(lastReturnVolatility(close, 4)).toBeNaN();
  });
});
