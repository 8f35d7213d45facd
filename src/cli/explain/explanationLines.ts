import type { Explanation } from '../../core/scoring/explainSignal.js';
import type { KeptSignal } from '../../ports/signalRecords.js';
import { factorLines } from './factorLines.js';
import { points } from './numbers.js';
import { scoreLines } from './scoreLines.js';
import { verdict } from './verdict.js';

/** The whole explanation, for a person. */
export function explanationLines(kept: KeptSignal, explanation: Explanation): readonly string[] {
  const { id, symbol, direction, score, price, atMs, cycle, configHash } = kept.signal;
  const time = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  const { factors } = explanation;
  const totalWeight = factors
    .filter(({ part }) => part.kind === 'directional' && part.score !== undefined)
    .reduce((sum, { weight }) => sum + weight, 0);
  return [
    `${symbol} ${direction} ${points(score)} at ${price}, ${time} UTC, cycle ${cycle}`,
    `id ${id}, configuration ${configHash}`,
    '',
    ...factors.flatMap((factor) => [...factorLines(factor, totalWeight), '']),
    ...(explanation.score ? [...scoreLines(explanation.score, factors), ''] : []),
    verdict(kept, explanation),
  ];
}
