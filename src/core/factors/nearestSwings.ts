/**
 * Of the swing highs among the last `klines` highs that are above `price`, the lowest; infinity when there is none.
 *
 * A swing high is above the `side` highs before it and not below those after it: of equal ones side by side the first.
 */
export function nearestSwingHigh(high: Float64Array, price: number, klines: number, side: number): number {
  let level = Number.POSITIVE_INFINITY;
  for (let i = high.length - klines + side; i < high.length - side; i += 1) {
    const extreme = high[i]!;
    if (extreme > price && extreme < level && isSwingHigh(high, i, side)) level = extreme;
  }
  return level;
}

/** The mirror image: of the swing lows below `price` the highest; 0 when there is none. */
export function nearestSwingLow(low: Float64Array, price: number, klines: number, side: number): number {
  let level = 0;
  for (let i = low.length - klines + side; i < low.length - side; i += 1) {
    const extreme = low[i]!;
    if (extreme < price && extreme > level && isSwingLow(low, i, side)) level = extreme;
  }
  return level;
}

function isSwingHigh(high: Float64Array, at: number, side: number): boolean {
  const extreme = high[at]!;
  for (let i = 1; i <= side; i += 1) if (extreme <= high[at - i]! || extreme < high[at + i]!) return false;
  return true;
}

function isSwingLow(low: Float64Array, at: number, side: number): boolean {
  const extreme = low[at]!;
  for (let i = 1; i <= side; i += 1) if (extreme >= low[at - i]! || extreme > low[at + i]!) return false;
  return true;
}
