import { noteLines } from '../noteLines.js';
import type { EvaluationReport } from '../report.js';
import { dataLines, methodLines, quantileLine, primeLine, signalsLine } from '../sentences.js';
import { correlationRows, factorRows, forecastRows, signalRows, type Rows } from '../rows.js';
import { durationInWords } from '../words.js';
import { forecastChart } from './forecastChart.js';
import { heatMap } from './heatMap.js';
import { histogramChart } from './histogramChart.js';
import { escaped, htmlTable } from './markup.js';
import { style } from './style.js';

/** One page that needs nothing else: no scripts, no fonts, no pictures from elsewhere. */
export function reportPage(report: EvaluationReport): string {
  const { evaluation } = report;
  const horizons = evaluation.method.horizons.map(
    ({ horizonMs }) => `<h3>After ${durationInWords(horizonMs)}</h3>\n${forecastChart(evaluation, horizonMs)}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Candlewick: what the factors knew</title>
<style>${style}</style>
</head>
<body>
<h1>What the factors knew</h1>
${paragraphs([`${report.dataDir}, Candlewick ${report.version}.`, ...dataLines(report)])}
${list(noteLines(report))}
<h2>Rank correlation with what came</h2>
<p class="method">Dot: the correlation; thick: its interval of 95 %; thin: the interval that the verdict is read from, cut at the edge.</p>
${horizons.join('\n')}
${paragraphs(methodLines(evaluation), 'method')}
<h2>Scores</h2>
${histogramChart(evaluation)}
${paragraphs([primeLine(evaluation), quantileLine(evaluation)])}
<h2>Signals</h2>
${paragraphs([signalsLine(evaluation)])}
${table(signalRows(evaluation))}
<h2>Rank correlation between factors</h2>
${heatMap(evaluation)}
<h2>All numbers</h2>
${table(factorRows(evaluation))}
<br>
${table(forecastRows(evaluation))}
<br>
${table(correlationRows(evaluation))}
</body>
</html>
`;
}

const table = ({ titles, rows, words }: Rows): string => htmlTable(titles, rows, words);

const paragraphs = (sentences: readonly string[], className = ''): string =>
  sentences.map((text) => `<p${className === '' ? '' : ` class="${className}"`}>${escaped(text)}</p>`).join('\n');

const list = (sentences: readonly string[]): string =>
  sentences.length === 0 ? '' : `<ul>\n${sentences.map((text) => `<li>${escaped(text)}</li>`).join('\n')}\n</ul>`;
