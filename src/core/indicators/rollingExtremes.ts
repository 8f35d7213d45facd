/** Largest of the last `period` values at every kline, in blocks as `rollingSum`: three comparisons per value, whatever the period. */
export function rollingMax(out: Float64Array, values: Float64Array, period: number): Float64Array {
  const { length } = values;
  out.fill(Number.NaN, 0, period - 1);
  if (period <= length) out[period - 1] = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    let head = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i += 1) {
      head = Math.max(head, values[i]!);
      out[i] = Math.max(out[i]!, head);
    }
    if (to === length) break;
    let tail = Number.NEGATIVE_INFINITY;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i + period < length) out[i + period] = tail;
      tail = Math.max(tail, values[i]!);
    }
  }
  return out;
}

/** Smallest of the last `period` values at every kline. */
export function rollingMin(out: Float64Array, values: Float64Array, period: number): Float64Array {
  const { length } = values;
  out.fill(Number.NaN, 0, period - 1);
  if (period <= length) out[period - 1] = Number.POSITIVE_INFINITY;
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    let head = Number.POSITIVE_INFINITY;
    for (let i = from; i < to; i += 1) {
      head = Math.min(head, values[i]!);
      out[i] = Math.min(out[i]!, head);
    }
    if (to === length) break;
    let tail = Number.POSITIVE_INFINITY;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i + period < length) out[i + period] = tail;
      tail = Math.min(tail, values[i]!);
    }
  }
  return out;
}
