import { defer, forkJoin, from, map, mergeMap, of, switchMap, toArray, type Observable } from 'rxjs';
import { toCandidates, type UniverseLook } from '../core/universe/candidate.js';
import { symbolsNeedingKlines, universeNeeds } from '../core/universe/neededKlines.js';
import type { UniverseRules } from '../core/universe/rules.js';
import type { ScannerError } from '../domain/errors.js';
import { openTimeAt, type InstrumentSymbol, type Kline } from '../domain/kline.js';
import type { MarketData } from '../ports/marketData.js';
import { errorAsValue } from './health.js';

/** The REST calls that a look at the market may make. */
export type UniverseCalls = Pick<
  MarketData,
  'fetchInstruments' | 'fetchTickers24h' | 'fetchBookTickers' | 'fetchKlines'
>;

/** Daily klines that were read, by symbol, and the day in which that was: they are good until the next one. */
export type DailyKlineCache = Map<InstrumentSymbol, { readonly dayMs: number; readonly klines: readonly Kline[] }>;

export interface UniverseLookDeps {
  readonly calls: UniverseCalls;
  readonly rules: UniverseRules;
  /** Market time of the look. */
  readonly atMs: number;
  /** What earlier looks have read; what this one reads is put into it, and what no filter asks for is taken out. */
  readonly cache: DailyKlineCache;
}

/**
 * Reads all that the rules need to choose the universe: the listing and the 24 h tickers (weight 41), the best bids and
 * asks (weight 5) and the daily klines of the symbols that come that far (weight 1 each up to 98 days, 2 above, once a
 * day) only where a filter needs them. Emits once. Fails as the calls do; a symbol whose klines the exchange refuses has
 * none.
 */
export function universeLook({ calls, rules, atMs, cache }: UniverseLookDeps): Observable<UniverseLook> {
  return defer(() => {
    const needs = universeNeeds(rules);
    return forkJoin({
      instruments: calls.fetchInstruments(),
      tickers: calls.fetchTickers24h(),
      bookTickers: needs.bookTickers ? calls.fetchBookTickers() : of([]),
    }).pipe(
      map((listed): UniverseLook => ({ atMs, candidates: toCandidates(listed) })),
      switchMap((look) => {
        const wanted = symbolsNeedingKlines(look, rules);
        return dailyKlines(wanted, needs.dailyKlines, { calls, atMs, cache }).pipe(
          map((bySymbol) => filled(look, bySymbol)),
        );
      }),
    );
  });
}

const filled = (look: UniverseLook, klines: ReadonlyMap<InstrumentSymbol, readonly Kline[]>): UniverseLook => ({
  ...look,
  candidates: look.candidates.map((candidate) => ({ ...candidate, dailyKlines: klines.get(candidate.symbol) ?? [] })),
});

function dailyKlines(
  wanted: readonly InstrumentSymbol[],
  count: number,
  { calls, atMs, cache }: Omit<UniverseLookDeps, 'rules'>,
): Observable<ReadonlyMap<InstrumentSymbol, readonly Kline[]>> {
  const dayMs = openTimeAt('1d', atMs);
  const isWanted = new Set(wanted);
  for (const symbol of cache.keys()) if (!isWanted.has(symbol)) cache.delete(symbol);
  return from(wanted).pipe(
    mergeMap((symbol) => {
      const known = cache.get(symbol);
      if (known?.dayMs === dayMs) return of([symbol, known.klines] as const);
      // One more than is needed: the newest is the day that is not over.
      return calls.fetchKlines({ symbol, interval: '1d', limit: count + 1, purpose: 'snapshot' }).pipe(
        map((rows) => {
          const klines = rows.filter(({ isClosed }) => isClosed).slice(-count);
          cache.set(symbol, { dayMs, klines });
          return [symbol, klines] as const;
        }),
        errorAsValue((error) => [symbol, noneUnlessPassing(error)] as const),
      );
    }),
    toArray(),
    map((entries) => new Map(entries)),
  );
}

function noneUnlessPassing(error: ScannerError): readonly Kline[] {
  if (error.isRetryable) throw error;
  return [];
}
