import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Candidate } from './candidate.js';

/** Why a symbol is not in the universe. */
export interface Refusal {
  readonly symbol: InstrumentSymbol;
  /** The name of the filter that refused it. */
  readonly filter: string;
  /** In words, of this symbol: `its status is SETTLING, not TRADING`. */
  readonly reason: string;
}

/** What became of the candidates: each has passed, or was refused once. */
export interface Filtered {
  readonly passed: readonly Candidate[];
  readonly refused: readonly Refusal[];
}

export interface FilterContext {
  /** Market time of the look. */
  readonly nowMs: number;
}

/** What a filter reads beyond the listing and the 24 h tickers. */
export interface FilterNeeds {
  /** Best bids and asks: one request for all symbols. */
  readonly bookTickers: boolean;
  /** Closed daily klines of each symbol that comes this far: one request each, once a day. */
  readonly dailyKlines: number;
}

/** One step on the way into the universe. Pure: the same candidates and context give the same result. */
export interface UniverseFilter {
  readonly name: string;
  readonly needs: FilterNeeds;
  readonly apply: (candidates: readonly Candidate[], context: FilterContext) => Filtered;
}

export const needsNothing: FilterNeeds = { bookTickers: false, dailyKlines: 0 };

/**
 * A filter that judges each candidate by itself and keeps their order. `refusalOf` gives the reason against a candidate,
 * `undefined` when there is none.
 */
export const filterEach = (
  name: string,
  refusalOf: (candidate: Candidate, context: FilterContext) => string | undefined,
  needs: Partial<FilterNeeds> = {},
): UniverseFilter => ({
  name,
  needs: { ...needsNothing, ...needs },
  apply: (candidates, context) => {
    const passed: Candidate[] = [];
    const refused: Refusal[] = [];
    for (const candidate of candidates) {
      const reason = refusalOf(candidate, context);
      if (reason === undefined) passed.push(candidate);
      else refused.push({ symbol: candidate.symbol, filter: name, reason });
    }
    return { passed, refused };
  },
});

/** A filter that sorts, then lets those pass whose place, from 0, `refusalAt` has nothing against. */
export const filterPlaces = (
  name: string,
  sort: (candidates: readonly Candidate[]) => readonly Candidate[],
  refusalAt: (place: number, candidate: Candidate) => string | undefined,
): UniverseFilter => ({
  name,
  needs: needsNothing,
  apply: (candidates, context) => {
    let place = 0;
    return filterEach(name, (candidate) => refusalAt(place++, candidate)).apply(sort(candidates), context);
  },
});
