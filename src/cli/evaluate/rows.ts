import type { Evaluation } from '../../core/evaluation/evaluation.js';
import {
  correlationInWords,
  durationInWords,
  judgedOf,
  otherOf,
  shareInWords,
  targetInWords,
  unjudgedInWords,
  verdictInWords,
} from './words.js';

/** A table in words, for a terminal or a page. */
export interface Rows {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** So many columns are text; the rest are numbers. */
  readonly words: number;
}

/** What each factor is like. */
export const factorRows = ({ factors }: Evaluation): Rows => ({
  titles: ['factor', 'kind', 'abstained', 'least', 'most', 'deviation', 'turnover'],
  words: 2,
  rows: factors.map(({ name, kind, abstainedRatio, least, most, standardDeviation, turnover }) => {
    const digits = kind === 'modulator' ? 2 : 0;
    const number = (value: number | null, places: number): string => value?.toFixed(places) ?? '–';
    return [
      name,
      kind,
      shareInWords(abstainedRatio),
      number(least, digits),
      number(most, digits),
      number(standardDeviation, digits + 1),
      number(turnover, 2),
    ];
  }),
});

/** What each factor knew, by target and horizon. */
export function forecastRows(evaluation: Evaluation): Rows {
  const { factors, method } = evaluation;
  const [judgedTitle, otherTitle] =
    method.judgedBy === 'acrossSymbols' ? ['across', 'over time'] : ['over time', 'across'];
  const rows = factors.flatMap((factor) => {
    const reason = unjudgedInWords(factor);
    if (reason !== undefined) return [[factor.name, '', '', reason]];
    return factor.forecasts.map((forecast) => {
      const judged = judgedOf(forecast, evaluation);
      const other = otherOf(forecast, evaluation);
      return [
        factor.name,
        targetInWords[forecast.target],
        durationInWords(forecast.horizonMs),
        verdictInWords(forecast, evaluation),
        correlationInWords(judged?.value),
        intervalInWords(judged),
        String(judged?.blocks ?? '–'),
        correlationInWords(other?.value),
        intervalInWords(other),
      ];
    });
  });
  const titles = ['factor', 'against', 'after', 'verdict', judgedTitle, 'of 95 %', 'blocks', otherTitle, 'of 95 %'];
  return { titles, rows, words: 4 };
}

const intervalInWords = (interval: { readonly low: number; readonly high: number } | null): string =>
  interval === null ? '' : `${correlationInWords(interval.low)} … ${correlationInWords(interval.high)}`;

/** Each factor with each. Columns have the numbers of the rows: names would not fit. */
export const correlationRows = ({ factors, correlations }: Evaluation): Rows => ({
  titles: ['', ...factors.map((_, column) => `${column + 1}`)],
  words: 1,
  rows: factors.map(({ name }, row) => [
    `${row + 1} ${name}`,
    ...correlations[row]!.map((value) => value?.toFixed(2) ?? '–'),
  ]),
});

/** How often the signals were right. */
export const signalRows = ({ signals }: Evaluation): Rows => ({
  titles: ['after', 'verdict', 'hits', 'hit rate', 'of 95 %'],
  words: 2,
  rows: signals.forecasts.map(({ horizonMs, count, hits, hitRatio, low, high, verdict }) => [
    durationInWords(horizonMs),
    verdict,
    `${hits} of ${count}`,
    shareInWords(hitRatio),
    low === null ? '' : `${shareInWords(low)} … ${shareInWords(high)}`,
  ]),
});
