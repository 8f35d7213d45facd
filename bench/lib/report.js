/**
 * A case's result as text lines: a table of its rows, then its claims.
 *
 * `rows`: objects with the same keys, shown as columns. `claims`: `{ claim, value, unit, limit }`, held while
 * `value <= limit`. `notes`: sentences.
 */
export function resultLines({ rows, claims = [], notes = [] }) {
  return [...tableLines(rows), ...claims.map(claimLine), ...notes.map((note) => `note: ${note}`)];
}

const isHeld = ({ value, limit }) => value <= limit;

const claimLine = (claim) =>
  `${isHeld(claim) ? 'ok    ' : 'MISSED'} ${claim.claim}: ${claim.value}${unitText(claim)} (at most ${claim.limit}${unitText(claim)})`;

const unitText = ({ unit }) => (unit === '' ? '' : ` ${unit}`);

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

const cellText = (value) => (value === null ? '–' : String(value));

/** All results as Markdown, under a line that names the machine. */
export function resultsMarkdown({ machineLine, isQuick, cases }) {
  const parts = cases.flatMap(({ title, rows, claims = [], notes = [] }) => [
    `**${title}**`,
    '',
    ...markdownTable(rows),
    '',
    ...markdownTable(claims.map(markdownClaim)),
    ...(claims.length > 0 ? [''] : []),
    ...notes.flatMap((note) => [`${note}`, '']),
  ]);
  return [`Measured on ${machineLine}${isQuick ? ' (a quick run)' : ''}.`, '', ...parts].join('\n').trimEnd() + '\n';
}

const markdownClaim = (claim) => ({
  claim: claim.claim,
  measured: `${claim.value}${unitText(claim)}`,
  'at most': `${claim.limit}${unitText(claim)}`,
  holds: isHeld(claim) ? 'yes' : 'no',
});

function markdownTable(rows) {
  const [first] = rows;
  if (first === undefined) return [];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const headings = Object.keys(first);
  return [
    line(headings),
    line(headings.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(Object.values(row).map(cellText))),
  ];
}
