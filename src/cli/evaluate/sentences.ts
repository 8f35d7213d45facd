import type { Evaluation } from '../../core/evaluation/evaluation.js';
import type { EvaluationReport } from './report.js';
import { durationInWords, instantInWords, verdictInWords } from './words.js';

/** What was read and scanned. */
export function dataLines({ evaluation, klines, gapMinutes }: EvaluationReport): readonly string[] {
  const { data, counts, rules } = evaluation;
  const recorded = `from ${instantInWords(data.fromMs)} to ${instantInWords(data.toMs)} UTC`;
  const scanned = `every ${durationInWords(data.everyMs)} from ${instantInWords(data.firstScanMs)} to ${instantInWords(data.lastScanMs)} UTC`;
  const skipped = Object.entries(counts.skipped).map(([reason, count]) => `${count} ${reason}`);
  return [
    `${data.symbols.length} symbols, ${recorded}; ${klines} klines of 1m read, ${gapMinutes} minutes missing.`,
    `${counts.scans} scans on ${rules.intervals.join(', ')}, ${scanned}: ${counts.scores} scores, ${counts.nonFinite} not finite, ${counts.failed} failed, ${skipped.join(', ') || '0'} skipped.`,
  ];
}

/** What the correlations are, and how sure. */
export function methodLines({ method, factors }: Pick<Evaluation, 'method' | 'factors'>): readonly string[] {
  const { judgedBy, horizons, comparisons, resamples, seed } = method;
  const blocks = horizons
    .map(({ horizonMs, blockMs }) => `${durationInWords(blockMs)} for ${durationInWords(horizonMs)}`)
    .join(', ');
  const isStarred = factors.some(({ forecasts }) =>
    forecasts.some((forecast) => verdictInWords(forecast, { method }).endsWith('*')),
  );
  const level = (100 * (1 - 0.05 / Math.max(1, comparisons))).toFixed(2);
  return [
    'return: directions and scores against the return that followed. |return|: multipliers against its size: does more happen where they are high? return as meant: multipliers against the return in the direction that they scale: is it right more often where they are high?',
    'across: Spearman across the symbols at one instant, mean over time. over time: ranks of one symbol over time, directions about zero, mean over symbols. turnover: the change from scan to scan, as a share of that between two scans taken at random.',
    `Intervals: moving-block bootstrap over time, blocks of ${blocks} (of a day and more for |return|), ${resamples} resamples, seed ${seed}, Student's t.`,
    `Verdicts: read from "${judgedBy === 'acrossSymbols' ? 'across' : 'over time'}" with intervals of ${level} %, wide enough for all ${comparisons} comparisons together (Bonferroni): one of 20 such tables has a wrong verdict by chance.`,
    ...(isStarred
      ? ['*: its own interval of 95 % leaves out zero; among so many comparisons that happens by chance.']
      : []),
  ];
}

export const quantileLine = ({ scores }: Evaluation): string =>
  `Quantiles: ${scores.quantiles.map(({ share, score }) => `${100 * share} %: ${score?.toFixed(1) ?? '–'}`).join(', ')}.`;

export const primeLine = ({ scores, rules }: Evaluation): string =>
  `Prime (a score of at least ${rules.minScore}, up or down): ${scores.primeRatio === null ? '–' : `${(100 * scores.primeRatio).toFixed(2)} %`} of all scores.`;

export const signalsLine = ({ signals }: Evaluation): string =>
  `${signals.opened} opened: ${signals.long} long, ${signals.short} short. A hit: the price had moved in the direction of the signal.`;
