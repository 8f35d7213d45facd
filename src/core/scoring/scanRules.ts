import type { MarkPrice, OpenInterest } from '../../domain/derivatives.js';
import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import type { SeriesKey } from '../../domain/series.js';
import type { Spread } from '../../domain/spread.js';
import type { Factor } from '../factors/factor.js';
import type { SeenSeries } from './heldWindows.js';

export interface WeightedFactor {
  readonly factor: Factor;
  /**
   * Above 0. Of a directional factor: relative to the others. Of a modulator: how much of its effect counts, at most 1,
   * so that the score is multiplied with 1 + weight · (multiplier - 1).
   */
  readonly weight: number;
}

/** Inputs that are sampled from time to time, and grow old. */
type SampledInput = 'markPrice' | 'openInterest' | 'spread';

/** What stays the same from scan to scan. */
export interface ScanRules {
  readonly intervals: readonly KlineInterval[];
  readonly factors: readonly WeightedFactor[];
  /** Whose windows stand for the whole market. */
  readonly benchmark: InstrumentSymbol;
  /** Older samples are stale. Market time. */
  readonly maxAgeMs: Readonly<Record<SampledInput, number>>;
}

/**
 * What is known of each symbol beside its klines. Samples are replaced, never changed: that a sample is another object
 * is how a scan knows that it moved.
 */
export interface ScanBooks {
  readonly markPrices: ReadonlyMap<InstrumentSymbol, MarkPrice>;
  /** Samples in the order of their time, the latest last. */
  readonly openInterest: ReadonlyMap<InstrumentSymbol, readonly OpenInterest[]>;
  readonly spreads: ReadonlyMap<InstrumentSymbol, Spread>;
  readonly spot: SpotBook;
}

/** The spot market. Where a window of a coin is not there or not ready, nothing is known of that coin. */
export interface SpotBook {
  /** The spot symbol of the same coin, for each contract that has one. */
  readonly symbols: ReadonlyMap<InstrumentSymbol, InstrumentSymbol>;
  /** By spot series, on the intervals of the scan. */
  readonly windows: ReadonlyMap<SeriesKey, SeenSeries>;
}

export const noSpot: SpotBook = { symbols: new Map(), windows: new Map() };

/** Nothing but klines is known. */
export const noBooks: ScanBooks = {
  markPrices: new Map(),
  openInterest: new Map(),
  spreads: new Map(),
  spot: noSpot,
};

export interface ScanInput {
  readonly symbols: readonly InstrumentSymbol[];
  readonly book: ReadonlyMap<SeriesKey, SeenSeries>;
  readonly books: ScanBooks;
  /** Market time, for the age of samples. */
  readonly atMs: number;
}
