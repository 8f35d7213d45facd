import type { InstrumentSymbol } from './kline.js';
import type { Regime } from './regime.js';
import type { Signal, SymbolScore } from './signal.js';

/**
 * Why a symbol of the universe was not scored. Its windows are not ready; or every directional factor abstained, for want
 * of klines (`tooFewKlines`) or for other reasons (`noOpinion`).
 */
export type SkipReason = 'warming' | 'suspect' | 'dead' | 'tooFewKlines' | 'noOpinion';

export interface SkippedSymbol {
  readonly symbol: InstrumentSymbol;
  readonly reason: SkipReason;
}

/** A factor threw for this symbol, or answered what is no number; the cycle went on. */
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
  /** How the benchmark is; `undefined` while its windows are not ready. */
  readonly regime: Regime | undefined;
  /** Symbols whose inputs had moved; the others kept what their factors had said. */
  readonly recomputed: number;
  /** Market time since the oldest of the inputs used came about: at most a little more than the longest interval. */
  readonly oldestInputAgeMs: number;
}

/** Where the time of a cycle went. */
export interface CycleStages {
  /** Finding the windows that are ready and the inputs that moved. */
  readonly selectMs: number;
  /** Asking the factors and ranking. */
  readonly scoreMs: number;
  readonly signalsMs: number;
}

/** What a predictor said of the candidates of a cycle: one call for all of them, after the scan and beside its time. */
export interface CyclePrediction {
  /** `off`: there is no model; `failed`: it did not answer, or not in time. In both cases signals open by their score. */
  readonly kind: 'predicted' | 'off' | 'failed';
  /** Rows that were to be predicted. */
  readonly candidates: number;
  /** 0 to 1, for each candidate; empty unless it is `predicted`. */
  readonly probabilities: ReadonlyMap<InstrumentSymbol, number>;
  /** Signals that opened by their score and were not probable enough: they are in no `signals`, now or later. */
  readonly refused: readonly Signal[];
  /** From the end of the scan to the answer; 0 when nobody was asked. */
  readonly durationMs: number;
}

/** One scan cycle with its numbers. */
export interface CycleResult extends Scan {
  /** Counts periods since start: a missing number is a skipped cycle. */
  readonly cycle: number;
  /** Market time. */
  readonly atMs: number;
  /** Signals that were opened, changed or closed by this cycle. */
  readonly signals: readonly Signal[];
  readonly durationMs: number;
  readonly stages: CycleStages;
  /** Symbols scored; 0 when no time was measured. */
  readonly symbolsPerSecond: number;
  /** REST calls made by the scan itself. */
  readonly restCalls: number;
  readonly windowHits: number;
  readonly windowMisses: number;
  /** Hits among all windows asked for: 0 to 1; 1 when none was. */
  readonly windowHitRatio: number;
  readonly windowsBytes: number;
  /** Memory of the whole process. */
  readonly rssBytes: number;
  /** Absent without a predictor. */
  readonly prediction?: CyclePrediction;
}
