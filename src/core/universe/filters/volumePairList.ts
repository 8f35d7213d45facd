import { byTurnover } from '../candidate.js';
import { filterPlaces, type UniverseFilter } from '../filter.js';

export interface VolumePairListOptions {
  /** So many pass; `null`: all, which only sorts. */
  readonly top: number | null;
}

/**
 * Sorts by the turnover of 24 hours, the highest first, and lets the first so many pass. As freqtrade's `VolumePairList`
 * with `number_assets` and `sort_key: quoteVolume`.
 */
export const volumePairList = ({ top }: VolumePairListOptions): UniverseFilter =>
  filterPlaces(
    'VolumePairList',
    (candidates) => candidates.toSorted(byTurnover),
    (place) =>
      top === null || place < top ? undefined : `its place by turnover is ${place + 1}, beyond the first ${top}`,
  );
