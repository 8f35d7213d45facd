import type { Evaluation } from '../../../core/evaluation/evaluation.js';
import { fitted } from '../../present/displayWidth.js';
import { drawing, escaped, rounded, svgText } from './markup.js';

/** In columns: what there is room for beside the squares. */
const longestName = 17;
const cell = 46;
const left = 110;
const top = 28;

/** Rank correlations between factors: the colour says the sign, its strength the size. */
export function heatMap({ factors, correlations }: Evaluation): string {
  const names = factors.map(({ name }) => name);
  const columns = names.map((_, at) =>
    svgText(`${at + 1}`, { x: left + (at + 0.5) * cell, y: top - 10, anchor: 'middle', style: 'faint' }),
  );
  const rows = names.flatMap((name, row) => [
    svgText(fitted(`${row + 1} ${name}`, longestName), { x: 0, y: top + (row + 0.5) * cell + 4 }),
    ...correlations[row]!.map((value, column) => square(value, row, column, names)),
  ]);
  const label = 'Heat map of the rank correlations between factors; the numbers are in the table below';
  return drawing({ label, width: left + names.length * cell, height: top + names.length * cell }, [
    ...columns,
    ...rows,
  ]);
}

function square(value: number | null, row: number, column: number, names: readonly string[]): string {
  const x = left + column * cell;
  const y = top + row * cell;
  const shown = value === null ? '–' : value.toFixed(2);
  const title = `${names[row]} and ${names[column]}: ${shown}`;
  const style = value === null ? 'none' : value < 0 ? 'down' : 'up';
  const strength = rounded(0.75 * Math.abs(value ?? 0));
  return [
    `<g><title>${escaped(title)}</title>`,
    `<rect x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" class="${style}" fill-opacity="${strength}"/>`,
    svgText(shown, { x: x + cell / 2, y: y + cell / 2 + 4, anchor: 'middle' }),
    '</g>',
  ].join('');
}
