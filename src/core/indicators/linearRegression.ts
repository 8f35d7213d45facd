import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { Scratch } from './scratch.js';

/** Least-squares line through equally spaced values: its rise per step, and the share of variance it explains (0 to 1). */
export interface RegressionLine {
  readonly slope: number;
  readonly r2: number;
}

/** Where `linearRegression` writes: two arrays as long as the input. */
export interface RegressionOutput {
  readonly slope: Float64Array;
  readonly r2: Float64Array;
}

const sumsOfSquares = new Scratch();

/**
 * Linear regression of the last `period` values on x = 0, 1, … .
 *
 *   slope = Sxy / Sxx,  R² = Sxy² / (Sxx · Syy)
 *
 * Requires `period` klines, at least 2. R² is in [0, 1]; both are 0 for equal values. A large price costs no precision:
 * sums are taken of distances to one value of the window, in blocks as `rollingSum`. NaN while a NaN is among the last
 * `period` values. Standard (least squares: A.-M. Legendre, 1805).
 */
export function linearRegression(out: RegressionOutput, values: Float64Array, period: number): RegressionOutput {
  checkPeriod('period', period, 2);
  checkOutput(out.slope, values);
  checkOutput(out.r2, values);
  const { length } = values;
  const { slope, r2 } = out;
  const squares = sumsOfSquares.take(length);
  const middle = (period - 1) / 2;
  const sxx = sumOfSquaredSteps(period);
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    const origin = values[from]!;
    // The tail of the block before: Σ y, Σ position · y and Σ y², kept where the results will be.
    let sum = 0;
    let moment = 0;
    let square = 0;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i < length) {
        slope[i] = moment;
        r2[i] = from === 0 && i < period - 1 ? Number.NaN : sum;
        squares[i] = square;
      }
      if (from === 0) continue;
      const y = values[i - period]! - origin;
      moment += sum;
      sum += y;
      square += y * y;
    }
    sum = 0;
    moment = 0;
    square = 0;
    for (let i = from; i < to; i += 1) {
      const y = values[i]! - origin;
      sum += y;
      moment += (i - from) * y;
      square += y * y;
      const headAt = period - 1 - (i - from);
      const windowSum = r2[i]! + sum;
      const sxy = slope[i]! + moment + headAt * sum - middle * windowSum;
      const syy = squares[i]! + square - (windowSum * windowSum) / period;
      slope[i] = sxy / sxx;
      r2[i] = explained(sxy, sxx, syy);
    }
  }
  return out;
}

/** The last line of `linearRegression`, without the others; both NaN for fewer than `period` values. */
export function lastRegression(values: Float64Array, period: number): RegressionLine {
  checkPeriod('period', period, 2);
  const from = values.length - period;
  if (from < 0) return { slope: Number.NaN, r2: Number.NaN };
  const origin = values[from]!;
  let sum = 0;
  for (let i = from; i < values.length; i += 1) sum += values[i]! - origin;
  const mean = sum / period;
  const middle = (period - 1) / 2;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < period; i += 1) {
    const y = values[from + i]! - origin - mean;
    sxy += (i - middle) * y;
    syy += y * y;
  }
  const sxx = sumOfSquaredSteps(period);
  return { slope: sxy / sxx, r2: explained(sxy, sxx, syy) };
}

/** Σ (x - mean)² of x = 0, 1, … period - 1. */
const sumOfSquaredSteps = (period: number): number => (period * (period * period - 1)) / 12;

/** R², 0 where there is no variance to explain. Not above 1 by rounding. */
const explained = (sxy: number, sxx: number, syy: number): number =>
  syy <= 0 ? 0 : Math.min(1, (sxy * sxy) / (sxx * syy));

export const linearRegressionIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 14 },
  outputs: {
    slope: { requiredKlines: ({ period }) => period, unit: 'price' },
    r2: { requiredKlines: ({ period }) => period, unit: 'none', range: [0, 1] },
  },
  memory: 'window',
  compute: (out, { close }, { period }) => linearRegression(out, close, period),
});
