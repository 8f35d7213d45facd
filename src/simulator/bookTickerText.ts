import { formatUnits } from './decimal.js';
import type { MarketInstrument } from './market.js';
import type { DayTicker } from './rollingDay.js';

/** Half of the spread of a symbol that turns over `fairTurnover` in a day; it narrows with the root of the turnover. */
const fairHalfSpreadRatio = 0.000_2;
const fairTurnover = 1e7;
const widestHalfSpreadRatio = 0.02;
/** What stands at the best price, as a part of the day's turnover. */
const shownRatio = 1 / 100_000;

/** What stands on both sides of the last price, in units. */
export interface BestPrices {
  readonly bid: number;
  readonly ask: number;
  /** At either price. */
  readonly quantity: number;
}

/**
 * At least one step between bid and ask, around the last price; all zero for a symbol that has not traded all day, which
 * has neither.
 */
export function bestPrices({ quoteVolume }: MarketInstrument, ticker: DayTicker): BestPrices {
  const turnover = ticker.quoteVolume / 10 ** quoteVolume.unitDecimals;
  if (turnover <= 0) return { bid: 0, ask: 0, quantity: 0 };
  const ratio = Math.min(widestHalfSpreadRatio, fairHalfSpreadRatio * Math.sqrt(fairTurnover / Math.max(1, turnover)));
  const halfSpread = Math.round(ticker.last * ratio);
  const bid = Math.max(1, ticker.last - halfSpread);
  return {
    bid,
    ask: Math.max(bid + 1, ticker.last + halfSpread),
    quantity: Math.max(1, Math.round(ticker.baseVolume * shownRatio)),
  };
}

/** `GET /fapi/v1/ticker/bookTicker`, one symbol. */
export function bookTickerJson(instrument: MarketInstrument, ticker: DayTicker): string {
  const { symbol, price, baseVolume } = instrument;
  const { bid, ask, quantity } = bestPrices(instrument, ticker);
  return JSON.stringify({
    symbol,
    bidPrice: formatUnits(bid, price),
    bidQty: formatUnits(quantity, baseVolume),
    askPrice: formatUnits(ask, price),
    askQty: formatUnits(quantity, baseVolume),
    time: ticker.closeTimeMs,
  });
}
