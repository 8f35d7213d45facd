import { cellText, withUnit } from './report.js';

/** Rows of equal keys as a Markdown table, numbers to the right; nothing for no rows. */
export function markdownTable(rows) {
  const [first] = rows;
  if (first === undefined) return [];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const headings = Object.keys(first);
  const isNumeric = (heading) => rows.every((row) => typeof row[heading] !== 'string' || /^[\d.,]/.test(row[heading]));
  return [
    line(headings),
    line(headings.map((heading) => (isNumeric(heading) ? '---:' : '---'))),
    ...rows.map((row) => line(Object.values(row).map(cellText))),
  ];
}

const claimRow = ({ claim, value, unit, limit, isHeld }) => ({
  claim,
  measured: withUnit(value, unit),
  'at most': withUnit(limit, unit),
  '': isHeld ? 'held' : '**missed**',
});

/** Claims of one case or of several: `of` says whose, in the first row of each. */
export const claimTable = (cases) =>
  markdownTable(
    cases.flatMap(({ title, claims }) =>
      claims.map((claim, index) => ({ of: index === 0 ? title : '', ...claimRow(claim) })),
    ),
  );

/** Why what was missed was missed, as far as it is known. */
export const missedSentences = (cases) =>
  cases.flatMap(({ title, claims }) =>
    claims.flatMap(({ claim, isHeld, why }) =>
      isHeld ? [] : [`Missed: ${title}, ${claim}. ${why ?? 'Why is not known.'}`],
    ),
  );

/** Everything that was measured, as Markdown. */
export const wholeMarkdown = ({ machineLine, isQuick, cases }) =>
  [
    `Measured on ${machineLine}${isQuick ? ' (a quick run)' : ''}.`,
    ...cases.flatMap((each) => [
      '',
      `**${each.title}**`,
      ...paragraph(markdownTable(each.rows)),
      ...paragraph(claimTable([each])),
      ...missedSentences([each]).flatMap((sentence) => ['', sentence]),
      ...each.notes.flatMap((note) => ['', note]),
    ]),
    '',
  ].join('\n');

export const paragraph = (lines) => (lines.length === 0 ? [] : ['', ...lines]);
