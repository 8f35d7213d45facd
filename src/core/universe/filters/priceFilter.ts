import { filterEach, type UniverseFilter } from '../filter.js';
import { percentInWords, roundedInWords } from '../inWords.js';

export interface PriceFilterOptions {
  /** In the quote asset. */
  readonly minPrice: number;
  /** `null`: no limit. */
  readonly maxPrice: number | null;
  /** The most that one price step may be of the price; `null`: no limit. */
  readonly maxTickRatio: number | null;
}

/**
 * Lets pass what last traded in this range, and whose smallest step is no large part of the price: `tickSize / last`.
 * As freqtrade's `PriceFilter` with `min_price`, `max_price` and `low_price_ratio`.
 */
export const priceFilter = ({ minPrice, maxPrice, maxTickRatio }: PriceFilterOptions): UniverseFilter =>
  filterEach('PriceFilter', ({ instrument, ticker }) => {
    const price = ticker?.lastPrice ?? 0;
    if (price === 0) return 'it has no price';
    if (price < minPrice) return `its price is ${roundedInWords(price)}, below ${minPrice}`;
    if (maxPrice !== null && price > maxPrice) return `its price is ${roundedInWords(price)}, above ${maxPrice}`;
    const tickRatio = instrument.tickSize / price;
    return maxTickRatio !== null && tickRatio > maxTickRatio
      ? `one step of its price is ${percentInWords(tickRatio)}, more than ${percentInWords(maxTickRatio)}`
      : undefined;
  });
