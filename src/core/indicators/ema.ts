import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator, stepsToForget } from './indicator.js';
import { lastSmoothed, smooth } from './smoothing.js';

const alphaOf = (period: number): number => 2 / (period + 1);

/**
 * Exponential moving average.
 *
 *   alpha = 2 / (period + 1),  ema_t = ema_(t-1) + alpha · (values_t - ema_(t-1))
 *
 * Seeded with the mean of the first `period` values; after n more that seed weighs (1 - alpha)^n. Requires `period`
 * klines. Between the smallest and the largest value so far. A NaN makes NaN until the `period` values behind it have
 * seeded it anew. Standard; the seed is that of most charting programs.
 */
export function ema(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  return smooth(out, values, period, alphaOf(period));
}

/** The last value of `ema`, without writing the others; NaN for fewer than `period` values. */
export function lastEma(values: Float64Array, period: number): number {
  checkPeriod('period', period);
  return lastSmoothed(values, period, alphaOf(period));
}

/** Klines until an average over `period` that began at kline `firstKline` has forgotten its seed; `stages` as `stepsToForget`. */
export const emaWarmUpKlines = (period: number, firstKline = 1, stages = 1): number =>
  firstKline - 1 + period + stepsToForget(alphaOf(period), stages);

export const emaIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 20 },
  outputs: {
    ema: {
      requiredKlines: ({ period }) => period,
      warmUpKlines: ({ period }) => emaWarmUpKlines(period),
      unit: 'price',
    },
  },
  memory: 'recursive',
  compute: (out, { close }, { period }) => ema(out.ema, close, period),
});
