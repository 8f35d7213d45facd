import {
  catchError,
  combineLatest,
  concat,
  ignoreElements,
  map,
  of,
  share,
  shareReplay,
  startWith,
  throwError,
  type Observable,
} from 'rxjs';
import { noSpot, type SpotBook } from '../core/scoring/scanRules.js';
import { isScannerError } from '../domain/errors.js';
import type { FeedEvent, KlineEvent } from '../domain/feed.js';
import type { SpotHealth } from '../domain/health.js';
import type { Instrument } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { seriesKey } from '../domain/series.js';
import type { SpotData } from '../ports/spotData.js';
import { afterWarmUp } from '../streams/afterWarmUp.js';
import { feed, type FeedDeps } from '../streams/feed.js';
import { errorAsValue } from '../streams/health.js';
import { spotTwins } from '../streams/spotTwins.js';
import type { WarmUpProgress } from '../streams/warmUpProgress.js';
import { toWindowBook } from '../streams/windowBook.js';
import { windows, type WindowsDeps } from '../streams/windows.js';
import type { ScannerConfig } from './scanner.js';

export interface WatchSpotDeps
  extends
    Pick<FeedDeps<KlineEvent>, 'firstDatumMs' | 'backoff' | 'rotation' | 'random' | 'scheduler'>,
    Pick<WindowsDeps, 'speed' | 'market'> {
  readonly spotData: SpotData;
  readonly config: Pick<ScannerConfig, 'feeds' | 'windows' | 'universe' | 'spot' | 'exchange'>;
  /** The contracts whose coins are wanted. */
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  /** Until it is complete, the spot market is left alone. */
  readonly warmUp$: Observable<WarmUpProgress>;
  readonly fetchContracts: () => Observable<readonly Instrument[]>;
}

/** The spot market beside the contracts. What it cannot give is missing from the book; it ends nothing else. */
export interface WatchedSpot {
  /** Everything its connections say. Fails for what cannot heal. */
  readonly feed$: Observable<FeedEvent<KlineEvent>>;
  /** Speaks at once. */
  readonly book$: Observable<SpotBook>;
  /** Speaks once, when the spot market cannot be followed any more, whatever is tried. */
  readonly health$: Observable<SpotHealth>;
}

/** Windows of the coins of the universe on the spot market, through the same feed and window code as the contracts'. */
export function watchSpot({
  spotData,
  config,
  universe$,
  warmUp$,
  fetchContracts,
  ...parts
}: WatchSpotDeps): WatchedSpot {
  const { backoff, random, scheduler: transport, market, speed } = parts;
  const twins$ = spotTwins({
    fetchContracts,
    fetchSpotInstruments: spotData.fetchInstruments,
    refreshPeriodMs: config.universe.refreshPeriodMs,
    backoff,
    random,
    market,
    transport,
  }).pipe(afterWarmUp(warmUp$), shareReplay({ bufferSize: 1, refCount: true }));
  const series$ = combineLatest([universe$, twins$]).pipe(
    map(([symbols, twins]) => {
      const spotSymbols = symbols.flatMap((symbol) => twins.get(symbol) ?? []);
      return new Set(spotSymbols.flatMap((symbol) => config.windows.intervals.map((each) => seriesKey(symbol, each))));
    }),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const feed$ = feed({
    ...parts,
    feed: 'spotKline',
    source: spotData.klines,
    topics$: series$,
    maxTopicsPerConnection: config.exchange.maxTopicsPerConnection,
    maxSilenceMs: config.feeds.klineMaxSilenceMs,
  });
  const windows$ = windows({
    series$,
    feed$,
    fetchKlines: spotData.fetchKlines,
    size: config.spot.klines,
    snapshotKlines: config.spot.klines + 1,
    closeGraceMs: config.windows.closeGraceMs,
    speed,
    backoff,
    random,
    market,
    transport,
  }).pipe(toWindowBook());
  const live$ = combineLatest({ symbols: twins$, windows: windows$.pipe(startWith(noSpot.windows)) }).pipe(share());
  return {
    feed$,
    book$: concat(of(noSpot), live$).pipe(
      catchError((error: unknown) => (isScannerError(error) ? of(noSpot) : throwError(() => error))),
    ),
    health$: live$.pipe(
      ignoreElements(),
      errorAsValue((cause): SpotHealth => ({ kind: 'spot', status: 'dead', cause })),
    ),
  };
}
