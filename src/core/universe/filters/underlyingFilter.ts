import { filterEach, type UniverseFilter } from '../filter.js';
import { eitherInWords, toldInWords } from '../inWords.js';

export interface UnderlyingFilterOptions {
  /** In the exchange's words: `COIN`, `INDEX`, `EQUITY`, `COMMODITY`, `PREMARKET`, … */
  readonly underlyingTypes: readonly string[];
}

/** Lets pass contracts on these kinds of underlying. */
export const underlyingFilter = ({ underlyingTypes }: UnderlyingFilterOptions): UniverseFilter =>
  filterEach('UnderlyingFilter', ({ instrument: { underlyingType } }) =>
    underlyingTypes.includes(underlyingType)
      ? undefined
      : `its underlying is ${toldInWords(underlyingType)}, not ${eitherInWords(underlyingTypes)}`,
  );
