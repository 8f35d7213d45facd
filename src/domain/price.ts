import type { InstrumentSymbol } from './kline.js';

/** The last price of one symbol, with its rolling 24 h turnover. */
export interface Price {
  readonly symbol: InstrumentSymbol;
  readonly price: number;
  readonly quoteVolume24h: number;
  readonly exchangeTimeMs: number;
}
