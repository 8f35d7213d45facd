import { ignoreElements, merge, NEVER, tap, type Observable } from 'rxjs';
import { OnnxPredictor } from '../../adapters/onnx/index.js';
import type { Scanner, ScannerPrediction } from '../../app/scanner.js';
import type { Config } from '../../config/schema.js';
import { featureCount, featureHash } from '../../core/features/featureList.js';
import type { CyclePrediction } from '../../domain/cycle.js';
import type { PredictorNews } from '../../ports/predictor.js';
import type { Presenter } from '../present/presenter.js';
import { DurationHistogram } from '../report/histogram.js';
import type { PredictionReport } from '../report/report.js';

/** The predictor of a run, when there is a model in its configuration, and what came of it. */
export class PredictionRun {
  /** For the scanner; `undefined` when nothing is predicted. */
  readonly prediction: ScannerPrediction | undefined;
  readonly #predictor: OnnxPredictor | undefined;
  readonly #presenter: Pick<Presenter, 'say' | 'warn'>;
  readonly #counts = { cycles: 0, candidates: 0, off: 0, failed: 0, refused: 0 };
  readonly #duration = new DurationHistogram();
  #hasFailed = false;

  constructor(config: Pick<Config, 'prediction' | 'windows'>, presenter: Pick<Presenter, 'say' | 'warn'>) {
    const { modelFile, modelCheckMs, minProbability, timeoutMs } = config.prediction;
    this.#presenter = presenter;
    if (modelFile === null) return;
    this.#predictor = new OnnxPredictor({
      modelFile,
      featureHash: featureHash(config.windows.intervals),
      featureCount,
      checkPeriodMs: modelCheckMs,
    });
    this.prediction = { predictor: this.#predictor, minProbability, timeoutMs };
  }

  /** Loads the model and follows it. Subscribe to it as long as the run lasts. */
  watch({ cycles$ }: Pick<Scanner, 'cycles$'>): Observable<never> {
    if (!this.#predictor) return NEVER;
    return merge(
      this.#predictor.news$.pipe(tap((news) => this.#tell(news))),
      cycles$.pipe(tap(({ prediction }) => prediction && this.#count(prediction))),
    ).pipe(ignoreElements());
  }

  /** Its section of the report; empty when nothing is predicted. */
  get report(): { readonly prediction?: PredictionReport } {
    return this.#predictor ? { prediction: { ...this.#counts, durationMs: this.#duration.percentiles } } : {};
  }

  #tell(news: PredictorNews): void {
    if (news.kind !== 'loaded') {
      this.#presenter.warn(news.reason);
      return;
    }
    const { samples, trainedAt } = news.facts;
    const made = trainedAt === '' ? '' : `, trained on ${samples} samples at ${trainedAt}`;
    this.#presenter.say(`Signals are predicted by ${news.modelFile}${made}.`);
  }

  #count({ kind, candidates, refused, durationMs }: CyclePrediction): void {
    const counts = this.#counts;
    counts.cycles += 1;
    counts.candidates += candidates;
    counts.refused += refused.length;
    if (kind !== 'predicted') counts[kind] += 1;
    else if (candidates > 0) this.#duration.record(durationMs);
    if (kind === 'failed' && !this.#hasFailed)
      this.#presenter.warn('The model did not answer in time or failed; signals open by their score until it does.');
    if (kind === 'predicted' && this.#hasFailed && candidates > 0) this.#presenter.say('The model answers again.');
    if (kind === 'failed' || candidates > 0) this.#hasFailed = kind === 'failed';
  }
}
