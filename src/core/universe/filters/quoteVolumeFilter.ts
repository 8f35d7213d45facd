import { turnoverOf } from '../candidate.js';
import { filterEach, type UniverseFilter } from '../filter.js';
import { amountInWords } from '../inWords.js';

export interface QuoteVolumeFilterOptions {
  /** In the quote asset. */
  readonly minQuoteVolume24h: number;
}

/** Lets pass what turned over at least so much in 24 hours. As freqtrade's `min_value` of `VolumePairList`. */
export const quoteVolumeFilter = ({ minQuoteVolume24h }: QuoteVolumeFilterOptions): UniverseFilter =>
  filterEach('QuoteVolumeFilter', (candidate) => {
    const turnover = turnoverOf(candidate);
    if (turnover >= minQuoteVolume24h) return undefined;
    const { quoteAsset } = candidate.instrument;
    return `it turned over ${amountInWords(turnover)} ${quoteAsset} in 24 h, less than ${amountInWords(minQuoteVolume24h)}`;
  });
