import type { TreeNode } from '../../domain/model.js';
import type { BinnedFeatures } from './binFeatures.js';

export interface TreeRules {
  /** Questions from the root to a leaf, at most. */
  readonly depth: number;
  /** Rows in a leaf, at least. */
  readonly minRows: number;
  /** Added to the curvature of a leaf: pulls its value to 0. */
  readonly penalty: number;
  /** Share of each leaf's value that is taken. */
  readonly learningRate: number;
}

/** First and second derivative of the loss of each row. */
export interface Derivatives {
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

/** Grows one tree of gradient boosting (T. Chen and C. Guestrin, XGBoost, 2016) on the given rows. */
export function growTree(binned: BinnedFeatures, derivatives: Derivatives, rules: TreeRules): TreeNode {
  const count = derivatives.gradient.length;
  const grow = (rows: Uint32Array, depth: number): TreeNode => {
    let gradient = 0;
    let curvature = 0;
    for (const row of rows) {
      gradient += derivatives.gradient[row]!;
      curvature += derivatives.curvature[row]!;
    }
    const split = depth === 0 ? undefined : bestSplit(rows, { gradient, curvature }, binned, derivatives, rules);
    if (!split) return { value: Math.fround((-rules.learningRate * gradient) / (curvature + rules.penalty)) };
    const { feature, bin } = split;
    const isBelow = (row: number): boolean => binned.bins[feature * count + row]! <= bin;
    return {
      feature,
      threshold: binned.thresholds[feature]![bin]!,
      below: grow(rows.filter(isBelow), depth - 1),
      above: grow(
        rows.filter((row) => !isBelow(row)),
        depth - 1,
      ),
    };
  };
  return grow(
    Uint32Array.from({ length: count }, (_, row) => row),
    rules.depth,
  );
}

function bestSplit(
  rows: Uint32Array,
  whole: { readonly gradient: number; readonly curvature: number },
  { thresholds, bins }: BinnedFeatures,
  { gradient, curvature }: Derivatives,
  { minRows, penalty }: TreeRules,
): Split | undefined {
  const count = gradient.length;
  const worth = (sum: number, curve: number): number => (sum * sum) / (curve + penalty);
  const before = worth(whole.gradient, whole.curvature);
  let best: Split | undefined;
  thresholds.forEach((limits, feature) => {
    const binCount = limits.length + 1;
    const gradients = new Float64Array(binCount);
    const curvatures = new Float64Array(binCount);
    const counts = new Uint32Array(binCount);
    for (const row of rows) {
      const bin = bins[feature * count + row]!;
      gradients[bin]! += gradient[row]!;
      curvatures[bin]! += curvature[row]!;
      counts[bin]! += 1;
    }
    let below = 0;
    let belowCurve = 0;
    let belowCount = 0;
    for (let bin = 0; bin < limits.length; bin += 1) {
      below += gradients[bin]!;
      belowCurve += curvatures[bin]!;
      belowCount += counts[bin]!;
      if (belowCount < minRows || rows.length - belowCount < minRows) continue;
      const gain = worth(below, belowCurve) + worth(whole.gradient - below, whole.curvature - belowCurve) - before;
      if (gain > (best?.gain ?? 1e-9)) best = { feature, bin, gain };
    }
  });
  return best;
}
