import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { timeout } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeModel, writeModelFile } from '../../../src/adapters/onnx/index.js';
import { featureCount } from '../../../src/core/features/featureList.js';
import { BadInputError, PredictionError } from '../../../src/domain/errors.js';
import type { Model } from '../../../src/domain/model.js';
import {
  constantModel,
  countingRuntime,
  facts,
  noRuntime,
  RunningPredictor,
  someLogistic,
  temporaryFolder,
} from '../../support/models.js';
import { valueOf } from '../binance/support/valueOf.js';

let folder = '';
let modelFile = '';
let remove: () => Promise<void>;
let running: RunningPredictor | undefined;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  modelFile = join(folder, 'model.onnx');
});
afterEach(async () => {
  running?.stop();
  running = undefined;
  await remove();
});

const start = (more?: ConstructorParameters<typeof RunningPredictor>[1]): RunningPredictor =>
  (running = new RunningPredictor(modelFile, more));
const write = (model: Model, more: Partial<typeof facts> = {}): Promise<void> =>
  writeModelFile(modelFile, encodeModel(model, { ...facts, ...more }));
const rowsOf = (rows: number): Float32Array => new Float32Array(rows * featureCount).fill(0.5);
/** To six digits: the arithmetic is that of floats. */
const predict = async ({ predictor }: RunningPredictor, rows: number): Promise<number[]> =>
  Array.from(await valueOf(predictor.predict(rowsOf(rows), rows)), (value) => Number(value.toFixed(6)));
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.skipIf(noRuntime !== undefined)('a predictor with the runtime', () => {
  it('predicts each row, waits for its model, and tells of it', async () => {
    await write(someLogistic);
    const it = start();
    const logit = 0.3 + 0.5 * someLogistic.weights.reduce((sum, weight) => sum + weight, 0);
    for (const probability of await predict(it, 3)) expect(probability).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5);
    expect(it.news).toEqual([{ kind: 'loaded', modelFile, facts }]);
  });

  it('takes up a changed file, keeps the old model when the new one is broken, and tells each once', async () => {
    await write(constantModel(0.25));
    const it = start();
    expect(await predict(it, 1)).toEqual([0.25]);
    await write(constantModel(0.5));
    expect(await it.newsAt(1)).toMatchObject({ kind: 'loaded' });
    expect(await predict(it, 1)).toEqual([0.5]);
    writeFileSync(modelFile, 'no model');
    expect(await it.newsAt(2)).toMatchObject({
      kind: 'kept',
      reason: expect.stringMatching(/cannot be used: it is no ONNX file.*\. The model of before goes on\.$/) as string,
    });
    expect(await predict(it, 1)).toEqual([0.5]);
    await rm(modelFile);
    expect(await it.newsAt(3)).toMatchObject({
      kind: 'kept',
      reason: expect.stringContaining('no such file') as string,
    });
    expect(await predict(it, 1)).toEqual([0.5]);
    await write(constantModel(0.75));
    expect(await it.newsAt(4)).toMatchObject({ kind: 'loaded' });
    expect(await predict(it, 1)).toEqual([0.75]);
    expect(it.news.length).toBe(5);
  });

  it('answers every batch with one model or the other while they change', async () => {
    await write(constantModel(0.25));
    const it = start({ checkPeriodMs: 5 });
    await it.newsAt(0);
    const found: number[][] = [];
    for (let swap = 1; swap <= 4; swap += 1) {
      await write(constantModel(swap % 2 === 0 ? 0.25 : 0.75));
      while (it.news.length <= swap) found.push(await predict(it, 50));
    }
    expect(it.news.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'loaded'));
    for (const answers of found) expect(new Set(answers).size).toBe(1);
  });

  it.each<[string, (file: Uint8Array) => Uint8Array, RegExp]>([
    ['half a file', (file) => file.subarray(0, file.length / 2), /it is no ONNX file: a field is cut short/],
    ['text', () => new TextEncoder().encode('hello world'), /it is no ONNX file/],
    [
      'other features',
      () => encodeModel(someLogistic, { ...facts, featureHash: 'ff' }),
      /the hash 0123456789abcdef; found ff/,
    ],
    ['too few weights', () => encodeModel({ ...someLogistic, weights: [1, 2] }, facts), /rows × 31; found rows × 2/],
    ['no number', () => encodeModel({ ...someLogistic, bias: Number.NaN }, facts), /from 0 to 1; found NaN/],
    [
      'a graph that is none',
      (file) => file.map((byte, at) => (at === Buffer.from(file).lastIndexOf('Gemm') ? 0x58 : byte)),
      /the runtime does not read it: /,
    ],
  ])('refuses %s in one sentence and goes on without', async (_, change, reason) => {
    writeFileSync(modelFile, change(encodeModel(someLogistic, facts)));
    const it = start();
    expect(await it.newsAt(0)).toMatchObject({ kind: 'off', reason: expect.stringMatching(reason) as string });
    const { reason: sentence } = it.news[0] as { reason: string };
    expect(sentence).toMatch(/^The model \S+ cannot be used: [^\n]+\. Signals open by their score alone\.$/);
    expect(await errorOf(predict(it, 1))).toMatchObject({ code: 'PREDICTION_FAILED', details: { cause: 'off' } });
    // A good one that comes later is taken.
    await write(constantModel(0.5));
    expect(await it.newsAt(1)).toMatchObject({ kind: 'loaded' });
    expect(await predict(it, 1)).toEqual([0.5]);
  });
});

describe('a predictor', () => {
  it('is off without its file, and says so once', async () => {
    const it = start({ runtime: await countingRuntime(folder) });
    expect(await it.newsAt(0)).toEqual({
      kind: 'off',
      reason: `The model ${modelFile} cannot be used: there is no such file. Signals open by their score alone.`,
    });
    expect(await errorOf(predict(it, 1))).toBeInstanceOf(PredictionError);
    await write(constantModel(0.5));
    await it.newsAt(1);
    expect(it.news.map(({ kind }) => kind)).toEqual(['off', 'loaded']);
  });

  it('is off without the runtime, says so once, and looks no more', async () => {
    await write(constantModel(0.5));
    const it = start({ runtime: 'a-runtime-that-is-not-installed' });
    expect(await it.newsAt(0)).toMatchObject({
      kind: 'off',
      reason: expect.stringMatching(
        /^Nothing is predicted: onnxruntime-node cannot be loaded \(.+\)\. Signals open/,
      ) as string,
    });
    expect(await errorOf(predict(it, 1))).toMatchObject({ details: { cause: 'off' } });
    expect([it.isComplete, it.news.length]).toEqual([true, 1]);
  });

  it('runs the model once for a batch, whatever its size', async () => {
    await write(constantModel(0.5));
    const it = start({ runtime: await countingRuntime(folder) });
    // The first call is the rehearsal after loading.
    expect(await predict(it, 600)).toEqual(Array.from({ length: 600 }, () => 0.002));
    expect(await predict(it, 1)).toEqual([0.003]);
  });

  it('fails what is not answered as it must be, and answers the next', async () => {
    await write(constantModel(0.5));
    const it = start({ runtime: await countingRuntime(folder) });
    expect(await errorOf(predict(it, 14))).toMatchObject({
      code: 'PREDICTION_FAILED',
      isRetryable: true,
      details: { cause: 'failed', found: 'it must answer one number for each row; found 3 for 14' },
    });
    expect(await predict(it, 2)).toEqual([0.003, 0.003]);
  });

  it('ends a thread that hangs when nobody waits any more, and goes on with another', async () => {
    await write(constantModel(0.5));
    const it = start({ runtime: await countingRuntime(folder) });
    await it.newsAt(0);
    const hung = valueOf(it.predictor.predict(rowsOf(13), 13).pipe(timeout(50)));
    expect(await errorOf(hung)).toMatchObject({ name: 'TimeoutError' });
    // Counted from the start: it is another thread, into which the model was loaded again.
    expect(await predict(it, 1)).toEqual([0.001]);
  });

  it('is over when nobody follows its news', async () => {
    await write(constantModel(0.5));
    const it = start({ runtime: await countingRuntime(folder) });
    await predict(it, 1);
    it.stop();
    expect(await errorOf(predict(it, 1))).toMatchObject({ details: { cause: 'off' } });
  });
});

describe('writeModelFile', () => {
  it('leaves a whole file and nothing beside it', async () => {
    await write(constantModel(0.5));
    await write(constantModel(0.6));
    expect(readdirSync(folder)).toEqual(['model.onnx']);
  });

  it('says in one sentence that there is no place', async () => {
    const error = await errorOf(writeModelFile(join(folder, 'none', 'model.onnx'), new Uint8Array(1)));
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as Error).message).toMatch(/model\.onnx cannot be written: .*expected a file that can be written$/);
  });
});
