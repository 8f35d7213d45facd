/** How many values fall into each of some stretches of equal width. */
export interface Histogram {
  /** Where the first begins. */
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts from -100 to 100; the last stretch includes its end. NaN is left out. */
export function scoreHistogram(scores: Float64Array, stretches = 20): Histogram {
  const width = 200 / stretches;
  const counts = Array.from({ length: stretches }, () => 0);
  for (const score of scores) {
    if (!Number.isNaN(score)) counts[Math.min(stretches - 1, Math.floor((score + 100) / width))]! += 1;
  }
  return { from: -100, width, counts };
}

/** The numbers among `values`, sorted. */
export const sorted = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();

/** The value below which a `share` of the sorted values lies, between neighbours on a straight line; NaN of nothing. */
export function quantile(ascending: Float64Array, share: number): number {
  const at = share * (ascending.length - 1);
  const below = ascending[Math.floor(at)] ?? Number.NaN;
  const above = ascending[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Of the numbers among `values`; NaN of nothing. */
export function standardDeviation(values: Float64Array): number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count += 1;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
  }
  return count === 0 ? Number.NaN : Math.sqrt(squares / count);
}
