/** Sum of the last `length` values. */
export function lastSum(values: Float64Array, length: number): number {
  let sum = 0;
  for (let i = values.length - length; i < values.length; i += 1) sum += values[i]!;
  return sum;
}
