import type { TreeNode, TreesModel } from '../../domain/model.js';
import { binFeatures } from './binFeatures.js';
import { leafOf, sigmoid } from './evaluateModel.js';
import { growTree, type TreeRules } from './growTree.js';
import { logLoss } from './metrics.js';
import { baseRate, type TrainingSet } from './trainingSet.js';

/** Without a better loss for so many trees no more are grown. */
const patience = 20;

export interface TreesRules extends Pick<TreeRules, 'depth' | 'learningRate' | 'penalty'> {
  readonly mostTrees: number;
}

/** Small gradient-boosted trees for the log loss, as many as `mostTrees`. Needs both outcomes. */
export const fitTrees = (set: TrainingSet, rules: TreesRules): TreesModel => boost(set, rules, () => true);

/** The same, with as many trees as were best on `validation`; tells how many. */
export function fitTreesUntilBest(
  set: TrainingSet,
  rules: TreesRules,
  validation: TrainingSet,
): { readonly model: TreesModel; readonly treeCount: number } {
  const logits = new Float64Array(validation.count);
  const probabilities = new Float64Array(validation.count);
  let bestLoss = Number.POSITIVE_INFINITY;
  let treeCount = 0;
  const model = boost(set, rules, (tree, bias, grown) => {
    for (let row = 0; row < validation.count; row += 1) {
      if (tree) logits[row]! += leafOf(tree, validation.features, row * validation.featureCount);
      probabilities[row] = sigmoid(bias + logits[row]!);
    }
    const loss = logLoss(probabilities, validation.outcomes);
    if (loss < bestLoss) {
      bestLoss = loss;
      treeCount = grown;
    }
    return grown - treeCount < patience;
  });
  return { model: { ...model, trees: model.trees.slice(0, treeCount) }, treeCount };
}

/** `goesOn` is asked before the first tree, and after each. */
function boost(
  set: TrainingSet,
  { mostTrees, ...rules }: TreesRules,
  goesOn: (tree: TreeNode | undefined, bias: number, grown: number) => boolean,
): TreesModel {
  const { count, features, featureCount, outcomes } = set;
  const rate = baseRate(set);
  const bias = Math.fround(Math.log(rate / (1 - rate)));
  const binned = binFeatures(set);
  const treeRules: TreeRules = { ...rules, minRows: Math.max(10, Math.floor(count / 100)) };
  const logits = new Float64Array(count).fill(bias);
  const gradient = new Float64Array(count);
  const curvature = new Float64Array(count);
  const trees: TreeNode[] = [];
  let isWanted = goesOn(undefined, bias, 0);
  while (isWanted && trees.length < mostTrees) {
    for (let row = 0; row < count; row += 1) {
      const probability = sigmoid(logits[row]!);
      gradient[row] = probability - outcomes[row]!;
      curvature[row] = probability * (1 - probability);
    }
    const tree = growTree(binned, { gradient, curvature }, treeRules);
    for (let row = 0; row < count; row += 1) logits[row]! += leafOf(tree, features, row * featureCount);
    trees.push(tree);
    isWanted = goesOn(tree, bias, trees.length);
  }
  return { kind: 'trees', featureCount, bias, trees };
}
