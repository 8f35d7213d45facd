import type { InstrumentSymbol, Kline, KlineInterval } from '../../domain/kline.js';

/** A stretch of time, in whole minutes. */
export interface TimeSpan {
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** Closed klines of one series by their open time. */
export interface KlineStretch extends TimeSpan {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
}

/** Recorded klines of some symbols, to be read bit by bit. */
export interface KlineHistory {
  /** Which minutes are known of each symbol. */
  readonly spans: ReadonlyMap<InstrumentSymbol, TimeSpan>;
  /** The klines of a stretch, oldest first, without holes. Never asked for what lies outside the span of the symbol. */
  readonly klines: (stretch: KlineStretch) => readonly Kline[];
  /** The last price that was known at an instant of the span: the close of the minute that had just ended. */
  readonly priceAt: (symbol: InstrumentSymbol, atMs: number) => number;
}
