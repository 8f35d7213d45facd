import { filterEach, type UniverseFilter } from '../filter.js';
import { wildcardFinder } from '../wildcard.js';

export interface PairBlacklistOptions {
  /** Symbols, or patterns such as `*DOWN*`. */
  readonly symbols: readonly string[];
}

/** The blacklist: refuses what it names. As freqtrade's `pair_blacklist`. */
export function pairBlacklist({ symbols }: PairBlacklistOptions): UniverseFilter {
  const find = wildcardFinder(symbols);
  return filterEach('PairBlacklist', ({ symbol }) => {
    const pattern = find(symbol);
    if (pattern === undefined) return undefined;
    return pattern === symbol ? 'it is on the blacklist' : `it is on the blacklist, as ${pattern}`;
  });
}
