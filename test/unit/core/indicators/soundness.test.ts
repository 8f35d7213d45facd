import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beta,
  cmf,
  correlation,
  linearRegression,
  mfi,
  sma,
  standardDeviation,
  vwap,
  zScore,
} from '../../../../src/core/indicators/index.js';

type Compute = (values: Float64Array, partner: Float64Array, period: number) => Float64Array;

const like = (values: Float64Array): Float64Array => new Float64Array(values.length);
const lineOf = (values: Float64Array, period: number): { slope: Float64Array; r2: Float64Array } =>
  linearRegression({ slope: like(values), r2: like(values) }, values, period);

/** Indicators of the second moment: those that cancel when they are computed carelessly. */
const moments: Readonly<Record<string, Compute>> = {
  standardDeviation: (values, _partner, period) => standardDeviation(like(values), values, period),
  zScore: (values, _partner, period) => zScore(like(values), values, period),
  slope: (values, _partner, period) => lineOf(values, period).slope,
  r2: (values, _partner, period) => lineOf(values, period).r2,
  correlation: (values, partner, period) => correlation(like(values), values, partner, period),
  beta: (values, partner, period) => beta(like(values), values, partner, period),
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const centred = (values: readonly number[]): number[] => {
  const mean = sum(values) / values.length;
  return values.map((value) => value - mean);
};
const product = (as: readonly number[], bs: readonly number[]): number => sum(as.map((a, i) => a * bs[i]!));

/** The same from their definitions, one window at a time, in two passes. */
function directly(name: string, ys: readonly number[], xs: readonly number[]): number {
  const y = centred(ys);
  const x = centred(xs);
  const time = centred(ys.map((_, i) => i));
  const deviation = Math.sqrt(product(y, y) / y.length);
  const results: Readonly<Record<string, number>> = {
    standardDeviation: deviation,
    zScore: y.at(-1)! / deviation,
    slope: product(time, y) / product(time, time),
    r2: product(time, y) ** 2 / (product(time, time) * product(y, y)),
    correlation: product(x, y) / Math.sqrt(product(x, x) * product(y, y)),
    beta: product(x, y) / product(x, x),
  };
  return results[name]!;
}

/** Multiples of 1/1024 within ±8, no two in a row alike: they keep every digit when a billion is added. */
const noise = (length: number, seed: number): Float64Array =>
  Float64Array.from(
    fc.sample(fc.integer({ min: -4_095, max: 4_095 }), { numRuns: length, seed }),
    (n, i) => (2 * n + (i % 2)) / 1_024,
  );

const plus = (values: Float64Array, offset: number): Float64Array => values.map((value) => value + offset);

/** Largest difference from what is expected, relative to the larger of that and `scale`. */
function worst(values: Float64Array, expected: ArrayLike<number>, scale = 0): number {
  let most = 0;
  values.forEach((value, i) => {
    if (Object.is(value, expected[i])) return;
    const difference = Math.abs(value - expected[i]!) / Math.max(scale, Math.abs(expected[i]!));
    most = Math.max(most, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  });
  return most;
}

const values = noise(3_000, 1);
const partner = noise(3_000, 2);
const periods = [2, 3, 14, 20, 97, 500];

describe.each(Object.entries(moments))('%s', (name, compute) => {
  it.each(periods)('over %d is what its definition says, along a series of 3,000', (period) => {
    const ends = Array.from(
      { length: 40 },
      (_, i) => values.length - 1 - i * Math.floor((values.length - period) / 40),
    );
    const computed = compute(values, partner, period);
    const windowOf = (column: Float64Array, end: number): number[] => [...column.subarray(end - period + 1, end + 1)];
    const expected = ends.map((end) => directly(name, windowOf(values, end), windowOf(partner, end)));
    const found = Float64Array.from(ends, (end) => computed[end]!);
    // What lies around 0 (a slope, a correlation) is compared on its own scale.
    expect(worst(found, expected, name === 'standardDeviation' ? 0 : 1e-3)).toBeLessThan(1e-9);
  });

  it.each(periods)('over %d does not notice that a billion was added', (period) => {
    const plain = compute(values, partner, period);
    const high = compute(plus(values, 1e9), plus(partner, 1e9), period);
    expect(worst(high, plain, name === 'standardDeviation' ? 0 : 1e-3)).toBeLessThan(1e-9);
  });

  it('forgets a huge value with the kline that leaves its window', () => {
    const spiked = values.map((value, i) => (i === 100 ? 1e15 : value));
    const spikedPartner = partner.map((value, i) => (i === 100 ? -1e15 : value));
    const after = compute(spiked, spikedPartner, 20).slice(120);
    expect(worst(after, compute(values, partner, 20).slice(120))).toBe(0);
  });
});

describe('what stands still', () => {
  const moving = Array.from(noise(50, 3));
  it.each([2, 3, 7, 10, 20])('is exactly still once the last move has left a window of %d', (period) => {
    const still = Float64Array.from([...moving, ...new Array<number>(60).fill(0.1)]);
    const partnerOfStill = noise(still.length, 4);
    const from = moving.length + period - 1;
    const rest = (column: Float64Array): number[] => [...column.slice(from)];
    const all = (value: number): number[] => new Array<number>(still.length - from).fill(value);
    expect(rest(standardDeviation(like(still), still, period))).toEqual(all(0));
    expect(rest(zScore(like(still), still, period))).toEqual(all(0));
    expect(rest(lineOf(still, period).slope)).toEqual(all(0));
    expect(rest(lineOf(still, period).r2)).toEqual(all(0));
    expect(rest(correlation(like(still), still, partnerOfStill, period))).toEqual(all(Number.NaN));
    expect(rest(beta(like(still), still, partnerOfStill, period))).toEqual(all(0));
    expect(rest(beta(like(still), partnerOfStill, still, period))).toEqual(all(Number.NaN));
  });

  it.each([2, 3, 7, 10, 20])('is not traded once the last volume has left a window of %d', (period) => {
    const volume = Float64Array.from([...moving.map(Math.abs), ...new Array<number>(60).fill(0)]);
    const close = plus(noise(volume.length, 5), 100);
    const [high, low] = [plus(close, 1), plus(close, -1)];
    const from = moving.length + period - 1;
    const rest = (column: Float64Array): number[] => [...column.slice(from)];
    const all = (value: number): number[] => new Array<number>(volume.length - from).fill(value);
    expect(rest(cmf(like(close), high, low, close, volume, period))).toEqual(all(0));
    expect(rest(mfi(like(close), high, low, close, volume, period))).toEqual(all(50));
    expect(rest(vwap(like(close), high, low, close, volume, period))).toEqual(all(Number.NaN));
    expect(rest(sma(like(volume), volume, period))).toEqual(all(0));
  });
});
