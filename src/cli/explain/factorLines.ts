import type { ExplainedAnswer, ExplainedFactor } from '../../core/scoring/explainSignal.js';
import { points, termText, times } from './numbers.js';

/** One factor: what it says, its formula, its terms on each interval, and their mean. `totalWeight`: of those that spoke. */
export function factorLines(factor: ExplainedFactor, totalWeight: number): readonly string[] {
  const { part, formula, weight, answers, tooShort } = factor;
  const isModulator = part.kind === 'modulator';
  const said = (value: number): string => (isModulator ? times(value) : points(value));
  const spoken = Object.values(part.byInterval);
  const mean = spoken.reduce((sum, value) => sum + value, 0) / spoken.length;
  return [
    headLine(factor, totalWeight),
    ...(formula === undefined ? [] : [`  ${formula}`]),
    ...answers.map((answer) => answerLine(answer, part.byInterval[answer.interval], said)),
    ...tooShort.map((interval) => `  ${interval.padEnd(3)}  not asked: too few klines`),
    ...(spoken.length > 1 ? [`  mean of ${spoken.length} intervals: ${said(mean)}`] : []),
    ...(isModulator && weight !== 1 && part.score !== undefined
      ? [`  weighted: 1 + ${weight} · (${mean.toFixed(4)} - 1) = ${times(part.score)}`]
      : []),
  ];
}

function headLine({ part, weight }: ExplainedFactor, totalWeight: number): string {
  const { factor, kind, score, abstained } = part;
  if (score === undefined) {
    const without = kind === 'modulator' ? 'it changes nothing' : `its weight of ${weight} is shared out`;
    return `${factor} abstains (${abstained}): ${without}`;
  }
  return kind === 'modulator'
    ? `${factor} ${times(score)}, weight ${weight}`
    : `${factor} ${points(score)}, weight ${weight} of ${termText(totalWeight)} = ${termText(part.weight)}`;
}

function answerLine(
  { interval, terms, answer }: ExplainedAnswer,
  counted: number | undefined,
  said: (value: number) => string,
): string {
  const steps = terms.map(({ term, value }) => `${term} ${termText(value)}`).join(', ');
  const clipped = counted !== undefined && counted !== answer ? `, counted as ${said(counted)}` : '';
  const what = Number.isNaN(answer) ? 'no opinion' : `${said(answer)}${clipped}`;
  return `  ${interval.padEnd(3)}  ${steps === '' ? '' : `${steps} → `}${what}`;
}
