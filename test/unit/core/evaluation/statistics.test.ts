import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, scoreHistogram, sorted, standardDeviation } from '../../../../src/core/evaluation/distribution.js';
import { midRanks, signedRanks, spearman } from '../../../../src/core/evaluation/ranks.js';
import { rankCorrelationMatrix } from '../../../../src/core/evaluation/rankCorrelationMatrix.js';
import { seededRandom } from '../../../../src/core/evaluation/seededRandom.js';
import { studentQuantile, studentTails } from '../../../../src/core/evaluation/studentT.js';
import { turnover } from '../../../../src/core/evaluation/turnover.js';

const floats = (...values: number[]): Float64Array => Float64Array.from(values);
const none = Number.NaN;

describe('ranks', () => {
  it.each([
    { values: [10, 30, 20], ranks: [1, 3, 2] },
    { values: [5, 5, 1, 9], ranks: [2.5, 2.5, 1, 4] },
    { values: [7, 7, 7], ranks: [2, 2, 2] },
    { values: [], ranks: [] },
  ])('of $values are $ranks', ({ values, ranks }) => {
    expect([...midRanks(floats(...values))]).toEqual(ranks);
  });

  it('about zero keep the sign, and zeros stay zero', () => {
    expect([...signedRanks(floats(-3, 1, 0, 2, -1))]).toEqual([-5, 2.5, 0, 4, -2.5]);
  });
});

describe('rank correlation', () => {
  it.each([
    // 1 - 6 · (1 + 1 + 1 + 1) / (4 · 15), worked by hand.
    { what: 'two swaps', xs: [1, 2, 3, 4], ys: [2, 1, 4, 3], rho: 0.6 },
    { what: 'the same order', xs: [1, 5, 6], ys: [-2, 0, 100], rho: 1 },
    { what: 'the opposite order', xs: [1, 5, 6], ys: [3, 2, 1], rho: -1 },
    // Ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: 4 / √(4.5 · 4.5).
    { what: 'ties on both sides', xs: [1, 1, 2, 3], ys: [1, 2, 3, 3], rho: 4 / 4.5 },
  ])('of $what is $rho', ({ xs, ys, rho }) => {
    expect(spearman(floats(...xs), floats(...ys))).toBeCloseTo(rho, 12);
  });

  it('is NaN of what does not vary', () => {
    expect(spearman(floats(1, 1, 1), floats(1, 2, 3))).toBeNaN();
  });

  it('does not change when one side is stretched in any rising way', () => {
    const values = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(values, (xs) => {
        const ys = xs.map((x, at) => Math.sin(3 * x) + at);
        const stretched = floats(...xs).map((x) => x * x * x + x);
        const rho = spearman(floats(...xs), floats(...ys));
        // What differs by less than a number can tell is a tie only after stretching.
        if (new Set(stretched).size !== new Set(xs.map((x) => x + 0)).size) return;
        expect(spearman(stretched, floats(...ys))).toEqual(Number.isNaN(rho) ? rho : expect.closeTo(rho, 10));
      }),
    );
  });

  it('of columns leaves out the rows where one is missing, and knows no constant', () => {
    const matrix = rankCorrelationMatrix([floats(1, 2, none, 4), floats(4, 3, 9, 1), floats(2, 2, 2, 2)]);
    expect(matrix[0]![1]).toBeCloseTo(-1, 12);
    expect(matrix[1]![0]).toBe(matrix[0]![1]);
    expect(matrix[2]).toEqual([none, none, none]);
  });
});

describe("Student's t", () => {
  // Percentage points as printed in any table of the distribution.
  it.each([
    { tails: 0.05, freedom: 2, t: 4.3027 },
    { tails: 0.05, freedom: 10, t: 2.2281 },
    { tails: 0.05, freedom: 1_000, t: 1.9623 },
    { tails: 0.01, freedom: 30, t: 2.75 },
    { tails: 0.001, freedom: 5, t: 6.8688 },
  ])('has $tails beyond ±$t at $freedom degrees of freedom', ({ tails, freedom, t }) => {
    expect(studentQuantile(tails, freedom)).toBeCloseTo(t, 3);
    expect(studentTails(t, freedom)).toBeCloseTo(tails, 4);
  });
});

describe('turnover', () => {
  it.each([
    { what: 'a value that never changes', values: [1, 1, 1, 1], is: Number.NaN },
    // Steps of 1; two of 0 1 2 3 differ by 10 / 6 on average.
    { what: 'a straight rise', values: [0, 1, 2, 3], is: 0.6 },
    { what: 'a value that jumps to and fro', values: [0, 1, 0, 1], is: 1.5 },
    { what: 'gaps, over which no step is counted', values: [0, none, 1, 2], is: 0.75 },
  ])('of $what is $is', ({ values, is }) => {
    expect(turnover({ values: floats(...values), symbols: 1 })).toEqual(Number.isNaN(is) ? is : expect.closeTo(is, 12));
  });

  it('is near 1 of values drawn anew in every scan, for each of two symbols', () => {
    const random = seededRandom(1);
    const values = Float64Array.from({ length: 4_000 }, (_, at) => random() + (at % 2) * 10);
    expect(turnover({ values, symbols: 2 })).toBeCloseTo(1, 1);
  });
});

describe('distributions', () => {
  it('count both ends of the range, and no gaps', () => {
    expect(scoreHistogram(floats(-100, -99, 0, 99.9, 100, none), 4)).toEqual({
      from: -100,
      width: 50,
      counts: [2, 0, 1, 2],
    });
  });

  it('have quantiles on a straight line between neighbours', () => {
    const ascending = sorted(floats(30, none, 10, 20));
    expect([0, 0.25, 0.5, 1].map((share) => quantile(ascending, share))).toEqual([10, 15, 20, 30]);
    expect(quantile(floats(), 0.5)).toBeNaN();
  });

  it('have a standard deviation that a large offset does not disturb', () => {
    expect(standardDeviation(floats(1e9 + 1, none, 1e9 + 3))).toBe(1);
    expect(standardDeviation(floats(none))).toBeNaN();
  });
});
