import type { Evaluation, Forecast, Verdict } from '../../../core/evaluation/evaluation.js';
import { fitted } from '../../present/displayWidth.js';
import {
  correlationInWords,
  durationInWords,
  judgedOf,
  targetInWords,
  unjudgedInWords,
  verdictInWords,
} from '../words.js';
import { drawing, escaped, line, rounded, svgText } from './markup.js';

/** In columns: what there is room for beside the plot. */
const longestName = 32;
const width = 860;
const rowHeight = 22;
const top = 8;
const axisHeight = 26;
const plotFrom = 210;
const plotTo = 690;

interface Row {
  readonly name: string;
  readonly forecast: Forecast | undefined;
  readonly reason: string | undefined;
}

const classOf: Readonly<Partial<Record<Verdict, string>>> = { positive: 'up', negative: 'down' };

/** Dots and whiskers of one horizon: thick is the interval of 95 %, thin the one that the verdict is read from. */
export function forecastChart(evaluation: Evaluation, horizonMs: number): string {
  const rows = rowsOf(evaluation, horizonMs);
  const reach = reachOf(evaluation);
  const height = top + rows.length * rowHeight + axisHeight;
  const x = (value: number): number => plotFrom + ((clipped(value, reach) + reach) / (2 * reach)) * (plotTo - plotFrom);
  const bottom = top + rows.length * rowHeight;
  const ticks = [-reach, -reach / 2, 0, reach / 2, reach].flatMap((value) => [
    line(x(value), top, x(value), bottom, value === 0 ? 'zero' : 'tick'),
    svgText(correlationInWords(value), { x: x(value), y: bottom + 16, anchor: 'middle', style: 'faint' }),
  ]);
  const label = `Rank correlations with what came after ${durationInWords(horizonMs)}, with intervals`;
  const drawn = rows.flatMap((row, at) => drawRow(row, top + (at + 0.5) * rowHeight, x, evaluation));
  return drawing({ label, width, height }, [...ticks, ...drawn]);
}

function rowsOf({ factors }: Evaluation, horizonMs: number): readonly Row[] {
  return factors.flatMap((factor): readonly Row[] => {
    const reason = unjudgedInWords(factor);
    if (reason !== undefined) return [{ name: factor.name, forecast: undefined, reason }];
    return factor.forecasts
      .filter((forecast) => forecast.horizonMs === horizonMs)
      .map((forecast) => ({ name: `${factor.name} · ${targetInWords[forecast.target]}`, forecast, reason: undefined }));
  });
}

function drawRow({ name, forecast, reason }: Row, y: number, x: (value: number) => number, evaluation: Evaluation) {
  const label = svgText(fitted(name, longestName), { x: 0, y: y + 4, style: reason === undefined ? 'plain' : 'faint' });
  if (!forecast) return [label, svgText(reason ?? '', { x: plotFrom, y: y + 4, style: 'faint' })];
  const judged = judgedOf(forecast, evaluation);
  const { widened } = forecast;
  const verdict = svgText(verdictInWords(forecast, evaluation), { x: plotTo + 20, y: y + 4, style: 'faint' });
  if (!judged || !widened) return [label, verdict];
  const style = classOf[forecast.verdict] ?? 'none';
  const interval = `${correlationInWords(judged.value)} (${correlationInWords(judged.low)} to ${correlationInWords(judged.high)})`;
  return [
    `<g><title>${escaped(`${name}: ${interval}`)}</title>`,
    label,
    line(x(widened.low), y, x(widened.high), y, `${style} thin`),
    line(x(judged.low), y, x(judged.high), y, `${style} thick`),
    `<circle cx="${rounded(x(judged.value))}" cy="${rounded(y)}" r="5" class="${style}"/>`,
    verdict,
    '</g>',
  ];
}

const clipped = (value: number, reach: number): number => Math.max(-reach, Math.min(reach, value));

/** One scale for all horizons, so that they can be compared: up to the longest interval of 95 %. */
function reachOf(evaluation: Evaluation): number {
  const ends = evaluation.factors
    .flatMap(({ forecasts }) => forecasts)
    .map((forecast) => judgedOf(forecast, evaluation))
    .flatMap((judged) => (judged ? [Math.abs(judged.low), Math.abs(judged.high)] : []));
  return Math.max(0.05, Math.ceil(20 * Math.max(0, ...ends)) / 20);
}
