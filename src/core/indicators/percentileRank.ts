import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';

/**
 * Percentile rank of the newest value among the `period` values before it.
 *
 *   rank = 100 · (values below it + ½ · values equal to it) / period
 *
 * Requires `period + 1` klines. In [0, 100]: 100 above all of them, 50 for equal values. NaN while a NaN is among the last
 * `period + 1` values. Costs `period` comparisons per value. Source: L. Connors' PercentRank, 2012, which leaves out ties;
 * with them, a mirrored series has the mirrored rank.
 */
export function percentileRank(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  out.fill(Number.NaN, 0, period);
  for (let i = period; i < values.length; i += 1) {
    const newest = values[i]!;
    let halves = 0;
    for (let j = i - period; j < i; j += 1) halves += Math.sign(newest - values[j]!) + 1;
    out[i] = (50 * halves) / period;
  }
  return out;
}

export const percentileRankIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 100 },
  outputs: { percentileRank: { requiredKlines: ({ period }) => period + 1, unit: 'none', range: [0, 100] } },
  memory: 'window',
  compute: (out, { close }, { period }) => percentileRank(out.percentileRank, close, period),
});
