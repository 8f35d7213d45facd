import {
  defer,
  distinctUntilChanged,
  exhaustMap,
  forkJoin,
  map,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { spotSymbolOf } from '../core/universe/spotSymbolOf.js';
import type { Instrument } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import type { FeedBackoff } from './feed.js';

export interface SpotTwinsDeps {
  readonly fetchContracts: () => Observable<readonly Instrument[]>;
  readonly fetchSpotInstruments: () => Observable<readonly Instrument[]>;
  /** Market time between two looks at what is listed. */
  readonly refreshPeriodMs: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  readonly market: SchedulerLike;
  readonly transport: SchedulerLike;
}

/** The spot symbol of the same coin, for each contract that has one. */
export type SpotTwins = ReadonlyMap<InstrumentSymbol, InstrumentSymbol>;

/** Which contracts have their coin on the spot market: at once, and again every `refreshPeriodMs` if that has changed. */
export const spotTwins = (deps: SpotTwinsDeps): Observable<SpotTwins> =>
  timer(0, deps.refreshPeriodMs, deps.market).pipe(
    exhaustMap(() =>
      defer(() => forkJoin([deps.fetchContracts(), deps.fetchSpotInstruments()])).pipe(
        retryWithBackoff({ ...deps.backoff, random: deps.random, scheduler: deps.transport }),
      ),
    ),
    map(([contracts, spot]) => twinsOf(contracts, spot)),
    distinctUntilChanged(isSame),
  );

function twinsOf(contracts: readonly Instrument[], spot: readonly Instrument[]): SpotTwins {
  const twins = new Map<InstrumentSymbol, InstrumentSymbol>();
  for (const contract of contracts) {
    const twin = spotSymbolOf(contract, spot);
    if (twin !== undefined) twins.set(contract.symbol, twin);
  }
  return twins;
}

const isSame = (before: SpotTwins, after: SpotTwins): boolean =>
  before.size === after.size && [...after].every(([contract, twin]) => before.get(contract) === twin);
