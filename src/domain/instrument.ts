import type { InstrumentSymbol } from './kline.js';

/** What a venue lists: a contract and its trading rules. */
export interface Instrument {
  readonly symbol: InstrumentSymbol;
  /** The venue's word; only `TRADING` can be traded. */
  readonly status: string;
  /** `PERPETUAL`, `TRADIFI_PERPETUAL`, `CURRENT_QUARTER`, …; unknown words are possible. */
  readonly contractType: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** `COIN`, `INDEX`, `EQUITY`, … */
  readonly underlyingType: string;
  readonly onboardTimeMs: number;
  /** Smallest price step; 0 while the venue has not set it. */
  readonly tickSize: number;
  /** Smallest quantity step; 0 while the venue has not set it. */
  readonly stepSize: number;
  readonly minNotionalQuote: number;
  /** The largest quantity of one order at market, as every exit is; absent where the venue tells of none. */
  readonly maxMarketBaseQty?: number;
}

/** Rolling 24 hours of one symbol. */
export interface Ticker24h {
  readonly symbol: InstrumentSymbol;
  readonly lastPrice: number;
  readonly openPrice: number;
  readonly baseVolume: number;
  readonly quoteVolume: number;
  readonly tradeCount: number;
}

/** The best prices of one symbol's order book. */
export interface BookTicker {
  readonly symbol: InstrumentSymbol;
  /** 0 while nobody bids. */
  readonly bidPrice: number;
  /** 0 while nobody asks. */
  readonly askPrice: number;
}
