/**
 * First two moments of the last `period` values at every kline, in blocks as `rollingSum`.
 *
 *   deviation = values_t - mean,  squares = Σ (values - mean)²
 *
 * Sums are taken of the distances to one value of the window, the first of the block, so that a large price with a small
 * movement keeps every digit of the movement, and a window of equal values has exactly 0 for both.
 */
export function rollingMoments(
  deviation: Float64Array,
  squares: Float64Array,
  values: Float64Array,
  period: number,
): void {
  const { length } = values;
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    const origin = values[from]!;
    let sum = 0;
    let sumOfSquares = 0;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i < length) {
        deviation[i] = from === 0 && i < period - 1 ? Number.NaN : sum;
        squares[i] = sumOfSquares;
      }
      if (from === 0) continue;
      const distance = values[i - period]! - origin;
      sum += distance;
      sumOfSquares += distance * distance;
    }
    sum = 0;
    sumOfSquares = 0;
    for (let i = from; i < to; i += 1) {
      const distance = values[i]! - origin;
      sum += distance;
      sumOfSquares += distance * distance;
      const windowSum = deviation[i]! + sum;
      const mean = windowSum / period;
      deviation[i] = distance - mean;
      squares[i] = Math.max(0, squares[i]! + sumOfSquares - windowSum * mean);
    }
  }
}
