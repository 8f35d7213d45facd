import type { Evaluation } from '../../core/evaluation/evaluation.js';
import { padded } from '../present/displayWidth.js';
import { noteLines } from './noteLines.js';
import type { EvaluationReport } from './report.js';
import { correlationRows, factorRows, forecastRows, signalRows } from './rows.js';
import { dataLines, methodLines, primeLine, quantileLine, signalsLine } from './sentences.js';
import { textTable } from './textTable.js';

/** The whole evaluation for a terminal. */
export function reportLines(report: EvaluationReport): readonly string[] {
  const { evaluation } = report;
  return [
    ...dataLines(report),
    ...noteLines(report).map((note) => `Note: ${note}`),
    '',
    'What factors are like',
    ...textTable(factorRows(evaluation)),
    '',
    'Rank correlation with what came',
    ...textTable(forecastRows(evaluation)),
    ...methodLines(evaluation),
    '',
    'Rank correlation between factors',
    ...textTable(correlationRows(evaluation)),
    '',
    'Scores',
    ...histogramLines(evaluation),
    quantileLine(evaluation),
    primeLine(evaluation),
    '',
    'Signals',
    signalsLine(evaluation),
    ...textTable(signalRows(evaluation)),
    '',
    `Took ${(report.tookMs / 1_000).toFixed(1)} s.`,
  ];
}

const longest = 40;

function histogramLines({ scores }: Evaluation): readonly string[] {
  const { from, width, counts } = scores.histogram;
  const most = Math.max(1, ...counts);
  return counts.map((count, at) => {
    const stretch = padded(`${from + at * width} … ${from + (at + 1) * width}`, 12, 'start');
    return `${stretch}  ${'█'.repeat(Math.round((longest * count) / most))} ${count}`;
  });
}
