import type { Diagram, Scenario } from './scenario.js';
import { isNever, type SubscriptionSpan } from './subscriptionSpan.js';

/** Draws a span as `--^--!`, or `--x` when it ended in the instant it began. */
export function drawSpan(
  { subscribedFrame, unsubscribedFrame }: SubscriptionSpan,
  { tickMs, columnCount }: Scenario,
): string {
  const columns = Array.from({ length: columnCount }, () => '-');
  const from = Math.floor(subscribedFrame / tickMs);
  const to = Math.floor(unsubscribedFrame / tickMs);
  columns[from] = from === to ? 'x' : '^';
  if (to !== from && to < columnCount) columns[to] = '!';
  return columns.join('');
}

/** One sentence per subscription of the input `name` that is not as drawn. */
export function compareSubscriptions(
  name: string,
  lines: readonly Diagram[],
  spans: readonly SubscriptionSpan[],
  scenario: Scenario,
): string[] {
  const endMs = scenario.columnCount * scenario.tickMs;
  const drawn = lines.filter((line) => !isNever(line)).map((line) => toSpan(line, scenario));
  const differences: string[] = [];
  for (let index = 0; index < Math.max(drawn.length, spans.length); index += 1) {
    const expected = drawn[index];
    const actual = spans[index];
    if (expected && actual && isSame(expected, actual, endMs)) continue;
    const wanted = expected ? `expected ${tell(expected, scenario)}` : 'expected none';
    const came = actual ? `was ${tell(actual, scenario)}` : 'there was none';
    differences.push(`subs ${name}, subscription ${index + 1}: ${wanted}, ${came}`);
  }
  return differences;
}

function toSpan({ marbles }: Diagram, { tickMs }: Scenario): SubscriptionSpan {
  const at = (marble: string): number => {
    const column = marbles.indexOf(marble);
    return column < 0 ? Infinity : column * tickMs;
  };
  return { subscribedFrame: Math.min(at('^'), at('x')), unsubscribedFrame: Math.min(at('!'), at('x')) };
}

/** The end of the observation lets go of everything, so what is let go then counts as held. */
const isSame = (a: SubscriptionSpan, b: SubscriptionSpan, endMs: number): boolean =>
  a.subscribedFrame === b.subscribedFrame &&
  Math.min(a.unsubscribedFrame, endMs) === Math.min(b.unsubscribedFrame, endMs);

function tell({ subscribedFrame, unsubscribedFrame }: SubscriptionSpan, { tickMs, columnCount }: Scenario): string {
  const from = subscribedFrame / tickMs;
  const to = unsubscribedFrame / tickMs;
  return to >= columnCount ? `from tick ${from} to the end` : `from tick ${from} to tick ${to}`;
}
