import type { Evaluation, FactorEvaluation, Forecast, Target } from '../../core/evaluation/evaluation.js';

/** `5m`, `4h`, `2d`, `90m`: the largest unit that leaves a whole number. */
export function durationInWords(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const;
  const [unit, lengthMs] = units.find(([, each]) => ms % each === 0) ?? ['s', 1_000];
  return `${ms / lengthMs}${unit}`;
}

/** `2026-02-05 01:00` UTC. */
export const instantInWords = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');

/** A correlation with its sign: `+0.031`; a dash for none. */
export const correlationInWords = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

/** `12.3 %`; a dash for none. */
export const shareInWords = (ratio: number | null): string => (ratio === null ? '–' : `${(100 * ratio).toFixed(1)} %`);

export const targetInWords: Readonly<Record<Target, string>> = {
  return: 'return',
  absoluteReturn: '|return|',
  returnInDirection: 'return as meant',
};

/** The correlation that the verdict is read from. */
export const judgedOf = (forecast: Forecast, { method }: Pick<Evaluation, 'method'>) => forecast[method.judgedBy];

/** The other one. */
export const otherOf = (forecast: Forecast, { method }: Pick<Evaluation, 'method'>) =>
  method.judgedBy === 'acrossSymbols' ? forecast.overTime : forecast.acrossSymbols;

/** The verdict; with a star where the interval alone would say more than all of them together allow. */
export function verdictInWords(forecast: Forecast, evaluation: Pick<Evaluation, 'method'>): string {
  const judged = judgedOf(forecast, evaluation);
  const isAlone = forecast.verdict === 'nothing shown' && judged !== null && (judged.low > 0 || judged.high < 0);
  return isAlone ? 'nothing shown *' : forecast.verdict;
}

/** Why there is no verdict on a factor; `undefined` when there is. */
export function unjudgedInWords({ unjudged, isConstant, abstentions }: FactorEvaluation): string | undefined {
  if (unjudged === 'noData') return `not judged: no data (${Object.keys(abstentions).join(', ')})`;
  if (unjudged === 'flowNotReal') return 'not to be judged on this data: it reads taker columns';
  return isConstant ? 'not judged: constant' : undefined;
}
