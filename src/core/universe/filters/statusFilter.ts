import { filterEach, type UniverseFilter } from '../filter.js';
import { eitherInWords } from '../inWords.js';

export interface StatusFilterOptions {
  /** In the exchange's words. */
  readonly statuses: readonly string[];
}

/** Lets pass what has one of these statuses in `exchangeInfo`; only `TRADING` can be traded. */
export const statusFilter = ({ statuses }: StatusFilterOptions): UniverseFilter =>
  filterEach('StatusFilter', ({ instrument: { status } }) =>
    statuses.includes(status) ? undefined : `its status is ${status}, not ${eitherInWords(statuses)}`,
  );
