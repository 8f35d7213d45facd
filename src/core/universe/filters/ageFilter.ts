import { filterEach, type UniverseFilter } from '../filter.js';
import { roundedInWords } from '../inWords.js';

export interface AgeFilterOptions {
  readonly minDaysListed: number;
  /** `null`: no limit. */
  readonly maxDaysListed: number | null;
}

const dayMs = 86_400_000;

/**
 * Lets pass what has been listed that long: market time since `onboardDate`, in days of 24 hours. As freqtrade's
 * `AgeFilter`, which counts daily klines.
 */
export const ageFilter = ({ minDaysListed, maxDaysListed }: AgeFilterOptions): UniverseFilter =>
  filterEach('AgeFilter', ({ instrument: { onboardTimeMs } }, { nowMs }) => {
    const days = (nowMs - onboardTimeMs) / dayMs;
    const listed = days < 0 ? 'it is not listed yet' : `it has been listed for ${roundedInWords(days)} days`;
    if (days < minDaysListed) return `${listed}, expected at least ${minDaysListed}`;
    return maxDaysListed !== null && days > maxDaysListed ? `${listed}, expected at most ${maxDaysListed}` : undefined;
  });
