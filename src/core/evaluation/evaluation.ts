import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import type { Abstention, FactorKind } from '../../domain/signal.js';
import type { SkipReason } from '../../domain/cycle.js';
import type { Histogram } from './distribution.js';

/** What a factor is compared with: what came within the horizon. */
export type Target =
  /** The return, in ln of price. */
  | 'return'
  /** Its size. */
  | 'absoluteReturn'
  /** The return in the direction of the mean that a modulator scales. */
  | 'returnInDirection';

/** What is said of a factor and a horizon, or of the signals and a horizon. */
export type Verdict = 'positive' | 'negative' | 'nothing shown' | 'too little data';

/** Why a factor is not judged: its inputs are not in the klines, or its columns are not real there. */
export type Unjudged = 'noData' | 'flowNotReal';

/** A mean with its interval of 95 %, and how many blocks of time it rests on. */
export interface MeanWithInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly blocks: number;
}

/** One comparison. */
export interface Forecast {
  readonly horizonMs: number;
  readonly target: Target;
  /** Mean over time of the rank correlation across symbols; `null` with few symbols or little data. */
  readonly acrossSymbols: MeanWithInterval | null;
  /** Mean over symbols of the rank correlation over time. */
  readonly overTime: MeanWithInterval | null;
  /** The interval that the verdict is read from: that of the judged measure, widened for the number of comparisons. */
  readonly widened: { readonly low: number; readonly high: number } | null;
  readonly verdict: Verdict;
}

export interface FactorEvaluation {
  readonly name: string;
  /** `score`: the final score of the symbol. */
  readonly kind: FactorKind | 'score';
  readonly unjudged: Unjudged | null;
  /** Symbol-scans in which it had a part. */
  readonly answers: number;
  /** Share of the scored symbol-scans in which it had none, and why. */
  readonly abstainedRatio: number;
  readonly abstentions: Readonly<Partial<Record<Abstention, number>>>;
  readonly least: number | null;
  readonly most: number | null;
  readonly standardDeviation: number | null;
  readonly isConstant: boolean;
  /** 0 never changes, 1 is new in every scan; `null` when nothing ever changed. See `turnover.ts`. */
  readonly turnover: number | null;
  readonly forecasts: readonly Forecast[];
}

export interface SignalForecast {
  readonly horizonMs: number;
  /** Signals whose horizon lies within the recording. */
  readonly count: number;
  /** After which the price had moved in their direction. */
  readonly hits: number;
  readonly hitRatio: number | null;
  /** Of 95 %: the wider of Wilson's, as if signals were independent, and that of the block bootstrap. */
  readonly low: number | null;
  readonly high: number | null;
  readonly widened: { readonly low: number; readonly high: number } | null;
  readonly verdict: Verdict;
}

export interface Horizon {
  readonly horizonMs: number;
  /** Length of the blocks of the bootstrap. */
  readonly blockMs: number;
  /** The same, where sizes of moves are compared. */
  readonly sizeBlockMs: number;
}

/** What a configuration knew beforehand, on recorded klines. Plain data: `null` where there is no number. */
export interface Evaluation {
  readonly data: {
    readonly symbols: readonly InstrumentSymbol[];
    readonly fromMs: number;
    readonly toMs: number;
    readonly firstScanMs: number;
    readonly lastScanMs: number;
    readonly everyMs: number;
    /** When every factor could first be asked on every interval. */
    readonly warmAtMs: number;
    /** False when no kline says how many trades it had: then taker columns are hardly real either. */
    readonly isFlowReal: boolean;
  };
  readonly rules: {
    readonly intervals: readonly KlineInterval[];
    readonly benchmark: string;
    readonly minScore: number;
    readonly configHash: string;
  };
  readonly method: {
    readonly seed: number;
    readonly resamples: number;
    /** Which of the two correlations verdicts are read from. */
    readonly judgedBy: 'acrossSymbols' | 'overTime';
    readonly horizons: readonly Horizon[];
    /** Verdicts made: each interval that one is read from is one of 1 - 0.05 / comparisons. */
    readonly comparisons: number;
  };
  readonly counts: {
    readonly scans: number;
    /** Symbols scored, over all scans. */
    readonly scores: number;
    readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
    /** Symbols not scored as a factor failed, over all scans; 0 is right. */
    readonly failed: number;
    /** Which factors failed, with the first message of each. */
    readonly failures: Readonly<Record<string, string>>;
    /** Scores and factor parts that are no finite number; 0 is right. */
    readonly nonFinite: number;
  };
  readonly factors: readonly FactorEvaluation[];
  /** Rank correlation of each with each, over all symbol-scans, in the order of `factors`; `null` where one is constant. */
  readonly correlations: readonly (readonly (number | null)[])[];
  readonly scores: {
    readonly histogram: Histogram;
    readonly quantiles: readonly { readonly share: number; readonly score: number | null }[];
    /** Share of scores of at least `minScore`, up or down. */
    readonly primeRatio: number | null;
  };
  readonly signals: {
    readonly opened: number;
    readonly long: number;
    readonly short: number;
    readonly forecasts: readonly SignalForecast[];
  };
}
