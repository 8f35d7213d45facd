import type { ScannerError } from './errors.js';
import type { InstrumentSymbol } from './kline.js';

/** What a contract is marked at, against the index it follows, and what holding it costs. */
export interface MarkPrice {
  readonly symbol: InstrumentSymbol;
  /** 0 while the exchange has none. */
  readonly markPrice: number;
  /** Of the spot markets; 0 while the exchange has none. */
  readonly indexPrice: number;
  /** For one funding period; above 0, longs pay shorts. 0.0001 = 1 bp. 0 for contracts without funding. */
  readonly fundingRatio: number;
  /** 0 for contracts without funding. */
  readonly nextFundingTimeMs: number;
  readonly exchangeTimeMs: number;
}

/** Mark prices, as many as the exchange put in one frame. */
export interface MarkPricesEvent {
  readonly kind: 'markPrices';
  readonly markPrices: readonly MarkPrice[];
  readonly exchangeTimeMs: number;
}

/** How many contracts are open, in base units, at an instant. */
export interface OpenInterest {
  readonly symbol: InstrumentSymbol;
  readonly openInterestBase: number;
  readonly exchangeTimeMs: number;
}

/** A symbol's open interest was read. */
export interface OpenInterestRead {
  readonly kind: 'openInterest';
  readonly openInterest: OpenInterest;
}

/** It could not be read this time; the symbol is asked again when its turn comes. */
export interface OpenInterestFailed {
  readonly kind: 'openInterestFailed';
  readonly symbol: InstrumentSymbol;
  readonly error: ScannerError;
}

/** A symbol is no longer asked for. */
export interface OpenInterestLeft {
  readonly kind: 'openInterestLeft';
  readonly symbol: InstrumentSymbol;
}

export type OpenInterestEvent = OpenInterestRead | OpenInterestFailed | OpenInterestLeft;
