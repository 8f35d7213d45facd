import { BadInputError } from '../../domain/errors.js';
import type { Sample } from '../../domain/sample.js';

/** Samples of one list of features. */
export interface UsedSamples {
  readonly samples: readonly Sample[];
  readonly featureHash: string;
  /** Those of other lists, which were left out. */
  readonly otherCount: number;
}

/**
 * Of samples of several versions of the features, those of the newest sample's. Throws a `BadInputError` when there are
 * none, or when rows of one list differ in length.
 */
export function usedSamples(samples: readonly Sample[], place: string): UsedSamples {
  const expected = 'samples of one list of features';
  const refuse = (found: string): never => {
    throw new BadInputError(`${place}: expected ${expected}; found ${found}`, { place, found, expected });
  };
  const newest = samples.reduce<Sample | undefined>(
    (latest, sample) => (latest && latest.openedAtMs > sample.openedAtMs ? latest : sample),
    undefined,
  );
  if (!newest) return refuse('none');
  const { featureHash, features } = newest;
  const same = samples.filter((sample) => sample.featureHash === featureHash);
  const odd = same.find((sample) => sample.features.length !== features.length);
  if (odd) refuse(`rows of ${features.length} and of ${odd.features.length} features under one hash`);
  return { samples: same, featureHash, otherCount: samples.length - same.length };
}
