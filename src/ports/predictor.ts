import type { Observable } from 'rxjs';
import type { ModelFacts } from '../domain/model.js';

/** Says how likely it is that a signal ends well. */
export interface Predictor {
  /** Of the list of features that it takes: rows of another list mean something else. */
  readonly featureHash: string;
  /**
   * `batch`: `rows` rows of features, one behind the other; it is read when this is subscribed to, and not kept. Emits
   * once, one probability (0 to 1) for each row. Fails with a `PredictionError`, after which it may be asked again.
   */
  predict(batch: Float32Array, rows: number): Observable<Float32Array>;
}

/** What becomes of the model of a predictor, for people. */
export type PredictorNews =
  | { readonly kind: 'loaded'; readonly modelFile: string; readonly facts: ModelFacts }
  /** There is no model to ask: `reason` is one sentence. */
  | { readonly kind: 'off'; readonly reason: string }
  /** The file has changed, and what is in it now is no good: the model of before goes on. */
  | { readonly kind: 'kept'; readonly reason: string };
