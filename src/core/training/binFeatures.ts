import type { TrainingSet } from './trainingSet.js';

const mostThresholds = 31;

/** Features as small whole numbers: a tree asks about thresholds, not about values. */
export interface BinnedFeatures {
  /** Of each feature, rising; numbers that were seen, so that a float of 32 bits holds them. */
  readonly thresholds: readonly Float32Array[];
  /** Column by column: how many thresholds of its feature a row is above. */
  readonly bins: Uint8Array;
}

/** Thresholds that part the rows of each feature into about equal shares. */
export function binFeatures({ features, featureCount, count }: TrainingSet): BinnedFeatures {
  const bins = new Uint8Array(featureCount * count);
  const thresholds = Array.from({ length: featureCount }, (_, feature) => {
    const column = new Float32Array(count);
    for (let row = 0; row < count; row += 1) column[row] = features[row * featureCount + feature]!;
    const limits = limitsOf(column);
    for (let row = 0; row < count; row += 1) {
      let bin = 0;
      while (bin < limits.length && column[row]! > limits[bin]!) bin += 1;
      bins[feature * count + row] = bin;
    }
    return limits;
  });
  return { thresholds, bins };
}

/** Nothing is above the highest value: it parts nothing, and is no limit. */
function limitsOf(column: Float32Array): Float32Array {
  const sorted = Float32Array.from(column).sort();
  const highest = sorted.at(-1);
  const limits = new Set<number>();
  for (let part = 1; part <= mostThresholds; part += 1)
    limits.add(sorted[Math.floor((part * sorted.length) / (mostThresholds + 1))]!);
  // The quantiles of a flag may all be its highest value.
  limits.add(sorted[0]!);
  limits.delete(highest!);
  return Float32Array.from([...limits].sort((a, b) => a - b));
}
