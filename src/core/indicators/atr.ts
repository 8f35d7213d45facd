/**
 * Average true range after Wilder; its last value.
 *
 *   tr_t = max(high_t, close_(t-1)) - min(low_t, close_(t-1))
 *   atr  = mean of the first `period` true ranges, then  atr += (tr_t - atr) / period
 *
 * NaN below `period + 1` klines. Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function lastAtr(high: Float64Array, low: Float64Array, close: Float64Array, period: number): number {
  if (close.length <= period) return Number.NaN;
  let atr = 0;
  for (let i = 1; i < close.length; i += 1) {
    const previousClose = close[i - 1]!;
    const trueRange = Math.max(high[i]!, previousClose) - Math.min(low[i]!, previousClose);
    atr += i <= period ? trueRange / period : (trueRange - atr) / period;
  }
  return atr;
}
