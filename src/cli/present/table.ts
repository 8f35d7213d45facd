import { displayWidth, padded } from './displayWidth.js';

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly isNumber?: boolean;
}

/** Columns as wide as their widest cell, under their titles; nothing without rows. */
export function table(columns: readonly Column[]): readonly string[] {
  const rows = columns[0]?.cells.length ?? 0;
  if (rows === 0) return [];
  const full = columns.map(({ title, cells, isNumber }) => {
    const all = [title, ...cells];
    const width = Math.max(...all.map(displayWidth));
    return all.map((cell) => padded(cell, width, isNumber ? 'start' : 'end'));
  });
  return Array.from({ length: rows + 1 }, (_, row) =>
    full
      .map((cells) => cells[row] ?? '')
      .join('  ')
      .trimEnd(),
  );
}
