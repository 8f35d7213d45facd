import type { Instant } from './instant.js';
import { itemsEqual } from './itemsEqual.js';
import type { Diagram } from './scenario.js';
import type { Speller } from './speller.js';

export interface OutputComparison {
  readonly drawn: Diagram;
  readonly expected: readonly Instant[];
  readonly actual: readonly Instant[];
}

interface Difference {
  readonly atMs: number;
  readonly sentence: string;
}

/**
 * One sentence per difference, in the order of time; none when the output is as drawn. What came at another tick is
 * told as moved, what differs at one tick as replaced, the rest as missing or not expected.
 */
export function compareOutput({ drawn, expected, actual }: OutputComparison, speller: Speller): string[] {
  const asDrawn = (instant: Instant) =>
    actual.some((other) => other.atMs === instant.atMs && itemsEqual(instant.items, other.items));
  const matched = new Set(expected.filter(asDrawn).map(({ atMs }) => atMs));
  let missing = expected.filter(({ atMs }) => !matched.has(atMs));
  let surplus = actual.filter(({ atMs }) => !matched.has(atMs));
  const differences: Difference[] = [];
  const tell = (atMs: number, sentence: string) => differences.push({ atMs, sentence: `${drawn.name}: ${sentence}` });
  /** Takes out of both lists the pairs that `isPair` finds, first come first. */
  const pair = (
    isPair: (wanted: Instant, came: Instant) => boolean,
    tellPair: (wanted: Instant, came: Instant) => void,
  ) => {
    missing = missing.filter((wanted) => {
      const came = surplus.find((candidate) => isPair(wanted, candidate));
      if (!came) return true;
      surplus = surplus.filter((each) => each !== came);
      tellPair(wanted, came);
      return false;
    });
  };
  const tick = (atMs: number) => `tick ${speller.tickAt(atMs)}`;

  pair(
    (wanted, came) => itemsEqual(wanted.items, came.items),
    ({ atMs, items }, came) =>
      tell(atMs, `expected ${speller.spell(items)} at ${tick(atMs)}, came at ${tick(came.atMs)}`),
  );
  pair(
    (wanted, came) => wanted.atMs === came.atMs,
    ({ atMs, items }, came) =>
      tell(atMs, `expected ${speller.spell(items)} at ${tick(atMs)}, came ${speller.spell(came.items)}`),
  );
  for (const { atMs, items } of missing) tell(atMs, `expected ${speller.spell(items)} at ${tick(atMs)}, did not come`);
  for (const { atMs, items } of surplus) tell(atMs, `did not expect ${speller.spell(items)} at ${tick(atMs)}`);
  return differences.toSorted((a, b) => a.atMs - b.atMs).map(({ sentence }) => sentence);
}
