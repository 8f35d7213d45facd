import type { InstrumentSymbol } from './kline.js';

/** How far the best ask is above the best bid. */
export interface Spread {
  readonly symbol: InstrumentSymbol;
  /** (ask - bid) / middle: 0.0001 = 1 bp. */
  readonly spreadRatio: number;
  readonly exchangeTimeMs: number;
}
