import type { ExplainedFactor } from '../../core/scoring/explainSignal.js';
import type { SymbolScore } from '../../domain/signal.js';
import { table } from '../present/table.js';
import { points, termText, times } from './numbers.js';

/** How the mean and the multipliers make the score, step by step. */
export function scoreLines({ score, mean }: SymbolScore, factors: readonly ExplainedFactor[]): readonly string[] {
  const spoken = factors.flatMap(({ part }) => (part.score === undefined ? [] : [{ ...part, score: part.score }]));
  const directional = spoken
    .filter(({ kind }) => kind === 'directional')
    .map((part) => [part.factor, `${points(part.score)} × ${termText(part.weight)}`, points(part.score * part.weight)]);
  let product = mean;
  const modulators = spoken
    .filter(({ kind }) => kind === 'modulator')
    .map((part) => [part.factor, times(part.score), points((product *= part.score))]);
  const clipped = product === score ? [] : [['clipped to ±100', '', points(score)]];
  const rows = [...directional, ['mean', 'the sum of these', points(mean)], ...modulators, ...clipped];
  const column = (title: string, at: number, isNumber: boolean) => ({
    title,
    cells: rows.map((row) => row[at]!),
    isNumber,
  });
  return table([column('factor', 0, false), column('', 1, true), column('score', 2, true)]);
}
