import { describe, expect, it } from 'vitest';
import { judgeModel } from '../../../../src/core/training/judgeModel.js';
import { trainModel } from '../../../../src/core/training/trainModel.js';
import { trainingSet } from '../../../../src/core/training/trainingSet.js';
import { BadInputError } from '../../../../src/domain/errors.js';
import { plantedSamples, sampleStartMs } from '../../../support/samples.js';

const linear = (features: readonly number[]): number => 1.4 * features[3]! - features[7]! - 0.3;
const stepwise = (features: readonly number[]): number => (features[2]! > 0.2 && features[5]! < 0 ? 2 : -1);

describe('trainModel', () => {
  it('beats the base rate where a line was planted, with a line', () => {
    const { judgement, tried } = trainModel(plantedSamples({ count: 3_000, logit: linear }), 'x');
    expect(tried[0]!.name).toMatch(/^logistic regression/);
    expect(judgement.isBetter).toBe(true);
    expect(judgement.areaUnderCurve).toBeGreaterThan(0.7);
    for (const { predicted, observed, count } of judgement.calibration)
      expect(Math.abs(predicted - observed)).toBeLessThan(4 / Math.sqrt(4 * count));
  });

  it('beats the base rate where steps were planted, with trees', () => {
    const { judgement, tried, model } = trainModel(plantedSamples({ count: 3_000, seed: 2, logit: stepwise }), 'x');
    expect(tried[0]!.name).toMatch(/trees of depth [23]$/);
    expect(model.kind).toBe('trees');
    expect(judgement.isBetter).toBe(true);
  });

  it.each([1, 2, 3, 4, 5])('says of chance that it is no better than the base rate (seed %d)', (seed) => {
    const { judgement } = trainModel(plantedSamples({ count: 1_500, seed }), 'x');
    expect(judgement.isBetter).toBe(false);
    expect(Math.abs(judgement.areaUnderCurve - 0.5)).toBeLessThan(0.1);
  });

  it('says so too of what held once and holds no more', () => {
    const [before, after] = [linear, (features: readonly number[]) => -linear(features)].map((logit) =>
      plantedSamples({ count: 2_000, logit }),
    ) as [ReturnType<typeof plantedSamples>, ReturnType<typeof plantedSamples>];
    const cut = sampleStartMs + 1_600 * 600_000;
    const samples = before.map((sample, row) => (sample.openedAtMs < cut ? sample : after[row]!));
    const { judgement } = trainModel(samples, 'x');
    expect(judgement.isBetter).toBe(false);
    expect(judgement.gain).toBeLessThan(0);
  });

  it('gives the same model for the same samples, in whatever order they come', () => {
    const samples = plantedSamples({ count: 600, logit: linear });
    expect(trainModel(samples.toReversed(), 'x')).toEqual(trainModel(samples, 'x'));
  });

  it('tells its parts, with the embargo between them', () => {
    const { train, validation, test, fitted, embargoMs, leftOut } = trainModel(plantedSamples({ count: 1_000 }), 'x');
    expect(embargoMs).toBeGreaterThan(200 * 60_000);
    expect(validation.fromMs - train.toMs).toBeGreaterThan(embargoMs);
    expect(test.fromMs - validation.toMs).toBeGreaterThan(embargoMs);
    expect(fitted.toMs).toBe(validation.toMs);
    expect(train.count + validation.count + test.count + leftOut).toBe(1_000);
  });

  it.each([
    ['too few', plantedSamples({ count: 199 }), 'found 199 samples; expected at least 200'],
    [
      'so long that nothing is between them',
      plantedSamples({ count: 300, longestMinutes: 100_000 }),
      'found 0 for training',
    ],
    ['of one outcome', plantedSamples({ count: 300, logit: () => -100 }), 'found only one outcome for training'],
  ])('refuses samples that are %s, in one sentence', (_, samples, sentence) => {
    const train = () => trainModel(samples, 'samples.jsonl');
    expect(train).toThrow(BadInputError);
    expect(train).toThrow(`samples.jsonl: ${sentence}`);
  });
});

describe('judgeModel', () => {
  const test = trainingSet(plantedSamples({ count: 400, everyMinutes: 1, longestMinutes: 1 }));
  const good = Float64Array.from(test.outcomes, (outcome) => (outcome === 1 ? 0.7 : 0.3));

  it('counts what lived through one stretch of time once: less time, less sure', () => {
    const errorAt = (minutes: number): number =>
      judgeModel(
        Float64Array.from(test.outcomes, (outcome, row) => (row % 100 < 50 ? outcome * 0.4 + 0.3 : 0.5)),
        {
          test,
          baseRate: 0.5,
          embargoMs: minutes * 60_000,
        },
      ).gainError;
    expect(errorAt(50)).toBeGreaterThan(3 * errorAt(1));
  });

  it('is not sure of anything within a single stretch', () => {
    const judged = judgeModel(good, { test, baseRate: 0.5, embargoMs: 1e9 });
    expect(judged.gain).toBeGreaterThan(0.3);
    expect([judged.gainError, judged.isBetter]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  it('has no gain where everything is at the base rate', () => {
    const judged = judgeModel(new Float64Array(400).fill(0.4), { test, baseRate: 0.4, embargoMs: 60_000 });
    expect([judged.gain, judged.gainError, judged.isBetter]).toEqual([0, 0, false]);
  });
});
