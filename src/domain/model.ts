/** Probability 1 / (1 + e^-(bias + weights · features)). */
export interface LogisticModel {
  readonly kind: 'logistic';
  /** One for each feature, as it comes. */
  readonly weights: readonly number[];
  readonly bias: number;
}

/** A question of a tree: features[feature] ≤ threshold goes to `below`, anything else to `above`. */
export interface TreeBranch {
  readonly feature: number;
  /** A number that a float of 32 bits holds. */
  readonly threshold: number;
  readonly below: TreeNode;
  readonly above: TreeNode;
}

export interface TreeLeaf {
  readonly value: number;
}

export type TreeNode = TreeBranch | TreeLeaf;

/** Probability 1 / (1 + e^-(bias + the leaf of each tree)). */
export interface TreesModel {
  readonly kind: 'trees';
  readonly featureCount: number;
  readonly bias: number;
  readonly trees: readonly TreeNode[];
}

/** What training makes of samples: features in, a probability out. */
export type Model = LogisticModel | TreesModel;

/** What a file says of the model in it. */
export interface ModelFacts {
  /** Of the list of features that it was trained on. */
  readonly featureHash: string;
  /** ISO 8601. */
  readonly trainedAt: string;
  /** Samples that it was fitted to. */
  readonly samples: number;
}
