import type { InferenceAnswer, InferenceTask, TensorFacts } from './inference.js';

/** What is used of onnxruntime-node, which is optional: there may be no types of it. */
interface Runtime {
  readonly InferenceSession: {
    readonly create: (file: Uint8Array, options: object) => Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}

interface Tensor {
  readonly data: ArrayLike<number>;
}

interface Session {
  readonly inputMetadata: readonly ValueFacts[];
  readonly outputMetadata: readonly ValueFacts[];
  readonly run: (
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ) => Promise<Record<string, Tensor>>;
  readonly release: () => Promise<void>;
}

interface ValueFacts extends Partial<TensorFacts> {
  readonly name: string;
}

/** More threads than one, and the last bits depend on how many rows there are. */
const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };

let runtime: Runtime | undefined;
const sessions = new Map<number, Session>();

/** One task of the pool. */
export default async function infer(task: InferenceTask): Promise<InferenceAnswer> {
  switch (task.kind) {
    case 'load':
      return load(task);
    case 'predict':
      return predict(task);
    case 'release':
      await sessions.get(task.id)?.release();
      sessions.delete(task.id);
      return { kind: 'released' };
  }
}

async function load({ id, file, runtime: name }: InferenceTask & { kind: 'load' }): Promise<InferenceAnswer> {
  try {
    runtime ??= await importRuntime(name);
  } catch (error) {
    return { kind: 'noRuntime', reason: firstLine(error) };
  }
  try {
    const session = await runtime.InferenceSession.create(file, sessionOptions);
    sessions.set(id, session);
    return {
      kind: 'loaded',
      session: { inputs: session.inputMetadata.map(tensorFacts), outputs: session.outputMetadata.map(tensorFacts) },
    };
  } catch (error) {
    return { kind: 'refused', reason: firstLine(error) };
  }
}

async function predict(task: InferenceTask & { kind: 'predict' }): Promise<InferenceAnswer> {
  const session = sessions.get(task.id);
  if (!runtime || !session) return { kind: 'unknown' };
  const { batch, rows, input, output } = task;
  const tensor = new runtime.Tensor('float32', batch, [rows, batch.length / rows]);
  const found = await session.run({ [input]: tensor }, [output]);
  return { kind: 'predicted', probabilities: Float32Array.from(found[output]!.data) };
}

async function importRuntime(name: string): Promise<Runtime> {
  const module = (await import(name)) as Runtime & { readonly default?: Runtime };
  return module.default ?? module;
}

const tensorFacts = ({ name, type = 'none', shape = [] }: ValueFacts): TensorFacts => ({ name, type, shape });

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
