import type { FailedSymbol } from '../../domain/cycle.js';

const mostNamed = 3;

/** The same failure of one factor, and whom it cost the cycle. */
export interface Failure {
  readonly factor: string;
  readonly message: string;
  readonly count: number;
  /** The first of the symbols. */
  readonly symbols: readonly string[];
}

/** A factor that fails mostly fails everywhere: that is one thing to tell, not hundreds. */
export function failuresOf(failed: readonly FailedSymbol[]): readonly Failure[] {
  const groups = new Map<string, FailedSymbol[]>();
  for (const each of failed) {
    const key = `${each.factor}\n${each.message}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].map((group) => ({
    factor: group[0]!.factor,
    message: group[0]!.message,
    count: group.length,
    symbols: group.slice(0, mostNamed).map(({ symbol }) => symbol),
  }));
}
