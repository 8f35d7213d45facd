import type { Model, TreeNode } from '../../domain/model.js';
import type { TrainingSet } from './trainingSet.js';

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The probability a model gives to each row. */
export function probabilitiesOf(model: Model, { features, featureCount, count }: TrainingSet): Float64Array {
  const probabilities = new Float64Array(count);
  for (let row = 0; row < count; row += 1) probabilities[row] = sigmoid(logitOf(model, features, row * featureCount));
  return probabilities;
}

function logitOf(model: Model, features: Float32Array, from: number): number {
  let logit = model.bias;
  if (model.kind === 'logistic')
    for (let i = 0; i < model.weights.length; i += 1) logit += model.weights[i]! * features[from + i]!;
  else for (const tree of model.trees) logit += leafOf(tree, features, from);
  return logit;
}

/** The value of the leaf that a row falls into. */
export function leafOf(root: TreeNode, features: Float32Array, from: number): number {
  let node = root;
  while ('feature' in node) node = features[from + node.feature]! <= node.threshold ? node.below : node.above;
  return node.value;
}
