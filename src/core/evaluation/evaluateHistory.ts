import type { InstrumentSymbol } from '../../domain/kline.js';
import type { SignalRules } from '../scoring/reduceSignals.js';
import type { ScanRules } from '../scoring/scanRules.js';
import type { Evaluation } from './evaluation.js';
import { flowOf } from './flowOf.js';
import { forwardReturns } from './forwardReturns.js';
import type { KlineHistory } from './klineHistory.js';
import { Observations } from './observations.js';
import { scanHistory } from './scanHistory.js';
import type { ScanTimes } from './scanTimes.js';
import { summarise } from './summarise.js';

export interface EvaluateHistoryOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly rules: ScanRules;
  readonly signalRules: SignalRules;
  /** Klines in a window. */
  readonly windowKlines: number;
  readonly times: ScanTimes;
  readonly everyMs: number;
  /** Ascending. */
  readonly horizonsMs: readonly number[];
  readonly resamples: number;
  readonly seed: number;
}

/** How far an evaluation is, and what came of it. */
export type EvaluationEvent =
  | {
      readonly kind: 'progress';
      readonly stage: 'scanning' | 'comparing';
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'evaluated'; readonly evaluation: Evaluation };

/** A step is a few milliseconds of work, so that who runs them can stop in between. */
const scansPerStep = 16;

/**
 * Scans recorded klines from instant to instant with what was known then, and compares what was said with what came. Tells
 * how far it is; the last event is the evaluation.
 */
export function* evaluateHistory(options: EvaluateHistoryOptions): Generator<EvaluationEvent, void, void> {
  const { history, symbols, rules, times, horizonsMs } = options;
  const { instantsMs, endMs } = times;
  const total = instantsMs.length;
  const seen = new Observations(symbols, rules.factors.length, total);
  let done = 0;
  for (const scanned of scanHistory({ ...options, instantsMs })) {
    seen.add(scanned);
    done += 1;
    if (done % scansPerStep === 0) yield { kind: 'progress', stage: 'scanning', done, total };
  }
  const flow = flowOf({ history, symbols, rules, atMs: instantsMs.at(-1)!, windowKlines: options.windowKlines });
  const returns = horizonsMs.map((horizonMs) => forwardReturns({ history, symbols, instantsMs, horizonMs, endMs }));
  const steps = summarise({ ...options, seen, returns, flow });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      yield { kind: 'evaluated', evaluation: step.value };
      return;
    }
    yield { kind: 'progress', stage: 'comparing', ...step.value };
  }
}
