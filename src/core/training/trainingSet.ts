import type { Sample } from '../../domain/sample.js';

/** Samples as columns, in the order in which they were opened. */
export interface TrainingSet {
  readonly count: number;
  readonly featureCount: number;
  /** `count` rows, one behind the other, as a model will see them. */
  readonly features: Float32Array;
  readonly outcomes: Uint8Array;
  readonly openedAtMs: Float64Array;
  readonly closedAtMs: Float64Array;
}

/** Sorts samples by time; of one instant they keep their order. Throws a `RangeError` for rows of different lengths. */
export function trainingSet(samples: readonly Sample[]): TrainingSet {
  const sorted = [...samples].sort((a, b) => a.openedAtMs - b.openedAtMs);
  const featureCount = sorted[0]?.features.length ?? 0;
  const features = new Float32Array(sorted.length * featureCount);
  sorted.forEach((sample, row) => {
    if (sample.features.length !== featureCount)
      throw new RangeError(`rows of ${featureCount} and of ${sample.features.length} features do not go together`);
    features.set(sample.features, row * featureCount);
  });
  return {
    count: sorted.length,
    featureCount,
    features,
    outcomes: Uint8Array.from(sorted, ({ outcome }) => outcome),
    openedAtMs: Float64Array.from(sorted, ({ openedAtMs }) => openedAtMs),
    closedAtMs: Float64Array.from(sorted, ({ closedAtMs }) => closedAtMs),
  };
}

/** Rows `from` to `to` (excluded). Views, not copies. */
export const rowsOf = (set: TrainingSet, from: number, to: number): TrainingSet => ({
  count: to - from,
  featureCount: set.featureCount,
  features: set.features.subarray(from * set.featureCount, to * set.featureCount),
  outcomes: set.outcomes.subarray(from, to),
  openedAtMs: set.openedAtMs.subarray(from, to),
  closedAtMs: set.closedAtMs.subarray(from, to),
});

/** Share of the outcomes that are 1; NaN of none. */
export function baseRate({ outcomes, count }: TrainingSet): number {
  let good = 0;
  for (const outcome of outcomes) good += outcome;
  return good / count;
}
