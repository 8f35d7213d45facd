import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../../src/adapters/onnx/index.js';
import { configSchema } from '../../src/config/schema.js';
import { featureHash } from '../../src/core/features/featureList.js';
import type { TrainingReport } from '../../src/cli/train/trainingReport.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { readReport } from '../support/cliReport.js';
import { constantModel, facts, noRuntime } from '../support/models.js';
import { plantedSamples, sampleLines } from '../support/samples.js';

if (noRuntime !== undefined) console.warn(`Runs with a model are left out: ${noRuntime}`);

const folder = new CliFolder();
const hash = featureHash(configSchema.parse({}).windows.intervals);
const linear = (features: readonly number[]): number => 1.4 * features[3]! - features[7]! - 0.3;

beforeAll(() => {
  const planted = plantedSamples({ count: 2_000, logit: linear }).map((sample) => ({ ...sample, featureHash: hash }));
  // Older than all others.
  const foreign = planted.slice(0, 2).map((sample) => ({ ...sample, openedAtMs: 1, closedAtMs: 2, featureHash: 'ff' }));
  folder.write('planted.jsonl', `${sampleLines([...foreign, ...planted])}{"symbol":"BTC`);
  folder.write('chance.jsonl', sampleLines(plantedSamples({ count: 800 })));
  folder.write('few.jsonl', sampleLines(plantedSamples({ count: 20 })));
});
afterAll(() => folder.remove());

const trainArgs = (samples: string, out: string, ...more: string[]): string[] => [
  'train',
  '--samples',
  folder.path(samples),
  '--out',
  folder.path(out),
  ...more,
];

describe.concurrent('candlewick train', { timeout: 40_000 }, () => {
  it('writes a model and says what it is worth', async () => {
    const report = folder.path('training.json');
    const { code, stdout, stderr } = await runCli(trainArgs('planted.jsonl', 'planted.onnx', '--report', report));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`2000 samples of features ${hash}`);
    expect(stdout).toContain('2 samples of other features were left out');
    expect(stdout).toContain('the last line was cut short');
    expect(stdout).toContain('The model is better than the base rate');
    expect(stdout).toMatch(/Calibration on the test part\nprobability +samples +predicted +ended well\n/);
    const written = JSON.parse(readFileSync(report, 'utf8')) as TrainingReport;
    expect(written).toMatchObject({ samples: 2_000, otherCount: 2, isTorn: true, featureHash: hash });
    expect(written.judgement.isBetter).toBe(true);
    expect(readFileSync(folder.path('planted.onnx')).includes(hash)).toBe(true);
  });

  it('learns the same of a folder of files that were put aside, in the order of time, as of one file', async () => {
    const lines = readFileSync(folder.path('planted.jsonl'), 'utf8').split(/(?<=\n)/);
    folder.write('kept/samples-000001.jsonl', lines.slice(0, 700).join(''));
    folder.write('kept/samples-000002.jsonl', lines.slice(700, 1_500).join(''));
    folder.write('kept/samples.jsonl', lines.slice(1_500).join(''));
    folder.write('kept/positions.jsonl', 'not samples');
    const [one, many] = [folder.path('one.json'), folder.path('many.json')];
    await runCli(trainArgs('planted.jsonl', 'one.onnx', '--report', one));
    // A file of a folder that is named as well is read once.
    const both = trainArgs('kept', 'many.onnx', '--samples', folder.path('kept/samples.jsonl'), '--report', many);
    const { code, stdout } = await runCli(both);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `2000 samples of features ${hash} in 3 files, ${folder.path('kept/samples-000001.jsonl')} to ${folder.path('kept/samples.jsonl')}.`,
    );
    const reportOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as TrainingReport;
    const { samplesFiles: _, trainedAt: __, modelFile: ___, ...learnt } = reportOf(many);
    expect(reportOf(one)).toMatchObject(learnt);
  });

  it('refuses a folder without samples, and a path that is not there', async () => {
    folder.write('empty/positions.jsonl', '');
    const empty = await runCli(trainArgs('empty', 'no.onnx'));
    expect(empty).toMatchObject({ code: 2, stdout: '' });
    expect(empty.stderr).toMatch(
      /^candlewick: \S+empty: expected a file of samples, or a folder with .+; found none\n$/,
    );
    const missing = await runCli(trainArgs('missing', 'no.onnx'));
    expect(missing.stderr).toMatch(/^candlewick: \S+missing: .+ found it cannot be read \(it does not exist\)\n$/);
  });

  it('says plainly that a model is no better, and writes it all the same', async () => {
    const { code, stdout } = await runCli(trainArgs('chance.jsonl', 'chance.onnx'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/The model is (NO|NOT shown to be) better than the base rate/);
    expect(stdout).toContain(`Written to ${folder.path('chance.onnx')}`);
  });

  it('writes nothing and ends with 1 when it had to be better', async () => {
    const { code, stdout } = await runCli(trainArgs('chance.jsonl', 'none.onnx', '--require-better'));
    expect(code).toBe(1);
    expect(stdout).toContain('No model was written.');
    expect(() => readFileSync(folder.path('none.onnx'))).toThrow(/ENOENT/);
  });

  it.each([
    ['too few samples', trainArgs('few.jsonl', 'few.onnx'), 'found 20 samples; expected at least 200'],
    ['no file', trainArgs('missing.jsonl', 'missing.onnx'), 'it does not exist'],
    ['no place for the model', trainArgs('planted.jsonl', 'none/model.onnx'), '--out: '],
    ['no flag', ['train', '--samples', 'x'], "required option '--out <file>' not specified"],
  ])('refuses %s with exit code 2 and one sentence', async (_, args, sentence) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n').length).toBe(1);
  });
});

describe.concurrent('candlewick scan with a model', { timeout: 60_000 }, () => {
  const scan = async (model: string, more: Readonly<Record<string, string>> = {}) => {
    const report = folder.path(`${model}.json`);
    const run = new CliProcess(
      [
        ...['--data', folder.path('recording'), '--speed', '600', '--interval', '60', '--min-score', '1', '--json'],
        ...['--report', report],
      ],
      { CANDLEWICK_PREDICTION__MODEL_FILE: folder.path(model), CANDLEWICK_LOG__LEVEL: 'info', ...more },
    );
    await run.lineCount(/"msg":"cycle"/, 4);
    run.kill('SIGINT');
    const { code, stderr, stdout } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return { report: readReport(report), stdout };
  };

  beforeAll(() => {
    writeRecording(folder, 'recording', 3_000);
    for (const [name, probability] of [
      ['low.onnx', 0.3],
      ['high.onnx', 0.7],
    ] as const)
      writeFileSync(folder.path(name), encodeModel(constantModel(probability), { ...facts, featureHash: hash }));
    writeFileSync(folder.path('foreign.onnx'), encodeModel(constantModel(0.5), facts));
  });

  it.skipIf(noRuntime !== undefined)('opens no signal that is not probable enough', async () => {
    const { report, stdout } = await scan('low.onnx', { CANDLEWICK_PREDICTION__MIN_PROBABILITY: '0.5' });
    expect(stdout).toMatch(/Signals are predicted by .*low\.onnx, trained on 321 samples at 2026-11-21/);
    expect(stdout).not.toContain('"msg":"signal"');
    expect(report.signals.count).toBe(0);
    expect(report.prediction?.refused).toBeGreaterThan(0);
    expect(report.prediction).toMatchObject({ off: 0, failed: 0 });
    expect(report.prediction!.candidates).toBeGreaterThan(0);
  });

  it.skipIf(noRuntime !== undefined)('opens those that are', async () => {
    const { report, stdout } = await scan('high.onnx', { CANDLEWICK_PREDICTION__MIN_PROBABILITY: '0.5' });
    expect(stdout).toContain('"msg":"signal"');
    expect(report.signals.count).toBeGreaterThan(0);
    expect(report.prediction).toMatchObject({ refused: 0, off: 0, failed: 0 });
  });

  it('goes on by score with a model of other features, and says so once', async () => {
    const { report, stdout } = await scan('foreign.onnx', { CANDLEWICK_PREDICTION__MIN_PROBABILITY: '0.99' });
    expect(stdout.match(/its features must have the hash/g)?.length).toBe(1);
    expect(report.signals.count).toBeGreaterThan(0);
    expect(report.prediction!.off).toBe(report.prediction!.cycles);
  });
});
