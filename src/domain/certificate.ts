import type { SeriesKey } from './series.js';

/** Where the klines of a window came from, in klines. */
export interface KlineSources {
  readonly store: number;
  readonly rest: number;
  readonly ws: number;
}

/** What a window can prove about itself. */
export interface Certificate {
  readonly series: SeriesKey;
  /** Open time of the oldest kline. */
  readonly fromMs: number;
  /** Close time of the newest kline. */
  readonly toMs: number;
  readonly count: number;
  /** True when no kline between `fromMs` and `toMs` is missing. */
  readonly contiguous: boolean;
  readonly sources: KlineSources;
  /** Exchange time of the last event that reached the window; 0 before the first. */
  readonly lastEventTimeMs: number;
}
