import type { OutputComparison } from './compareOutput.js';
import { drawSpan } from './compareSubscriptions.js';
import type { Scenario } from './scenario.js';
import type { SubscriptionSpan } from './subscriptionSpan.js';
import type { Speller } from './speller.js';

export interface Mismatch {
  readonly scenario: Scenario;
  readonly outputs: readonly OutputComparison[];
  readonly spans: ReadonlyMap<string, readonly SubscriptionSpan[]>;
  readonly differences: readonly string[];
}

/** The scenario with a ruler, what was drawn and what came below each other, then the differences in ticks. */
export function explainMismatch({ scenario, outputs, spans, differences }: Mismatch, speller: Speller): string {
  const { columnCount, fileName, title, inputs, subject, subscriptions } = scenario;
  const rows: (readonly [label: string, marbles: string])[] = [
    ...ruler(columnCount),
    ...inputs.map(({ name, marbles }) => [name, marbles] as const),
    [subject.text, ''],
  ];
  for (const { drawn, actual } of outputs) {
    rows.push([`${drawn.name} expected`, drawn.marbles], [`${drawn.name} actual`, speller.draw(actual, columnCount)]);
  }
  for (const [name, actual] of spans) {
    for (const { marbles } of subscriptions.filter((line) => line.name === name))
      rows.push([`subs ${name} expected`, marbles]);
    for (const span of actual) rows.push([`subs ${name} actual`, drawSpan(span, scenario)]);
  }
  const width = Math.max(...rows.filter(([, marbles]) => marbles !== '').map(([label]) => label.length));
  const lines = rows.map(([label, marbles]) => `  ${label.padEnd(width)}  ${marbles}`.trimEnd());
  return [
    `${fileName}: does not hold: ${title}`,
    '',
    ...lines,
    '',
    ...indent(speller.inventedLegends),
    ...indent(differences),
  ].join('\n');
}

/** Column numbers: tens above, units below. */
function ruler(columnCount: number): (readonly [string, string])[] {
  const columns = Array.from({ length: columnCount }, (_, column) => column);
  const units = columns.map((column) => column % 10).join('');
  const tens = columns
    .map((column) => (column % 10 === 0 ? (column / 10) % 10 : ' '))
    .join('')
    .trimEnd();
  return columnCount > 10
    ? [
        ['', tens],
        ['tick', units],
      ]
    : [['tick', units]];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
