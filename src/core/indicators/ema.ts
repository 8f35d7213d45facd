/**
 * Exponential moving average of the whole input; its last value.
 *
 *   alpha = 2 / (period + 1),  ema_0 = values_0,  ema_t = ema_(t-1) + alpha · (values_t - ema_(t-1))
 *
 * Seeded with the first value, whose weight after n values is (1 - alpha)^n. NaN for an empty input.
 */
export function lastEma(values: Float64Array, period: number): number {
  const alpha = 2 / (period + 1);
  let ema = values[0] ?? Number.NaN;
  for (let i = 1; i < values.length; i += 1) ema += alpha * (values[i]! - ema);
  return ema;
}
