/** A tensor that a model takes or gives. A dimension that is no number may be anything. */
export interface TensorFacts {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What the runtime says of a model. */
export interface SessionFacts {
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
}

/** What the worker is asked. Sessions are told apart by their id. */
export type InferenceTask =
  /** `runtime`: the module that runs models. */
  | { readonly kind: 'load'; readonly id: number; readonly file: Uint8Array; readonly runtime: string }
  | {
      readonly kind: 'predict';
      readonly id: number;
      readonly input: string;
      readonly output: string;
      readonly batch: Float32Array;
      readonly rows: number;
    }
  | { readonly kind: 'release'; readonly id: number };

export type InferenceAnswer =
  | { readonly kind: 'loaded'; readonly session: SessionFacts }
  /** The runtime cannot be loaded. */
  | { readonly kind: 'noRuntime'; readonly reason: string }
  /** The runtime cannot read the model. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'predicted'; readonly probabilities: Float32Array }
  /** There is no such session: the thread is another one than that which loaded it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'released' };
