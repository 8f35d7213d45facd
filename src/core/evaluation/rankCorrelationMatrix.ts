import { correlation, midRanks } from './ranks.js';

/**
 * The rank correlation of each column with each, over the rows where both are numbers; NaN where one is constant. A column
 * is ranked once, over all its numbers.
 */
export function rankCorrelationMatrix(columns: readonly Float64Array[]): readonly (readonly number[])[] {
  const ranked = columns.map(ranksOfNumbers);
  const matrix = columns.map(() => columns.map(() => 1));
  for (let row = 0; row < columns.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = pairwise(ranked[row]!, ranked[column]!);
      matrix[row]![column] = value;
      matrix[column]![row] = value;
    }
  }
  return matrix;
}

/** Ranks in their places, NaN where there was none. */
function ranksOfNumbers(values: Float64Array): Float64Array {
  const ranks = midRanks(values.filter((value) => !Number.isNaN(value)));
  let next = 0;
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : ranks[next++]!));
}

function pairwise(xs: Float64Array, ys: Float64Array): number {
  const isPair = (_: number, row: number): boolean => !Number.isNaN(xs[row]!) && !Number.isNaN(ys[row]!);
  return correlation(xs.filter(isPair), ys.filter(isPair));
}
