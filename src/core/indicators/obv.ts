import { checkOutput } from './checks.js';
import { describeIndicator } from './indicator.js';

/**
 * On-balance volume.
 *
 *   obv_0 = 0,  obv_t = obv_(t-1) + sign(close_t - close_(t-1)) · volume_t
 *
 * Counted from the first kline given: only its changes mean anything, not its level. Requires 1 kline. Unchanged by a
 * kline without a move or without volume. A NaN makes NaN, and the count begins anew with 0 at the kline behind it.
 * Source: J. Granville, New Key to Stock Market Profits, 1963.
 */
export function obv(out: Float64Array, close: Float64Array, volume: Float64Array): Float64Array {
  checkOutput(out, close, volume);
  let previousClose = Number.NaN;
  let balance = Number.NaN;
  for (let i = 0; i < close.length; i += 1) {
    const isHole = Number.isNaN(close[i]! + volume[i]!);
    if (isHole) balance = Number.NaN;
    else if (Number.isNaN(balance)) balance = 0;
    else balance += Math.sign(close[i]! - previousClose) * volume[i]!;
    previousClose = close[i]!;
    out[i] = balance;
  }
  return out;
}

export const obvIndicator = describeIndicator({
  inputs: ['close', 'baseVolume'],
  parameters: {},
  outputs: { obv: { requiredKlines: () => 1, unit: 'volume' } },
  memory: 'anchored',
  compute: (out, { close, baseVolume }) => obv(out.obv, close, baseVolume),
});
