import { checkOutput, checkPeriod, checkSameLength } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rmaWarmUpKlines } from './rma.js';
import { Scratch } from './scratch.js';
import { smooth } from './smoothing.js';
import { trueRange } from './trueRange.js';

const ranges = new Scratch();

/**
 * Average true range.
 *
 *   tr_t = max(high_t, close_(t-1)) - min(low_t, close_(t-1)),  atr = RMA(tr)
 *
 * Seeded with the mean of the first `period` true ranges. Requires `period + 1` klines: the first has no true range.
 * At least 0, and 0 when nothing has moved. A NaN makes NaN until the klines behind it have seeded it anew.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function atr(
  out: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, high, low, close);
  return smooth(out, trueRange(ranges.take(close.length), high, low, close), period, 1 / period);
}

/** The last value of `atr`, without writing the others; NaN below `period + 1` klines. */
export function lastAtr(high: Float64Array, low: Float64Array, close: Float64Array, period: number): number {
  checkPeriod('period', period);
  checkSameLength(close, high);
  checkSameLength(close, low);
  let count = 0;
  let average = 0;
  for (let i = 1; i < close.length; i += 1) {
    const previousClose = close[i - 1]!;
    const range = Math.max(high[i]!, previousClose) - Math.min(low[i]!, previousClose);
    count = Number.isNaN(range) ? 0 : count + 1;
    if (count > period) average += (range - average) / period;
    else average = (count > 1 ? average : 0) + range / period;
  }
  return count < period ? Number.NaN : average;
}

export const atrIndicator = describeIndicator({
  inputs: ['high', 'low', 'close'],
  parameters: { period: 14 },
  outputs: {
    atr: {
      requiredKlines: ({ period }) => period + 1,
      warmUpKlines: ({ period }) => rmaWarmUpKlines(period, 2),
      unit: 'price',
      range: [0, Number.POSITIVE_INFINITY],
    },
  },
  memory: 'recursive',
  compute: (out, { high, low, close }, { period }) => atr(out.atr, high, low, close, period),
});
