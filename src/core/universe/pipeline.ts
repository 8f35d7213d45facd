import type { Candidate } from './candidate.js';
import { needsNothing, type Filtered, type FilterContext, type FilterNeeds, type UniverseFilter } from './filter.js';

/** Passes the candidates through the filters, one after the other. */
export function runPipeline(
  filters: readonly UniverseFilter[],
  candidates: readonly Candidate[],
  context: FilterContext,
): Filtered {
  return filters.reduce<Filtered>(
    ({ passed, refused }, filter) => {
      const next = filter.apply(passed, context);
      return { passed: next.passed, refused: [...refused, ...next.refused] };
    },
    { passed: candidates, refused: [] },
  );
}

/** What all of the filters need. */
export const needsOf = (filters: readonly UniverseFilter[]): FilterNeeds =>
  filters.reduce(
    (all, { needs }) => ({
      bookTickers: all.bookTickers || needs.bookTickers,
      dailyKlines: Math.max(all.dailyKlines, needs.dailyKlines),
    }),
    needsNothing,
  );

/** The candidates that come as far as the first filter that needs daily klines; none when no filter does. */
export function readyForKlines(
  filters: readonly UniverseFilter[],
  candidates: readonly Candidate[],
  context: FilterContext,
): readonly Candidate[] {
  const first = filters.findIndex(({ needs }) => needs.dailyKlines > 0);
  return first === -1 ? [] : runPipeline(filters.slice(0, first), candidates, context).passed;
}
