import type { MarkPrice, OpenInterest } from './derivatives.js';
import type { InstrumentSymbol } from './kline.js';
import type { SeriesKey } from './series.js';
import type { Signal } from './signal.js';
import type { Spread } from './spread.js';

/** What a window keeps of each kline. */
export const recordedColumns = [
  'open',
  'high',
  'low',
  'close',
  'baseVolume',
  'quoteVolume',
  'takerBuyQuoteVolume',
  'tradeCount',
] as const;

/** A window as it was at an instant, copied. */
export interface WindowRecord {
  readonly series: SeriesKey;
  /** Klines that it has room for. */
  readonly size: number;
  /** Open time of the oldest kline; 0 while empty. */
  readonly firstOpenTimeMs: number;
  /** Oldest first, all of the same length. */
  readonly columns: Readonly<Record<(typeof recordedColumns)[number], Float64Array>>;
}

/** Everything that was known of a symbol when it was scored, copied: stale samples too, for they explain an abstention. */
export interface RecordedInputs {
  /** One for each interval. */
  readonly windows: readonly WindowRecord[];
  /** Of the benchmark. Empty when they were not ready, and when the benchmark is the symbol itself. */
  readonly benchmark: readonly WindowRecord[];
  readonly markPrice: MarkPrice | undefined;
  /** In the order of their time, the latest last. */
  readonly openInterest: readonly OpenInterest[] | undefined;
  readonly spread: Spread | undefined;
  /** The same coin on the spot market; `undefined` when its windows were not there or not ready. */
  readonly spot: { readonly symbol: InstrumentSymbol; readonly windows: readonly WindowRecord[] } | undefined;
}

/** A signal as it was opened, with all that its score rests on: enough to compute it again. */
export interface SignalRecord {
  readonly signal: Signal;
  readonly inputs: RecordedInputs;
  /** The settings that scores and signals depend on, as plain data. Who uses them checks them. */
  readonly settings: unknown;
}
