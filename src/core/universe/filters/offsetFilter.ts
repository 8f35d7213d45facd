import { filterPlaces, type UniverseFilter } from '../filter.js';

export interface OffsetFilterOptions {
  /** So many are left out at the front. */
  readonly offset: number;
  /** So many of those behind them pass; `null`: all. */
  readonly limit: number | null;
}

/** Lets a stretch of the list pass, in its order. As freqtrade's `OffsetFilter` with `offset` and `number_assets`. */
export const offsetFilter = ({ offset, limit }: OffsetFilterOptions): UniverseFilter =>
  filterPlaces(
    'OffsetFilter',
    (candidates) => candidates,
    (place) => {
      if (place < offset) return `its place is ${place + 1}, among the first ${offset}, which are left out`;
      return limit === null || place < offset + limit
        ? undefined
        : `its place is ${place + 1}, beyond the ${limit} behind the first ${offset}`;
    },
  );
