import type { Rule } from './rules.js';

/** Laws between the settings of `virtual`. */
export const virtualLaws: readonly Rule[] = [
  {
    paths: ['virtual.targetDistances'],
    expected: 'ascending: the nearest target first',
    holds: ({ virtual: { targetDistances } }) =>
      targetDistances.every((distance, index) => index === 0 || distance > targetDistances[index - 1]!),
  },
  {
    paths: ['virtual.targetShares', 'virtual.targetDistances'],
    expected: 'one share for each of `virtual.targetDistances`',
    holds: ({ virtual }) => virtual.targetShares.length === virtual.targetDistances.length,
  },
  {
    // Sums of decimals such as 0.1 are a little off.
    paths: ['virtual.targetShares'],
    expected: 'shares that sum up to 1 at most',
    holds: ({ virtual }) => virtual.targetShares.reduce((sum, share) => sum + share, 0) <= 1 + 1e-9,
  },
];
