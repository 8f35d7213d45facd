import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxPredictor, type OnnxPredictorOptions } from '../../src/adapters/onnx/index.js';
import { featureCount } from '../../src/core/features/featureList.js';
import type { LogisticModel, ModelFacts, TreesModel } from '../../src/domain/model.js';
import type { PredictorNews } from '../../src/ports/predictor.js';

/** Optional: where it is absent, the compiler must not look for it. */
const runtimeName: string = 'onnxruntime-node';

/** Why models cannot be run here; `undefined` when they can. The runtime is optional. */
export const noRuntime = await import(runtimeName).then(
  () => undefined,
  (error: unknown) => `onnxruntime-node cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
);

const hash = '0123456789abcdef';
export const facts: ModelFacts = { featureHash: hash, trainedAt: '2026-11-21T00:00:00.000Z', samples: 321 };

/** The same answer to everything. */
export const constantModel = (probability: number): LogisticModel => ({
  kind: 'logistic',
  weights: Array.from({ length: featureCount }, () => 0),
  bias: Math.log(probability / (1 - probability)),
});

export const someLogistic: LogisticModel = {
  kind: 'logistic',
  weights: Array.from({ length: featureCount }, (_, i) => (i - 15) / 20),
  bias: 0.3,
};

export const someTrees: TreesModel = {
  kind: 'trees',
  featureCount,
  bias: -0.125,
  trees: [
    {
      feature: 30,
      threshold: Math.fround(0.1),
      below: { feature: 2, threshold: -0.5, below: { value: 0.75 }, above: { value: -0.25 } },
      above: { value: 1.5 },
    },
    { value: 0.0625 },
    { feature: 0, threshold: 0, below: { value: -1 }, above: { value: 0.5 } },
  ],
};

/** A folder of its own, and what to do when it is no longer needed. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'candlewick-onnx-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A predictor at work, with the worker of the built project. */
export class RunningPredictor {
  readonly predictor: OnnxPredictor;
  readonly news: PredictorNews[] = [];
  isComplete = false;
  readonly #waiting: (() => void)[] = [];
  readonly #stop: () => void;

  constructor(modelFile: string, more: Partial<OnnxPredictorOptions> = {}) {
    this.predictor = new OnnxPredictor({
      modelFile,
      featureHash: hash,
      featureCount,
      checkPeriodMs: 20,
      workerFile: new URL('../../dist/adapters/onnx/inferenceWorker.js', import.meta.url),
      ...more,
    });
    const subscription = this.predictor.news$.subscribe({
      next: (news) => {
        this.news.push(news);
        for (const wake of this.#waiting.splice(0)) wake();
      },
      complete: () => (this.isComplete = true),
    });
    this.#stop = () => subscription.unsubscribe();
  }

  /** Resolves with the `index`-th piece of news. */
  async newsAt(index: number): Promise<PredictorNews> {
    while (this.news.length <= index) await new Promise<void>((wake) => this.#waiting.push(wake));
    return this.news[index]!;
  }

  stop(): void {
    this.#stop();
  }
}

/**
 * A runtime of its own beside the model: every answer is the number of calls so far in thousandths. 13 rows hang it for
 * ever, 14 are answered with too few numbers.
 */
export async function countingRuntime(folder: string): Promise<string> {
  const file = join(folder, 'runtime.mjs');
  const text = `
    let calls = 0;
    const shape = (columns) => ['rows', columns];
    export class Tensor { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } }
    export const InferenceSession = {
      create: async () => ({
        inputMetadata: [{ name: 'features', isTensor: true, type: 'float32', shape: shape(${featureCount}) }],
        outputMetadata: [{ name: 'probability', isTensor: true, type: 'float32', shape: shape(1) }],
        run: async ({ features }) => {
          calls += 1;
          const [rows, columns] = features.dims;
          if (columns !== ${featureCount} || features.data.length !== rows * columns) throw new Error('wrong shape');
          while (rows === 13);
          return { probability: { data: new Float32Array(rows === 14 ? 3 : rows).fill(calls / 1000) } };
        },
        release: async () => undefined,
      }),
    };`;
  await writeFile(file, text);
  return file;
}
