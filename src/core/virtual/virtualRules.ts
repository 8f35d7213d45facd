import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';

/** How signals are followed. */
export interface VirtualRules {
  /** The intervals that are kept. Positions follow the klines of the shortest. */
  readonly intervals: readonly KlineInterval[];
  /** Whose windows stand for the whole market, in features. */
  readonly benchmark: InstrumentSymbol;
  /** What distances count in: the mean true range of the shortest interval when the signal opened, or the entry price. */
  readonly distanceUnit: 'trueRange' | 'ratio';
  readonly stopDistance: number;
  /** Ascending, with a share of the position for each; they sum up to 1 at most. */
  readonly targetDistances: readonly number[];
  readonly targetShares: readonly number[];
  /** Market time. */
  readonly timeoutMs: number;
  /** What entry and exit cost together, as a share of the price. */
  readonly costRatio: number;
  /** Market time between two looks at prices. */
  readonly periodMs: number;
}
