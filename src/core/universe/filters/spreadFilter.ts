import { filterEach, type UniverseFilter } from '../filter.js';
import { percentInWords } from '../inWords.js';

export interface SpreadFilterOptions {
  readonly maxSpreadRatio: number;
}

/**
 * Lets pass what can be bought at most so much dearer than sold: `(ask - bid) / ask`, of the best prices at the look. As
 * freqtrade's `SpreadFilter`. Needs one request for all symbols (weight 5).
 */
export const spreadFilter = ({ maxSpreadRatio }: SpreadFilterOptions): UniverseFilter =>
  filterEach(
    'SpreadFilter',
    ({ bookTicker }) => {
      if (!bookTicker || bookTicker.bidPrice === 0 || bookTicker.askPrice === 0) return 'nobody bids or nobody asks';
      const spreadRatio = (bookTicker.askPrice - bookTicker.bidPrice) / bookTicker.askPrice;
      return spreadRatio > maxSpreadRatio
        ? `its spread is ${percentInWords(spreadRatio)}, more than ${percentInWords(maxSpreadRatio)}`
        : undefined;
    },
    { bookTickers: true },
  );
