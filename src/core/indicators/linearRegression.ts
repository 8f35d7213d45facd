/** Least-squares line through equally spaced values: its rise per step, and the share of variance it explains (0 to 1). */
export interface RegressionLine {
  readonly slope: number;
  readonly r2: number;
}

/**
 * Linear regression over the last `length` values, x = 0, 1, … .
 *
 *   slope = Sxy / Sxx,  R² = Sxy² / (Sxx · Syy)
 *
 * Values are centred first, so that large prices cost no precision. R² is 0 for constant values; both are NaN below
 * `length` values.
 */
export function lastRegression(values: Float64Array, length: number): RegressionLine {
  const from = values.length - length;
  if (from < 0) return { slope: Number.NaN, r2: Number.NaN };
  let mean = 0;
  for (let i = from; i < values.length; i += 1) mean += values[i]! / length;
  const middle = (length - 1) / 2;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < length; i += 1) {
    const y = values[from + i]! - mean;
    sxy += (i - middle) * y;
    syy += y * y;
  }
  const sxx = (length * (length * length - 1)) / 12;
  return { slope: sxy / sxx, r2: syy > 0 ? (sxy * sxy) / (sxx * syy) : 0 };
}
