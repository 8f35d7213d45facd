import { readFile, stat } from 'node:fs/promises';
import {
  asyncScheduler,
  BehaviorSubject,
  concatMap,
  defer,
  exhaustMap,
  filter,
  finalize,
  from,
  map,
  Observable,
  share,
  take,
  takeWhile,
  throwError,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { PredictionError } from '../../domain/errors.js';
import type { ModelFacts } from '../../domain/model.js';
import type { Predictor, PredictorNews } from '../../ports/predictor.js';
import { InferencePool, type LoadedSession } from './inferencePool.js';
import { metadataKeys } from './modelNames.js';
import { modelMistake } from './modelMistake.js';
import { readMetadata } from './readMetadata.js';

export interface OnnxPredictorOptions {
  readonly modelFile: string;
  /** Of the features that rows are made of. A model of another list is refused. */
  readonly featureHash: string;
  /** Numbers in a row. */
  readonly featureCount: number;
  /** How often the file is looked at. A change counts when it is the same at two looks. */
  readonly checkPeriodMs: number;
  /** Transport time. */
  readonly scheduler?: SchedulerLike;
  /** The module that runs models. Default `onnxruntime-node`. */
  readonly runtime?: string;
  /** The built worker. Default: beside this file. */
  readonly workerFile?: URL;
}

/** A model that takes longer for two rows is of no use. */
const longestProbeMs = 10_000;

/** `waiting`: the file has not been looked at yet. */
type ModelState = 'waiting' | 'off' | LoadedSession;

type Tried =
  | { readonly kind: 'good'; readonly session: LoadedSession; readonly facts: ModelFacts }
  | { readonly kind: 'bad'; readonly reason: string }
  | { readonly kind: 'noRuntime'; readonly reason: string };

/**
 * Predicts with an ONNX file, in a thread of its own that lives as long as `news$` is subscribed to: that subscription
 * loads the model, looks for a changed file, and ends the thread. A new file is loaded beside the model in use and takes
 * its place between two batches; one that is no good leaves it where it is. Without the runtime or the file there is
 * nothing to ask, and `news$` says so once.
 */
export class OnnxPredictor implements Predictor {
  readonly featureHash: string;
  readonly news$: Observable<PredictorNews>;
  readonly #options: OnnxPredictorOptions;
  readonly #state = new BehaviorSubject<ModelState>('waiting');
  #pool: InferencePool | undefined;

  constructor(options: OnnxPredictorOptions) {
    this.#options = options;
    this.featureHash = options.featureHash;
    this.news$ = defer(() => this.#run()).pipe(share());
  }

  predict(batch: Float32Array, rows: number): Observable<Float32Array> {
    return this.#state.pipe(
      filter((state) => state !== 'waiting'),
      take(1),
      concatMap((state) =>
        state === 'off'
          ? throwError(() => new PredictionError('there is no model', { cause: 'off', found: 'no model' }))
          : this.#ask(state, batch, rows),
      ),
    );
  }

  #run(): Observable<PredictorNews> {
    const { runtime = 'onnxruntime-node', workerFile = new URL('./inferenceWorker.js', import.meta.url) } =
      this.#options;
    const { checkPeriodMs, scheduler = asyncScheduler } = this.#options;
    const pool = new InferencePool({ runtime, workerFile });
    this.#pool = pool;
    const look = this.#looker(pool);
    return timer(0, checkPeriodMs, scheduler).pipe(
      exhaustMap(() => from(look())),
      takeWhile((tried) => tried?.kind !== 'noRuntime', true),
      filter((tried) => tried !== undefined),
      map((tried) => this.#take(tried, pool)),
      finalize(() => {
        this.#pool = undefined;
        this.#state.next('off');
        void pool.close();
      }),
    );
  }

  /** What looks at the file once: nothing to tell when it is the one that was tried last, or has just changed. */
  #looker(pool: InferencePool): () => Promise<Tried | undefined> {
    let tried: string | undefined;
    let changed: string | undefined;
    return async () => {
      const seen = await signatureOf(this.#options.modelFile);
      if (seen === tried) changed = undefined;
      else if (tried === undefined || seen === changed) {
        tried = seen;
        return this.#try(pool);
      } else changed = seen;
      return undefined;
    };
  }

  async #try(pool: InferencePool): Promise<Tried> {
    try {
      return await this.#load(pool);
    } catch (error) {
      return this.#bad(`its thread ended: ${inWords(error)}`);
    }
  }

  #bad(why: string): Tried {
    return { kind: 'bad', reason: `The model ${this.#options.modelFile} cannot be used: ${why}.` };
  }

  async #load(pool: InferencePool): Promise<Tried> {
    const { modelFile, featureHash, featureCount } = this.#options;
    let file: Uint8Array;
    try {
      file = await readFile(modelFile);
    } catch (error) {
      return this.#bad(isCode(error, 'ENOENT') ? 'there is no such file' : `it cannot be read (${inWords(error)})`);
    }
    let metadata: ReadonlyMap<string, string>;
    try {
      metadata = readMetadata(file);
    } catch (error) {
      return this.#bad(`it is no ONNX file: ${inWords(error)}`);
    }
    const trainedOn = metadata.get(metadataKeys.featureHash);
    if (trainedOn !== featureHash)
      return this.#bad(
        `its features must have the hash ${featureHash}; found ${trainedOn ?? 'none'}; train it again on samples of this version and these intervals`,
      );
    const answer = await pool.load(file);
    if (answer.kind === 'noRuntime')
      return {
        kind: 'noRuntime',
        reason: `Nothing is predicted: onnxruntime-node cannot be loaded (${answer.reason}).`,
      };
    if (answer.kind === 'refused') return this.#bad(`the runtime does not read it: ${answer.reason}`);
    const { session } = answer;
    const mistake = modelMistake(session.facts, featureCount) ?? (await this.#probe(pool, session));
    if (mistake === undefined) return { kind: 'good', session, facts: factsOf(metadata, featureHash) };
    await pool.release(session);
    return this.#bad(mistake);
  }

  /** Two rows of nothing must have two probabilities. */
  async #probe(pool: InferencePool, session: LoadedSession): Promise<string | undefined> {
    const rows = 2;
    const batch = new Float32Array(rows * this.#options.featureCount);
    try {
      const found = await pool.predict(session, batch, rows, AbortSignal.timeout(longestProbeMs));
      return answerMistake(found, rows);
    } catch (error) {
      return `it cannot be run: ${inWords(error)}`;
    }
  }

  #take(tried: Tried, pool: InferencePool): PredictorNews {
    const before = this.#state.value;
    const isHeld = typeof before === 'object';
    if (tried.kind === 'good') {
      this.#state.next(tried.session);
      // The thread takes its tasks in turn: what it is being asked is answered before.
      if (isHeld) void pool.release(before).catch(() => undefined);
      return { kind: 'loaded', modelFile: this.#options.modelFile, facts: tried.facts };
    }
    if (isHeld) return { kind: 'kept', reason: `${tried.reason} The model of before goes on.` };
    this.#state.next('off');
    return { kind: 'off', reason: `${tried.reason} Signals open by their score alone.` };
  }

  #ask(session: LoadedSession, batch: Float32Array, rows: number): Observable<Float32Array> {
    return new Observable((subscriber) => {
      const ended = new AbortController();
      let isSettled = false;
      const answer = async (): Promise<Float32Array> => {
        if (!this.#pool) throw new Error('the predictor has ended');
        const copy = batch.slice(0, rows * this.#options.featureCount);
        const found = await this.#pool.predict(session, copy, rows, ended.signal);
        const mistake = answerMistake(found, rows);
        if (mistake !== undefined) throw new Error(mistake);
        return found;
      };
      answer().then(
        (found) => {
          isSettled = true;
          subscriber.next(found);
          subscriber.complete();
        },
        (cause: unknown) => {
          isSettled = true;
          const found = inWords(cause);
          subscriber.error(
            new PredictionError(`the model did not answer: ${found}`, { cause: 'failed', found }, { cause }),
          );
        },
      );
      return () => {
        if (!isSettled) ended.abort();
      };
    });
  }
}

/** Another text when the file is another one. */
async function signatureOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    return inWords(error);
  }
}

const factsOf = (metadata: ReadonlyMap<string, string>, featureHash: string): ModelFacts => ({
  featureHash,
  trainedAt: metadata.get(metadataKeys.trainedAt) ?? '',
  samples: Number(metadata.get(metadataKeys.samples) ?? 0),
});

function answerMistake(found: Float32Array, rows: number): string | undefined {
  if (found.length !== rows) return `it must answer one number for each row; found ${found.length} for ${rows}`;
  const wrong = found.find((value) => !(value >= 0 && value <= 1));
  return wrong === undefined ? undefined : `it must answer probabilities from 0 to 1; found ${wrong}`;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
