import { filterEach, type UniverseFilter } from '../filter.js';
import { eitherInWords } from '../inWords.js';

export interface QuoteAssetFilterOptions {
  readonly quoteAssets: readonly string[];
}

/** Lets pass contracts quoted in one of these assets. */
export const quoteAssetFilter = ({ quoteAssets }: QuoteAssetFilterOptions): UniverseFilter =>
  filterEach('QuoteAssetFilter', ({ instrument: { quoteAsset } }) =>
    quoteAssets.includes(quoteAsset)
      ? undefined
      : `it is quoted in ${quoteAsset}, not in ${eitherInWords(quoteAssets)}`,
  );
