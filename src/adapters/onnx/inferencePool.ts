import { Piscina } from 'piscina';
import type { InferenceAnswer, InferenceTask, SessionFacts } from './inference.js';
import { inputName, outputName } from './modelNames.js';

export interface InferencePoolOptions {
  /** The module that runs models. */
  readonly runtime: string;
  /** The built `inferenceWorker.js`. */
  readonly workerFile: URL;
}

/** A model that a thread holds. */
export interface LoadedSession {
  readonly id: number;
  readonly file: Uint8Array;
  readonly facts: SessionFacts;
}

export type LoadAnswer =
  | { readonly kind: 'loaded'; readonly session: LoadedSession }
  | { readonly kind: 'noRuntime'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** One thread, begun with the first model, that lives as long as the pool. It takes its tasks one after the other. */
export class InferencePool {
  readonly #pool: Piscina<InferenceTask, InferenceAnswer>;
  readonly #runtime: string;
  #lastId = 0;

  constructor({ runtime, workerFile }: InferencePoolOptions) {
    this.#runtime = runtime;
    this.#pool = new Piscina({
      filename: workerFile.href,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      // A thread that blocks while it waits cannot be asked to end.
      atomics: 'disabled',
    });
    // A thread that was ended may just have answered. One that dies with a task fails that task, and is replaced.
    this.#pool.on('error', () => undefined);
  }

  /** Loads a model beside those that are there. Rejects when the thread breaks. */
  load(file: Uint8Array): Promise<LoadAnswer> {
    return this.#load((this.#lastId += 1), file);
  }

  /** Runs a model once on all rows. Rejects when it cannot, and with an `AbortError` when `signal` ends it with its thread. */
  async predict(
    { id, file }: LoadedSession,
    batch: Float32Array,
    rows: number,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const task: InferenceTask = { kind: 'predict', id, input: inputName, output: outputName, batch, rows };
    const answer = await this.#pool.run(task, { signal });
    if (answer.kind === 'predicted') return answer.probabilities;
    // The thread of before has ended.
    const loaded = await this.#load(id, file);
    if (loaded.kind !== 'loaded') throw new Error(loaded.reason);
    const again = await this.#pool.run(task, { signal });
    if (again.kind !== 'predicted') throw new Error(`the model is not there any more (${again.kind})`);
    return again.probabilities;
  }

  /** Lets go of a model, after what it is being asked. */
  async release({ id }: LoadedSession): Promise<void> {
    await this.#pool.run({ kind: 'release', id });
  }

  /** Ends the thread. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #load(id: number, file: Uint8Array): Promise<LoadAnswer> {
    const answer = await this.#pool.run({ kind: 'load', id, file, runtime: this.#runtime });
    if (answer.kind === 'loaded') return { kind: 'loaded', session: { id, file, facts: answer.session } };
    if (answer.kind === 'noRuntime' || answer.kind === 'refused') return answer;
    throw new Error(`the thread of the model answered ${answer.kind}`);
  }
}
