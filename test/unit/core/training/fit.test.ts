import { describe, expect, it } from 'vitest';
import { binFeatures } from '../../../../src/core/training/binFeatures.js';
import { probabilitiesOf, sigmoid } from '../../../../src/core/training/evaluateModel.js';
import { fitLogistic } from '../../../../src/core/training/fitLogistic.js';
import { fitTrees, fitTreesUntilBest } from '../../../../src/core/training/fitTrees.js';
import { logLoss } from '../../../../src/core/training/metrics.js';
import { solvePositive } from '../../../../src/core/training/solvePositive.js';
import { baseRate, trainingSet } from '../../../../src/core/training/trainingSet.js';
import type { TreeNode } from '../../../../src/domain/model.js';
import { plantedSamples } from '../../../support/samples.js';

const linear = (features: readonly number[]): number => 1.5 * features[0]! - features[1]! + 0.25;
const planted = (count: number, seed: number, logit = linear) =>
  trainingSet(plantedSamples({ count, seed, featureCount: 4, logit }));
const depthOf = (node: TreeNode): number =>
  'value' in node ? 0 : 1 + Math.max(depthOf(node.below), depthOf(node.above));
const lossOf = (model: Parameters<typeof probabilitiesOf>[0], set: ReturnType<typeof planted>): number =>
  logLoss(probabilitiesOf(model, set), set.outcomes);

describe('fitLogistic', () => {
  it('finds the weights that were planted', () => {
    const { weights, bias } = fitLogistic(planted(20_000, 1), 1e-6);
    [1.5, -1, 0, 0].forEach((weight, index) => expect(Math.abs(weights[index]! - weight)).toBeLessThan(0.1));
    expect(Math.abs(bias - 0.25)).toBeLessThan(0.1);
  });

  it('stands at the least of its loss: no weight can be moved for a better one', () => {
    const set = planted(500, 2);
    const penalty = 0.01;
    const deviation = (feature: number): number => {
      const column = Array.from({ length: set.count }, (_, row) => set.features[row * 4 + feature]!);
      const mean = column.reduce((sum, value) => sum + value) / set.count;
      return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / set.count);
    };
    const deviations = [0, 1, 2, 3].map(deviation);
    const costOf = (weights: readonly number[], bias: number): number =>
      lossOf({ kind: 'logistic', weights, bias }, set) +
      (penalty / 2) * weights.reduce((sum, weight, index) => sum + (weight * deviations[index]!) ** 2, 0);
    const { weights, bias } = fitLogistic(set, penalty);
    // The bias goes with the weights: it is that of centred features.
    const least = costOf(weights, bias);
    for (const step of [-0.05, 0.05]) {
      expect(costOf(weights, bias + step)).toBeGreaterThan(least);
      weights.forEach((_, index) => {
        const moved = weights.map((weight, at) => (at === index ? weight + step : weight));
        expect(costOf(moved, bias)).toBeGreaterThan(least);
      });
    }
  });

  it('is pulled to the base rate by a heavy penalty', () => {
    const set = planted(500, 3);
    for (const probability of probabilitiesOf(fitLogistic(set, 1e6), set))
      expect(probability).toBeCloseTo(baseRate(set), 3);
  });

  it('does not mind features that never change, or that say the same, or all that part cleanly', () => {
    const samples = plantedSamples({ count: 300, featureCount: 1, logit: ([x]) => 1_000 * x! });
    const set = trainingSet(
      samples.map((sample) => ({ ...sample, features: [...sample.features, ...sample.features, 7] })),
    );
    const { weights, bias } = fitLogistic(set, 0.001);
    expect([...weights, bias].every(Number.isFinite)).toBe(true);
    expect(weights[0]).toBeCloseTo(weights[1]!, 6);
    expect(weights[2]).toBeCloseTo(0, 6);
    expect(lossOf({ kind: 'logistic', weights, bias }, set)).toBeLessThan(0.2);
  });
});

describe('fitTrees', () => {
  const both = ([x = 0, y = 0]: readonly number[]): number => (x > 0.2 && y < 0 ? 2 : -1);
  const rules = { depth: 2, learningRate: 0.1, penalty: 5, mostTrees: 60 };

  it('finds what no line can, and grows no deeper than it may', () => {
    const [set, fresh] = [planted(4_000, 4, both), planted(4_000, 5, both)];
    const trees = fitTrees(set, rules);
    expect(trees.trees.length).toBe(60);
    expect(Math.max(...trees.trees.map(depthOf))).toBe(2);
    const truth = Float64Array.from({ length: fresh.count }, (_, row) =>
      sigmoid(both([fresh.features[4 * row]!, fresh.features[4 * row + 1]!])),
    );
    const least = logLoss(truth, fresh.outcomes);
    const line = lossOf(fitLogistic(set, 0.001), fresh) - least;
    expect(lossOf(trees, fresh) - least).toBeLessThan(line / 3);
  });

  it('stops where the validation is best', () => {
    const [set, validation] = [planted(400, 6), planted(400, 7)];
    const { model, treeCount } = fitTreesUntilBest(set, { ...rules, depth: 3, mostTrees: 200 }, validation);
    expect(treeCount).toBe(model.trees.length);
    expect(treeCount).toBeGreaterThan(0);
    expect(treeCount).toBeLessThan(200);
    const all = fitTrees(set, { ...rules, depth: 3, mostTrees: 200 });
    for (const count of [treeCount - 1, treeCount + 1, 200])
      expect(lossOf(model, validation)).toBeLessThanOrEqual(
        lossOf({ ...all, trees: all.trees.slice(0, count) }, validation),
      );
  });

  it('asks about numbers that 32 bits hold, and leaves none with few rows', () => {
    const set = planted(1_000, 8);
    const check = (node: TreeNode, rows: readonly number[]): void => {
      expect(rows.length).toBeGreaterThanOrEqual(10);
      if ('value' in node) {
        expect(Math.fround(node.value)).toBe(node.value);
        return;
      }
      expect(Math.fround(node.threshold)).toBe(node.threshold);
      const isBelow = (row: number): boolean => set.features[4 * row + node.feature]! <= node.threshold;
      check(node.below, rows.filter(isBelow));
      check(
        node.above,
        rows.filter((row) => !isBelow(row)),
      );
    };
    const rows = Array.from({ length: set.count }, (_, row) => row);
    for (const tree of fitTrees(set, { ...rules, depth: 3, mostTrees: 10 }).trees) check(tree, rows);
  });
});

describe('binFeatures', () => {
  const binned = (columns: readonly (readonly number[])[]) =>
    binFeatures(
      trainingSet(
        plantedSamples({ count: columns[0]!.length, featureCount: 1 }).map((sample, row) => ({
          ...sample,
          features: columns.map((column) => column[row]!),
        })),
      ),
    );

  it('counts the thresholds that a row is above', () => {
    const { thresholds, bins } = binned([
      [3, 1, 2],
      [5, 5, 5],
      [0, 0, 1],
    ]);
    expect(thresholds.map((limits) => [...limits])).toEqual([[1, 2], [], [0]]);
    expect([...bins]).toEqual([2, 0, 1, 0, 0, 0, 0, 0, 1]);
  });

  it('parts a flag that is rarely up or rarely down', () => {
    const flag = (up: number) => Array.from({ length: 1_000 }, (_, row) => (row < up ? 1 : 0));
    const { thresholds } = binned([flag(3), flag(997)]);
    expect(thresholds.map((limits) => [...limits])).toEqual([[0], [0]]);
  });
});

describe('solvePositive', () => {
  it('solves what can be solved, reading the lower triangle', () => {
    const x = solvePositive(Float64Array.of(4, 99, 2, 3), Float64Array.of(10, 9), 2);
    expect(x[0]).toBeCloseTo(1.5);
    expect(x[1]).toBeCloseTo(2);
  });
});
