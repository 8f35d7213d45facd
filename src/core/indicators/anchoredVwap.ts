import { checkOutput } from './checks.js';
import { describeIndicator } from './indicator.js';

/**
 * Volume-weighted average price since the first kline given.
 *
 *   typical = (high + low + close) / 3,  vwap = Σ typical · volume / Σ volume
 *
 * Requires 1 kline. Between the smallest low and the largest high so far. NaN until something is traded. A NaN makes NaN,
 * and the sums begin anew at the kline behind it. Standard.
 */
export function anchoredVwap(
  out: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
): Float64Array {
  checkOutput(out, high, low, close, volume);
  let turnover = 0;
  let traded = 0;
  for (let i = 0; i < close.length; i += 1) {
    turnover += ((high[i]! + low[i]! + close[i]!) / 3) * volume[i]!;
    traded += volume[i]!;
    out[i] = turnover / traded;
    if (Number.isNaN(turnover)) {
      turnover = 0;
      traded = 0;
    }
  }
  return out;
}

export const anchoredVwapIndicator = describeIndicator({
  inputs: ['high', 'low', 'close', 'baseVolume'],
  parameters: {},
  outputs: { anchoredVwap: { requiredKlines: () => 1, unit: 'price' } },
  memory: 'anchored',
  compute: (out, { high, low, close, baseVolume }) => anchoredVwap(out.anchoredVwap, high, low, close, baseVolume),
});
