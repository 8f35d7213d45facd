import {
  concat,
  defer,
  distinctUntilChanged,
  exhaustMap,
  forkJoin,
  interval,
  map,
  of,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { refuseUnknownSymbols, selectUniverse, type UniverseRules } from '../core/universe/selectUniverse.js';
import type { Instrument, Ticker24h } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import type { FeedBackoff } from './feed.js';

export interface UniverseDeps {
  readonly fetchInstruments: () => Observable<readonly Instrument[]>;
  readonly fetchTickers24h: () => Observable<readonly Ticker24h[]>;
  readonly rules: UniverseRules;
  /** Market time between two selections. */
  readonly refreshPeriodMs: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  readonly market: SchedulerLike;
  readonly transport: SchedulerLike;
}

/**
 * The symbols to scan: selected at once and again every `refreshPeriodMs`, emitted when they differ from before.
 * Fails with `BadInputError` when a symbol that was asked for by name cannot be scanned.
 */
export function universe(deps: UniverseDeps): Observable<readonly InstrumentSymbol[]> {
  const { fetchInstruments, fetchTickers24h, rules, refreshPeriodMs, backoff, random, market, transport } = deps;
  const selected$ = defer(() => forkJoin([fetchInstruments(), fetchTickers24h()])).pipe(
    map(([instruments, tickers]) => {
      refuseUnknownSymbols(instruments, rules);
      return selectUniverse(instruments, tickers, rules);
    }),
    retryWithBackoff({ ...backoff, random, scheduler: transport }),
  );
  return concat(of(0), interval(refreshPeriodMs, market)).pipe(
    exhaustMap(() => selected$),
    distinctUntilChanged(
      (before, after) => before.length === after.length && before.every((symbol, i) => symbol === after[i]),
    ),
  );
}
