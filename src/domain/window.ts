import type { ScannerError } from './errors.js';
import type { Kline } from './kline.js';

/** `warming`: no rows yet. `suspect`: a close is missing. `dead`: the exchange has no such series. */
export type SeriesStatus = 'warming' | 'ready' | 'suspect' | 'dead';

/** Open times of the first and the last kline of a stretch, both included. */
export interface OpenTimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What happened to one window, in the order in which it happened. */
export type WindowChange =
  /** The next kline was appended: exactly once per kline, in order, without holes. `exchangeTimeMs` is 0 for REST rows. */
  | { readonly kind: 'closed'; readonly kline: Kline; readonly source: 'rest' | 'ws'; readonly exchangeTimeMs: number }
  /** A kline the window holds came again with other values, which it has taken over. */
  | { readonly kind: 'corrected'; readonly kline: Kline }
  /** A kline the window holds, or has already forgotten, came again. */
  | { readonly kind: 'duplicate'; readonly openTimeMs: number }
  | { readonly kind: 'gap'; readonly missing: OpenTimeRange }
  | { readonly kind: 'repaired' }
  /** The hole is longer than the window, or the exchange has no klines for it: the window begins anew behind it. */
  | { readonly kind: 'restarted'; readonly missing: OpenTimeRange }
  | { readonly kind: 'status'; readonly status: SeriesStatus; readonly cause?: ScannerError };
