import { formatUnits } from './decimal.js';
import type { MarketInstrument } from './market.js';
import type { DayTicker } from './rollingDay.js';

/** Half of the spread of a symbol that turns over `fairTurnover` in a day; it narrows with the root of the turnover. */
const fairHalfSpreadRatio = 0.000_2;
const fairTurnover = 1e7;
const widestHalfSpreadRatio = 0.02;
/** What stands at the best price, as a part of the day's turnover. */
const shownRatio = 1 / 100_000;

/**
 * `GET /fapi/v1/ticker/bookTicker`, one symbol: at least one step between bid and ask, around the last price; a symbol
 * that has not traded all day has neither.
 */
export function bookTickerJson(instrument: MarketInstrument, ticker: DayTicker): string {
  const { symbol, price, baseVolume, quoteVolume } = instrument;
  const turnover = ticker.quoteVolume / 10 ** quoteVolume.unitDecimals;
  const isTraded = turnover > 0;
  const ratio = Math.min(widestHalfSpreadRatio, fairHalfSpreadRatio * Math.sqrt(fairTurnover / Math.max(1, turnover)));
  const halfSpread = Math.round(ticker.last * ratio);
  const bid = isTraded ? Math.max(1, ticker.last - halfSpread) : 0;
  const ask = isTraded ? Math.max(bid + 1, ticker.last + halfSpread) : 0;
  const quantity = isTraded ? Math.max(1, Math.round(ticker.baseVolume * shownRatio)) : 0;
  return JSON.stringify({
    symbol,
    bidPrice: formatUnits(bid, price),
    bidQty: formatUnits(quantity, baseVolume),
    askPrice: formatUnits(ask, price),
    askQty: formatUnits(quantity, baseVolume),
    time: ticker.closeTimeMs,
  });
}
