import { changeOf } from '../change.js';
import { byTurnover, type Candidate } from '../candidate.js';
import { filterPlaces, type UniverseFilter } from '../filter.js';

export interface PercentChangePairListOptions {
  /** So many pass; `null`: all, which only sorts. */
  readonly top: number | null;
  /** `rise`: the highest change first. `fall`: the lowest. `move`: the largest, up or down. */
  readonly by: 'rise' | 'fall' | 'move';
}

const strengthOf = { rise: (change: number) => change, fall: (change: number) => -change, move: Math.abs };

/**
 * Sorts by the change of price in 24 hours, `last / open - 1`, and lets the first so many pass; what has not traded comes
 * last. As freqtrade's `PercentChangePairList`.
 */
export function percentChangePairList({ top, by }: PercentChangePairListOptions): UniverseFilter {
  const strength = (candidate: Candidate): number => {
    const change = changeOf(candidate);
    return change === undefined ? Number.NEGATIVE_INFINITY : strengthOf[by](change);
  };
  return filterPlaces(
    'PercentChangePairList',
    (candidates) => candidates.toSorted((a, b) => descending(strength(a), strength(b)) || byTurnover(a, b)),
    (place) =>
      top === null || place < top ? undefined : `its place by ${by} in 24 h is ${place + 1}, beyond the first ${top}`,
  );
}

// Not the difference: of two that have not traded it would be no number.
const descending = (a: number, b: number): number => Number(b > a) - Number(b < a);
