import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingMoments } from './rollingMoments.js';
import { Scratch } from './scratch.js';

const deviations = new Scratch();

/**
 * Rolling standard deviation of the population: divided by `period`, not by `period - 1`.
 *
 *   sigma = √( Σ (values - mean)² / period )
 *
 * Requires `period` klines. At least 0; exactly 0 for equal values. A large price costs no precision. NaN while a NaN is
 * among the last `period` values. Standard; for the sample's deviation multiply by √(period / (period - 1)).
 */
export function standardDeviation(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  rollingMoments(deviations.take(values.length), out, values, period);
  for (let i = 0; i < out.length; i += 1) out[i] = Math.sqrt(out[i]! / period);
  return out;
}

export const standardDeviationIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 20 },
  outputs: {
    standardDeviation: {
      requiredKlines: ({ period }) => period,
      unit: 'price',
      range: [0, Number.POSITIVE_INFINITY],
    },
  },
  memory: 'window',
  compute: (out, { close }, { period }) => standardDeviation(out.standardDeviation, close, period),
});
