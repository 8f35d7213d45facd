/**
 * Wilder's true range: the kline's range, stretched to the close before it.
 *
 *   tr_t = max(high_t, close_(t-1)) - min(low_t, close_(t-1))
 *
 * NaN for the first kline, and where one of the three is NaN.
 */
export function trueRange(out: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array): Float64Array {
  let previousClose = Number.NaN;
  for (let i = 0; i < out.length; i += 1) {
    out[i] = Math.max(high[i]!, previousClose) - Math.min(low[i]!, previousClose);
    previousClose = close[i]!;
  }
  return out;
}
