/** The middle value; of an even count the mean of the two. Throws a `RangeError` for none. */
export function median(values) {
  if (values.length === 0) throw new RangeError('the median of no values is not defined');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounds to `digits` significant digits: more would pretend a precision that a shared machine does not have. */
export const significant = (value, digits = 3) => Number(value.toPrecision(digits));

/** The `e` of `y ~ x^e` that fits best: the slope of the least-squares line through the logarithms of the points. */
export function growthExponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const [meanX, meanY] = [0, 1].map((axis) => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length);
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
