/** The middle value; of an even count the mean of the two. Throws a `RangeError` for none. */
export function median(values) {
  if (values.length === 0) throw new RangeError('the median of no values is not defined');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounds to `digits` significant digits: more would pretend a precision that a shared machine does not have. */
export const significant = (value, digits = 3) => Number(value.toPrecision(digits));
