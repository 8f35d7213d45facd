import type { InstrumentSymbol } from './kline.js';
import type { Signal, SymbolScore } from './signal.js';

/** Why a symbol of the universe was not scored. */
export type SkipReason = 'warming' | 'suspect' | 'dead' | 'tooFewKlines';

export interface SkippedSymbol {
  readonly symbol: InstrumentSymbol;
  readonly reason: SkipReason;
}

/** A factor threw for this symbol; the cycle went on. */
export interface FailedSymbol {
  readonly symbol: InstrumentSymbol;
  readonly factor: string;
  readonly message: string;
}

/** One pass over the universe. */
export interface Scan {
  /** Strongest first, by absolute score. */
  readonly scores: readonly SymbolScore[];
  readonly skipped: readonly SkippedSymbol[];
  readonly failed: readonly FailedSymbol[];
}

/** One scan cycle with its numbers. */
export interface CycleResult extends Scan {
  /** Counts periods since start: a missing number is a skipped cycle. */
  readonly cycle: number;
  /** Market time. */
  readonly atMs: number;
  /** Signals that were not there in the cycle before. */
  readonly signals: readonly Signal[];
  readonly durationMs: number;
  /** REST calls made by the scan itself. */
  readonly restCalls: number;
  readonly windowHits: number;
  readonly windowMisses: number;
  readonly windowsBytes: number;
}
