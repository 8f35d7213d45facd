import type { Evaluation } from '../../core/evaluation/evaluation.js';

/** An evaluation of a folder of kline files. */
export interface EvaluationReport {
  readonly version: string;
  readonly dataDir: string;
  /** Rows read. */
  readonly klines: number;
  /** Minutes missing inside of recordings; they count as minutes without trades. */
  readonly gapMinutes: number;
  readonly symbolsWithGaps: number;
  readonly tookMs: number;
  /** Scan period of the configuration. */
  readonly scanPeriodMs: number;
  readonly evaluation: Evaluation;
}
