import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingMoments } from './rollingMoments.js';
import { Scratch } from './scratch.js';

const squares = new Scratch();

/**
 * Rolling z-score: how many standard deviations the newest value is from the mean of its window.
 *
 *   z = (values_t - mean) / sigma      mean and sigma (population) over the last `period` values, the newest included
 *
 * Requires `period` klines. At most √(period - 1) in size; 0 for equal values. NaN while a NaN is among the last `period`
 * values. Standard.
 */
export function zScore(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  const sums = squares.take(values.length);
  rollingMoments(out, sums, values, period);
  for (let i = 0; i < out.length; i += 1) out[i] = sums[i] === 0 ? 0 : out[i]! / Math.sqrt(sums[i]! / period);
  return out;
}

export const zScoreIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 20 },
  outputs: { zScore: { requiredKlines: ({ period }) => period, unit: 'none' } },
  memory: 'window',
  compute: (out, { close }, { period }) => zScore(out.zScore, close, period),
});
