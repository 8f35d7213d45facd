import type { LogisticModel } from '../../domain/model.js';
import { sigmoid } from './evaluateModel.js';
import { solvePositive } from './solvePositive.js';
import { baseRate, type TrainingSet } from './trainingSet.js';

const mostSteps = 25;
const stillStep = 1e-7;

/**
 * Logistic regression with an L2 penalty on the weights of standardised features, by Newton's method: minimises the mean
 * log loss + `penalty` / 2 · |weights|². The weights that it returns are those of the features as they come. Needs both
 * outcomes.
 */
export function fitLogistic(set: TrainingSet, penalty: number): LogisticModel {
  const { count, featureCount } = set;
  const { rows, means, deviations } = standardised(set);
  const size = featureCount + 1;
  // The last is the bias, whose column is 1.
  const weights = new Float64Array(size);
  const rate = baseRate(set);
  weights[featureCount] = Math.log(rate / (1 - rate));
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (let step = 0; step < mostSteps; step += 1) {
    gradient.fill(0);
    curvature.fill(0);
    for (let row = 0; row < count; row += 1) {
      const from = row * size;
      let logit = 0;
      for (let i = 0; i < size; i += 1) logit += weights[i]! * rows[from + i]!;
      const probability = sigmoid(logit);
      const miss = probability - set.outcomes[row]!;
      const spread = probability * (1 - probability);
      for (let i = 0; i < size; i += 1) {
        const value = rows[from + i]!;
        gradient[i]! += (miss * value) / count;
        const scaled = (spread * value) / count;
        for (let j = 0; j <= i; j += 1) curvature[i * size + j]! += scaled * rows[from + j]!;
      }
    }
    for (let i = 0; i < featureCount; i += 1) {
      gradient[i]! += penalty * weights[i]!;
      curvature[i * size + i]! += penalty;
    }
    const change = solvePositive(curvature, gradient, size);
    let largest = 0;
    for (const each of change) largest = Math.max(largest, Math.abs(each));
    // A step of Newton's from far away can overshoot.
    const share = Math.min(1, 2 / largest);
    for (let i = 0; i < size; i += 1) weights[i]! -= share * change[i]!;
    if (largest < stillStep) break;
  }
  let bias = weights.at(-1)!;
  const plain = Array.from({ length: featureCount }, (_, i) => {
    const weight = weights[i]! / deviations[i]!;
    bias -= weight * means[i]!;
    return weight;
  });
  return { kind: 'logistic', weights: plain, bias };
}

/** Rows of mean 0 and deviation 1, each with a 1 behind it; a feature that never changes is 0. */
function standardised({ features, featureCount, count }: TrainingSet) {
  const means = new Float64Array(featureCount);
  const deviations = new Float64Array(featureCount);
  for (let i = 0; i < featureCount; i += 1) {
    let sum = 0;
    for (let at = i; at < features.length; at += featureCount) sum += features[at]!;
    const mean = sum / count;
    let squares = 0;
    for (let at = i; at < features.length; at += featureCount) squares += (features[at]! - mean) ** 2;
    means[i] = mean;
    const deviation = Math.sqrt(squares / count);
    deviations[i] = deviation > 1e-9 ? deviation : 1;
  }
  const size = featureCount + 1;
  const rows = new Float64Array(count * size);
  for (let row = 0; row < count; row += 1) {
    for (let i = 0; i < featureCount; i += 1)
      rows[row * size + i] = (features[row * featureCount + i]! - means[i]!) / deviations[i]!;
    rows[row * size + featureCount] = 1;
  }
  return { rows, means, deviations };
}
