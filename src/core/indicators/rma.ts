import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator, stepsToForget } from './indicator.js';
import { smooth } from './smoothing.js';

/**
 * Wilder's moving average, the smoothing inside RSI, ATR and ADX.
 *
 *   rma_t = rma_(t-1) + (values_t - rma_(t-1)) / period
 *
 * Seeded with the mean of the first `period` values. Requires `period` klines. Between the smallest and the largest value
 * so far. A NaN makes NaN until the `period` values behind it have seeded it anew. Source: J. W. Wilder, New Concepts in
 * Technical Trading Systems, 1978. Where he smooths sums instead of means, they are `period` times these.
 */
export function rma(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  return smooth(out, values, period, 1 / period);
}

/** Klines until a Wilder average over `period` that began at kline `firstKline` has forgotten its seed; `stages` as `stepsToForget`. */
export const rmaWarmUpKlines = (period: number, firstKline = 1, stages = 1): number =>
  firstKline - 1 + period + stepsToForget(1 / period, stages);

export const rmaIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 14 },
  outputs: {
    rma: {
      requiredKlines: ({ period }) => period,
      warmUpKlines: ({ period }) => rmaWarmUpKlines(period),
      unit: 'price',
    },
  },
  memory: 'recursive',
  compute: (out, { close }, { period }) => rma(out.rma, close, period),
});
