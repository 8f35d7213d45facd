/**
 * A case's result with every claim judged: `isHeld` while `value <= limit`, and `why` only where it is not.
 *
 * `rows`: objects with the same keys, shown as columns. `claims`: `{ claim, value, unit, limit, why }`, `why` being the
 * sentence that explains a miss. `notes`: sentences.
 */
export const judged = ({ name, title, rows, claims = [], notes = [] }) => ({
  name,
  title,
  rows,
  claims: claims.map(({ claim, value, unit, limit, why }) => {
    const isHeld = value <= limit;
    return { claim, value, unit, limit, isHeld, ...(!isHeld && why !== undefined && { why }) };
  }),
  notes,
});

/** A judged result as text lines: a table of its rows, then its claims, then its notes. */
export function resultLines({ rows, claims, notes }) {
  return [...tableLines(rows), ...claims.flatMap(claimLines), ...notes.map((note) => `note: ${note}`)];
}

const claimLines = ({ claim, value, unit, limit, isHeld, why }) => [
  `${isHeld ? 'ok    ' : 'MISSED'} ${claim}: ${withUnit(value, unit)} (at most ${withUnit(limit, unit)})`,
  ...(why === undefined ? [] : [`       ${why}`]),
];

/** `2.5 ×`, `60 ms`, or the number alone. */
export const withUnit = (value, unit) => (unit === '' ? String(value) : `${value} ${unit}`);

function tableLines(rows) {
  const [first] = rows;
  if (first === undefined) return [];
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row).map(cellText))];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

/** What is shown of a value in a table. */
export const cellText = (value) => (value === null ? '–' : String(value));
