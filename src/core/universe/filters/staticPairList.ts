import { filterEach, type UniverseFilter } from '../filter.js';
import { wildcardFinder } from '../wildcard.js';

export interface StaticPairListOptions {
  /** Symbols, or patterns such as `BTC*`. */
  readonly symbols: readonly string[];
}

/** The whitelist: lets pass only what it names. As freqtrade's `StaticPairList`, in the order of the candidates. */
export function staticPairList({ symbols }: StaticPairListOptions): UniverseFilter {
  const find = wildcardFinder(symbols);
  return filterEach('StaticPairList', ({ symbol }) =>
    find(symbol) === undefined ? 'the list does not name it' : undefined,
  );
}
