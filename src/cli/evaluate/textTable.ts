import { displayWidth, padded } from '../present/displayWidth.js';
import type { Rows } from './rows.js';

/** Cells under their titles, in columns as wide as they need to be. The last cell of a row that is cut short may be longer. */
export function textTable({ titles, rows, words }: Rows): readonly string[] {
  const all = [titles, ...rows];
  const isLastOfShort = (cells: readonly string[], column: number): boolean =>
    cells.length < titles.length && column === cells.length - 1;
  const widths = titles.map((_, column) =>
    Math.max(...all.map((cells) => (isLastOfShort(cells, column) ? 0 : displayWidth(cells[column] ?? '')))),
  );
  return all.map((cells) =>
    cells
      .map((cell, column) => padded(cell, widths[column]!, column < words ? 'end' : 'start'))
      .join('  ')
      .trimEnd(),
  );
}
