import { scoreBand, type VirtualFigures, type VirtualStatistics } from '../../core/virtual/virtualTally.js';
import { textTable } from '../evaluate/textTable.js';

/** Statistics of samples, for a terminal. */
export function virtualLines({ all, byExit, byScore, byFactor }: VirtualStatistics): readonly string[] {
  return [
    ...section([''], [[['all samples'], all] as const, ...byExit.map((figures) => [[figures.exit], figures] as const)]),
    '',
    ...section(
      ['score'],
      byScore.map((figures) => [[`${figures.fromScore} … ${figures.fromScore + scoreBand}`], figures] as const),
    ),
    '',
    ...section(
      ['factor', 'spoke'],
      byFactor.map((figures) => [[figures.factor, figures.spoke], figures] as const),
    ),
  ];
}

const titles = ['samples', 'ended well', 'mean return', 'mean best', 'mean worst'];

function section(
  words: readonly string[],
  rows: readonly (readonly [readonly string[], VirtualFigures])[],
): readonly string[] {
  return textTable({
    titles: [...words, ...titles],
    rows: rows.map(([names, figures]) => [...names, ...cellsOf(figures)]),
    words: words.length,
  });
}

const cellsOf = ({ samples, hitRatio, meanReturnRatio, meanBestRatio, meanWorstRatio }: VirtualFigures) => [
  String(samples),
  percent(hitRatio, 1),
  percent(meanReturnRatio, 3),
  percent(meanBestRatio, 3),
  percent(meanWorstRatio === undefined ? undefined : -meanWorstRatio, 3),
];

function percent(ratio: number | undefined, digits: number): string {
  if (ratio === undefined) return '-';
  const text = (100 * ratio).toFixed(digits);
  // What is rounded to zero has no sign.
  return `${Number(text) === 0 ? text.replace('-', '') : text} %`;
}
