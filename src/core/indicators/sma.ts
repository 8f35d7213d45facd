import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingSum } from './rollingSum.js';

/**
 * Simple moving average.
 *
 *   sma_t = (values_(t-period+1) + … + values_t) / period
 *
 * Requires `period` klines. Between the smallest and the largest value of its window. NaN while a NaN is among the last
 * `period` values. Standard.
 */
export function sma(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  rollingSum(out, values, period);
  for (let i = 0; i < out.length; i += 1) out[i]! /= period;
  return out;
}

export const smaIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 20 },
  outputs: { sma: { requiredKlines: ({ period }) => period, unit: 'price' } },
  memory: 'window',
  compute: (out, { close }, { period }) => sma(out.sma, close, period),
});
