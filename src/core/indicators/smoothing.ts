/**
 * Exponential smoothing, the recursion under EMA and Wilder's RMA.
 *
 *   seed: mean of the first `period` values,  then  x_t = x_(t-1) + alpha · (values_t - x_(t-1))
 *
 * A NaN is a hole: the result is NaN there, and is seeded anew from the values behind it.
 */
export function smooth(out: Float64Array, values: Float64Array, period: number, alpha: number): Float64Array {
  let count = 0;
  let smoothed = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    count = Number.isNaN(value) ? 0 : count + 1;
    if (count > period) smoothed += alpha * (value - smoothed);
    else smoothed = (count > 1 ? smoothed : 0) + value / period;
    out[i] = count < period ? Number.NaN : smoothed;
  }
  return out;
}

/** The last value of `smooth`, without writing the others. */
export function lastSmoothed(values: Float64Array, period: number, alpha: number): number {
  let count = 0;
  let smoothed = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    count = Number.isNaN(value) ? 0 : count + 1;
    if (count > period) smoothed += alpha * (value - smoothed);
    else smoothed = (count > 1 ? smoothed : 0) + value / period;
  }
  return count < period ? Number.NaN : smoothed;
}
