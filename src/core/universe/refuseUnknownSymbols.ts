import { BadInputError } from '../../domain/errors.js';
import { runPipeline } from './pipeline.js';
import type { UniverseLook } from './candidate.js';
import { filtersOf, type UniverseRules } from './rules.js';
import { isWildcard, wildcardFinder } from './wildcard.js';

/**
 * Throws a `BadInputError` for the first of `symbols` that cannot be scanned, and says why: a symbol that is not listed
 * or may not be traded, a pattern that matches none that may.
 */
export function refuseUnknownSymbols({ candidates, atMs }: UniverseLook, rules: UniverseRules): void {
  if (rules.symbols.length === 0) return;
  const { passed, refused } = runPipeline(filtersOf(rules).listing, candidates, { nowMs: atMs });
  const tradable = passed.map(({ symbol }) => symbol);
  const reasonOf = new Map<string, string>(refused.map(({ symbol, reason }) => [symbol, reason]));
  for (const asked of rules.symbols) {
    const matches = wildcardFinder([asked]);
    if (tradable.some((symbol) => matches(symbol) !== undefined)) continue;
    const obstacle = isWildcard(asked)
      ? 'matches nothing that can be scanned'
      : `cannot be scanned: ${reasonOf.get(asked) ?? 'it is not listed by the exchange'}`;
    throw new BadInputError(`symbols: ${asked} ${obstacle}`, {
      place: 'symbols',
      found: asked,
      expected: 'a symbol that can be scanned',
    });
  }
}
