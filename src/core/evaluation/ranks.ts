/** Ranks from 1 on; equal values share the mean of their ranks. */
export function midRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    for (let i = from; i < to; i += 1) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Signs times the ranks of the sizes, as in Wilcoxon's test (1945); zeros stay zero. */
export function signedRanks(values: Float64Array): Float64Array {
  const ranks = midRanks(values.map(Math.abs));
  return ranks.map((rank, index) => Math.sign(values[index]!) * rank);
}

/** Pearson's correlation; NaN when one of the two is constant. */
export function correlation(xs: Float64Array, ys: Float64Array): number {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = 0; i < xs.length; i += 1) {
    const x = xs[i]! - meanX;
    const y = ys[i]! - meanY;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  return sxx > 0 && syy > 0 ? Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy))) : Number.NaN;
}

/** Spearman's rank correlation (1904), ties by mid-ranks; NaN when one of the two is constant. */
export const spearman = (xs: Float64Array, ys: Float64Array): number => correlation(midRanks(xs), midRanks(ys));

/** NaN of nothing. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
