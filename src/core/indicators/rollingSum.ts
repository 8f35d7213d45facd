/**
 * Sum of the last `period` values at every kline.
 *
 * The input is cut into blocks of `period`. A window is then the tail of one block and the head of the next, and both
 * are sums that only ever grow: two additions per value, no subtraction. So nothing cancels, a value that left the
 * window has left no trace (not even a NaN), and a window of zeros sums to exactly 0. Tails are kept in `out`, ahead of
 * the values they will become. The other rolling loops of this folder work in the same way.
 */
export function rollingSum(out: Float64Array, values: Float64Array, period: number): Float64Array {
  const { length } = values;
  out.fill(Number.NaN, 0, period - 1);
  if (period <= length) out[period - 1] = 0;
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    let head = 0;
    for (let i = from; i < to; i += 1) {
      head += values[i]!;
      out[i]! += head;
    }
    if (to === length) break;
    let tail = 0;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i + period < length) out[i + period] = tail;
      tail += values[i]!;
    }
  }
  return out;
}
