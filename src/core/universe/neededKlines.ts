import type { InstrumentSymbol } from '../../domain/kline.js';
import type { UniverseLook } from './candidate.js';
import type { FilterNeeds } from './filter.js';
import { needsOf, readyForKlines, runPipeline } from './pipeline.js';
import { filtersOf, type UniverseRules } from './rules.js';

/** What the filters need beyond the listing and the 24 h tickers. */
export function universeNeeds(rules: UniverseRules): FilterNeeds {
  const { listing, common, elite, overlay } = filtersOf(rules);
  return needsOf([...listing, ...common, ...elite, ...overlay]);
}

/** The symbols whose daily klines some filter will ask for: those that come that far on what is known without them. */
export function symbolsNeedingKlines(
  { candidates, atMs }: UniverseLook,
  rules: UniverseRules,
): readonly InstrumentSymbol[] {
  const context = { nowMs: atMs };
  const { listing, common, elite, overlay } = filtersOf(rules);
  const toBoth = [...listing, ...common];
  const early = readyForKlines(toBoth, candidates, context);
  const { passed } = needsOf(toBoth).dailyKlines > 0 ? { passed: [] } : runPipeline(toBoth, candidates, context);
  const late = [elite, overlay].flatMap((filters) => readyForKlines(filters, passed, context));
  return [...new Set([...early, ...late].map(({ symbol }) => symbol))];
}
