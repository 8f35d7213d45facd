import { machineLine } from './machine.js';
import { claimTable, markdownTable, missedSentences, paragraph } from './markdown.js';

const begin = '<!-- bench:begin, written by `npm run bench:table` -->';
const end = '<!-- bench:end -->';

const every = (rows) => rows;
const last = (rows) => rows.slice(-1);

/** The cases of which the README shows more than the claims: these of their rows, and their notes. */
const shownRows = {
  'feed.cost': every,
  'indicators.batch': last,
  'indicators.update': last,
  'scan.growth': every,
  'daemon.memory': every,
};

/** What the README says of these results: where and when, every claim with its target, and the tables behind some. */
export function readmeBlock({ machine, isQuick, cases }) {
  const shown = cases.filter(({ name }) => name in shownRows);
  return [
    begin,
    `Measured on ${machineLine(machine)}${isQuick ? ' (a quick run)' : ''}.`,
    ...paragraph(claimTable(cases)),
    ...missedSentences(cases).flatMap((sentence) => ['', sentence]),
    ...shown.flatMap(({ name, title, rows, notes }) => [
      '',
      `**${title}**`,
      ...paragraph(markdownTable(shownRows[name](rows))),
      ...notes.flatMap((note) => ['', note]),
    ]),
    end,
  ].join('\n');
}

/** The README with its block made anew. Throws an `Error` where it has none. */
export function withBlock(readme, block) {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the README has no block from "${begin}" to "${end}"`);
  return readme.slice(0, from) + block + readme.slice(to + end.length);
}
