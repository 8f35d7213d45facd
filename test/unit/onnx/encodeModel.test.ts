import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../src/adapters/onnx/encodeModel.js';
import infer from '../../../src/adapters/onnx/inferenceWorker.js';
import { modelMistake } from '../../../src/adapters/onnx/modelMistake.js';
import { readFields } from '../../../src/adapters/onnx/protobuf.js';
import { readMetadata } from '../../../src/adapters/onnx/readMetadata.js';
import { featureCount } from '../../../src/core/features/featureList.js';
import { seededRandom } from '../../../src/core/evaluation/seededRandom.js';
import { probabilitiesOf, sigmoid } from '../../../src/core/training/evaluateModel.js';
import { trainingSet } from '../../../src/core/training/trainingSet.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import type { Model, TreeNode } from '../../../src/domain/model.js';
import { constantModel, facts, noRuntime, someLogistic, someTrees } from '../../support/models.js';

const runtime = 'onnxruntime-node';
const vectors = join(process.env.CANDLEWICK_DATA ?? join(import.meta.dirname, '../../../../shared/data'), 'onnx');
const noVectors = existsSync(vectors) ? undefined : `${vectors} is not there`;
for (const reason of new Set([noRuntime, noRuntime ?? noVectors]))
  if (reason !== undefined) console.warn(`Models are not compared with the runtime: ${reason}`);

let nextId = 0;

/** What the runtime answers to rows, the model being loaded for them alone. */
async function runtimeOn(
  file: Uint8Array,
  batch: Float32Array,
  rows: number,
  { input, output } = { input: 'features', output: 'probability' },
): Promise<readonly number[]> {
  const id = (nextId += 1);
  const loaded = await infer({ kind: 'load', id, file, runtime });
  expect(loaded).toMatchObject({ kind: 'loaded' });
  const answer = await infer({ kind: 'predict', id, input, output, batch, rows });
  await infer({ kind: 'release', id });
  expect(await infer({ kind: 'predict', id, input, output, batch, rows })).toEqual({ kind: 'unknown' });
  if (answer.kind !== 'predicted') throw new Error(JSON.stringify(answer));
  return [...answer.probabilities];
}

function randomRows(rows: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  // Now and then exactly on a threshold.
  return Float32Array.from({ length: rows * featureCount }, () =>
    random() < 0.05 ? Math.fround(0.1) : random() < 0.05 ? 0 : 4 * random() - 2,
  );
}

const ours = (model: Model, batch: Float32Array): readonly number[] => {
  const rows = Array.from({ length: batch.length / featureCount }, (_, row) =>
    Array.from(batch.subarray(row * featureCount, (row + 1) * featureCount)),
  );
  const samples = rows.map((features) => ({
    symbol: instrumentSymbol('X'),
    direction: 'long' as const,
    openedAtMs: 0,
    closedAtMs: 0,
    features,
    featureHash: '',
    outcome: 0 as const,
    returnRatio: 0,
  }));
  return [...probabilitiesOf(model, trainingSet(samples))];
};

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, row) => expect(Math.abs(found[row]! - value)).toBeLessThan(2e-6));
}

/** The numbers of a tensor in a file of reference vectors. */
function tensorOf(path: string): { readonly type: 'float' | 'double'; readonly values: readonly number[] } {
  const bytes = readFileSync(path);
  const raw = readFields(bytes).find(({ field, bytes: of }) => field === 9 && of)!.bytes!;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  // `data_type`, field 2: 1 is float, 11 is double.
  const isDouble = bytes.includes(Buffer.of(0x10, 11));
  const size = isDouble ? 8 : 4;
  const values = Array.from({ length: raw.length / size }, (_, i) =>
    isDouble ? view.getFloat64(8 * i, true) : view.getFloat32(4 * i, true),
  );
  return { type: isDouble ? 'double' : 'float', values };
}

describe('a model file', () => {
  it('tells what was written of it, and that it is cut short', () => {
    const file = encodeModel(someTrees, facts);
    expect(Object.fromEntries(readMetadata(file))).toEqual({ ...facts, samples: '321' });
    for (const length of [file.length - 1, Math.floor(file.length / 2), 9, 1])
      expect(() => readMetadata(file.subarray(0, length)), `${length} bytes`).toThrow(RangeError);
    expect(() => readMetadata(new Uint8Array())).toThrow(/no graph/);
    expect(() => readMetadata(new TextEncoder().encode('hello'))).toThrow(RangeError);
  });

  it.skipIf(noRuntime !== undefined)('is what the runtime reads: no mistake is found in it', async () => {
    for (const model of [someLogistic, someTrees]) {
      const loaded = await infer({ kind: 'load', id: -1, file: encodeModel(model, facts), runtime });
      if (loaded.kind !== 'loaded') throw new Error(JSON.stringify(loaded));
      expect(modelMistake(loaded.session, featureCount)).toBeUndefined();
      expect(modelMistake(loaded.session, featureCount + 1)).toMatch(/× 32; found rows × 31/);
      await infer({ kind: 'release', id: -1 });
    }
  });

  it.skipIf(noRuntime !== undefined)('answers as our own arithmetic does, on thresholds too', async () => {
    const batch = randomRows(300, 1);
    for (const model of [someLogistic, someTrees, constantModel(0.3)])
      expectClose(await runtimeOn(encodeModel(model, facts), batch, 300), ours(model, batch));
  });

  it.skipIf(noRuntime !== undefined)(
    'answers the bias when there are no trees, and takes one tree that is a leaf',
    async () => {
      for (const trees of [[], [{ value: 0.5 }]]) {
        const model: Model = { ...someTrees, trees };
        const batch = randomRows(2, 2);
        expectClose(await runtimeOn(encodeModel(model, facts), batch, 2), ours(model, batch));
      }
    },
  );

  it.skipIf(noRuntime !== undefined)('answers to the last bit the same in a batch and row by row', async () => {
    const batch = randomRows(64, 3);
    const file = encodeModel(someTrees, facts);
    const whole = await runtimeOn(file, batch, 64);
    for (const row of [0, 1, 63]) {
      const one = await runtimeOn(file, batch.slice(row * featureCount, (row + 1) * featureCount), 1);
      expect(one).toEqual([whole[row]]);
    }
  });
});

describe.skipIf((noRuntime ?? noVectors) !== undefined)('reference vectors of ONNX', () => {
  const read = (name: string) => {
    const folder = join(vectors, name);
    return {
      file: new Uint8Array(readFileSync(join(folder, 'model.onnx'))),
      input: tensorOf(join(folder, 'test_data_set_0', 'input_0.pb')),
      output: tensorOf(join(folder, 'test_data_set_0', 'output_0.pb')),
    };
  };

  it('come out of the runtime as it is used here: set membership', async () => {
    const { file, input, output } = read('tree_ensemble_set_membership');
    const rows = 6;
    const found = await runtimeOn(file, Float32Array.from(input.values), rows, { input: 'X', output: 'Y' });
    expect(found).toEqual(output.values);
  });

  it('come out of the same tree as we write it: single tree', async () => {
    const { input, output } = read('tree_ensemble_single_tree');
    expect([input.type, input.values.length, output.values.length]).toEqual(['double', 6, 6]);
    const split = (threshold: number, below: TreeNode, above: TreeNode): TreeNode => ({
      feature: 0,
      threshold: Math.fround(threshold),
      below,
      above,
    });
    for (const target of [0, 1]) {
      const leaf = (value: number, of: number): TreeNode => ({ value: of === target ? value : 0 });
      const tree = split(3.14, split(1.2, leaf(5.23, 0), leaf(-12.23, 0)), split(4.2, leaf(12.12, 1), leaf(7.21, 1)));
      const model: Model = { kind: 'trees', featureCount: 2, bias: 0, trees: [tree] };
      const found = await runtimeOn(encodeModel(model, facts), Float32Array.from(input.values), 3);
      const expected = [0, 1, 2].map((row) => sigmoid(output.values[2 * row + target]!));
      expectClose(found, expected);
    }
  });

  it('are no models of ours: they are refused for their input', async () => {
    const { file } = read('tree_ensemble_single_tree');
    const loaded = await infer({ kind: 'load', id: -2, file, runtime });
    if (loaded.kind !== 'loaded') throw new Error(JSON.stringify(loaded));
    expect(modelMistake(loaded.session, 2)).toBe('its input must be `features` alone; found `X`');
    await infer({ kind: 'release', id: -2 });
  });
});

describe('modelMistake', () => {
  const input = { name: 'features', type: 'float32', shape: ['rows', 31] };
  const output = { name: 'probability', type: 'float32', shape: ['rows', 1] };

  it.each([
    ['nothing', {}, undefined],
    ['an output of one dimension', { outputs: [{ ...output, shape: ['n'] }] }, undefined],
    ['a second output', { outputs: [{ name: 'label', type: 'int64', shape: ['n'] }, output] }, undefined],
    ['no input', { inputs: [] }, 'its input must be `features` alone; found none'],
    [
      'two inputs',
      { inputs: [input, { ...input, name: 'b' }] },
      'its input must be `features` alone; found `features`, `b`',
    ],
    ['doubles', { inputs: [{ ...input, type: 'float64' }] }, 'its input must be of type float32; found float64'],
    [
      '30 features',
      { inputs: [{ ...input, shape: ['rows', 30] }] },
      'its input must be of any number of rows × 31; found rows × 30',
    ],
    [
      'one row',
      { inputs: [{ ...input, shape: [1, 31] }] },
      'its input must be of any number of rows × 31; found 1 × 31',
    ],
    [
      'a cube',
      { inputs: [{ ...input, shape: ['', 31, 1] }] },
      'its input must be of any number of rows × 31; found ? × 31 × 1',
    ],
    [
      'no output of that name',
      { outputs: [{ ...output, name: 'Y' }] },
      'it must have an output `probability`; found `Y`',
    ],
    ['whole numbers', { outputs: [{ ...output, type: 'int64' }] }, 'its output must be of type float32; found int64'],
    [
      'two per row',
      { outputs: [{ ...output, shape: ['rows', 2] }] },
      'its output must be one number for each row; found rows × 2',
    ],
    ['no shape', { outputs: [{ ...output, shape: [] }] }, 'its output must be one number for each row; found no shape'],
    [
      'one answer',
      { outputs: [{ ...output, shape: [1, 1] }] },
      'its output must be one number for each row; found 1 × 1',
    ],
  ])('%s', (_, change, expected) => {
    expect(modelMistake({ inputs: [input], outputs: [output], ...change }, 31)).toBe(expected);
  });
});
