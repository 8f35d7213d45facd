import { BadInputError } from '../../domain/errors.js';
import type { Model } from '../../domain/model.js';
import type { Sample } from '../../domain/sample.js';
import { probabilitiesOf } from './evaluateModel.js';
import { fitLogistic } from './fitLogistic.js';
import { fitTrees, fitTreesUntilBest, type TreesRules } from './fitTrees.js';
import { judgeModel, type Judgement } from './judgeModel.js';
import { logLoss } from './metrics.js';
import { timeSplit } from './timeSplit.js';
import { baseRate, trainingSet, type TrainingSet } from './trainingSet.js';

/** Fewer samples say nothing. */
const fewestSamples = 200;
const fewestInPart = 20;
const penalties = [0.0001, 0.001, 0.01, 0.1];
const depths = [1, 2, 3];
const treesRules: Omit<TreesRules, 'depth'> = { learningRate: 0.1, penalty: 5, mostTrees: 200 };

/** A kind of model with its settings, and what it was worth on the validation part. */
export interface TriedModel {
  readonly name: string;
  readonly logLoss: number;
}

export interface TrainedPart {
  readonly count: number;
  /** Share that ended well. */
  readonly baseRate: number;
  /** When the first and the last of them opened. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Training {
  readonly model: Model;
  /** Best first, by the loss on the validation part. */
  readonly tried: readonly TriedModel[];
  readonly train: TrainedPart;
  readonly validation: TrainedPart;
  /** What the model that is written was fitted to. */
  readonly fitted: TrainedPart;
  readonly test: TrainedPart;
  readonly embargoMs: number;
  /** Samples that are in no part because of the embargo. */
  readonly leftOut: number;
  /** Of the model that is written, on the test part, which nothing else has seen. */
  readonly judgement: Judgement;
}

interface Contender extends TriedModel {
  /** Fits the same kind of model anew. */
  readonly fit: (set: TrainingSet) => Model;
}

/**
 * Fits logistic regressions and gradient-boosted trees to the older samples, takes the one with the least log loss on the
 * ones that follow, fits that kind again to both, and judges it on the newest ones. Deterministic. Throws a
 * `BadInputError` when there are too few samples; `place` is where they came from.
 */
export function trainModel(samples: readonly Sample[], place: string): Training {
  const set = trainingSet(samples);
  refuseWhen(set.count < fewestSamples, place, `${set.count} samples`, `at least ${fewestSamples}`);
  const { train, validation, beforeTest, test, embargoMs } = timeSplit(set);
  for (const [name, part] of Object.entries({ training: train, validation, test })) {
    const expected = `at least ${fewestInPart} samples of both outcomes in each part of time, apart by the longest of them`;
    refuseWhen(part.count < fewestInPart, place, `${part.count} for ${name}`, expected);
    refuseWhen([0, 1].includes(baseRate(part)), place, `only one outcome for ${name}`, expected);
  }
  const tried = [...contenders(train, validation)].sort((a, b) => a.logLoss - b.logLoss);
  const model = tried[0]!.fit(beforeTest);
  return {
    model,
    tried: tried.map(({ name, logLoss: loss }) => ({ name, logLoss: loss })),
    train: partOf(train),
    validation: partOf(validation),
    fitted: partOf(beforeTest),
    test: partOf(test),
    embargoMs,
    leftOut: set.count - train.count - validation.count - test.count,
    judgement: judgeModel(probabilitiesOf(model, test), { test, baseRate: baseRate(beforeTest), embargoMs }),
  };
}

function contenders(train: TrainingSet, validation: TrainingSet): readonly Contender[] {
  const lossOf = (model: Model): number => logLoss(probabilitiesOf(model, validation), validation.outcomes);
  const logistic = penalties.map((penalty): Contender => {
    const fit = (set: TrainingSet): Model => fitLogistic(set, penalty);
    return { name: `logistic regression, penalty ${penalty}`, logLoss: lossOf(fit(train)), fit };
  });
  const trees = depths.map((depth): Contender => {
    const rules = { ...treesRules, depth };
    const { model, treeCount } = fitTreesUntilBest(train, rules, validation);
    const fit = (set: TrainingSet): Model => fitTrees(set, { ...rules, mostTrees: treeCount });
    return { name: `${treeCount} trees of depth ${depth}`, logLoss: lossOf(model), fit };
  });
  return [...logistic, ...trees];
}

const partOf = (part: TrainingSet): TrainedPart => ({
  count: part.count,
  baseRate: baseRate(part),
  fromMs: part.openedAtMs[0]!,
  toMs: part.openedAtMs[part.count - 1]!,
});

function refuseWhen(isWrong: boolean, place: string, found: string, expected: string): void {
  if (isWrong) throw new BadInputError(`${place}: found ${found}; expected ${expected}`, { place, found, expected });
}
