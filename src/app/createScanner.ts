import {
  asyncScheduler,
  concatMap,
  defer,
  map,
  merge,
  share,
  shareReplay,
  Subject,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Config } from '../config/schema.js';
import { builtInFactors, type BuiltInFactorName } from '../core/factors/index.js';
import type { Factor } from '../core/factors/factor.js';
import type { CycleResult } from '../domain/cycle.js';
import type { FeedEvent, KlineEvent, PricesEvent } from '../domain/feed.js';
import type { Health, RestHealth } from '../domain/health.js';
import type { InstrumentSymbol, Kline } from '../domain/kline.js';
import { seriesKey } from '../domain/series.js';
import type { Signal } from '../domain/signal.js';
import type { MarketData } from '../ports/marketData.js';
import { toConnectionHealth, toSeriesHealth } from '../streams/health.js';
import { klineFeed } from '../streams/klineFeed.js';
import { marketScan } from '../streams/marketScan.js';
import { priceFeed, toPriceBook, type PriceBook } from '../streams/priceFeed.js';
import { universe } from '../streams/universe.js';
import { toWarmUpProgress, type WarmUpProgress } from '../streams/warmUpProgress.js';
import { toWindowBook, type WindowBook } from '../streams/windowBook.js';
import { windows, type WindowEvent } from '../streams/windows.js';
import { watchRest } from './watchRest.js';

/** The parts of the configuration that a scanner reads. */
export type ScannerConfig = Pick<Config, 'feeds' | 'windows' | 'universe' | 'scan' | 'factors'> & {
  readonly exchange: Pick<Config['exchange'], 'maxTopicsPerConnection'>;
};

export interface ScannerDeps {
  readonly config: ScannerConfig;
  readonly marketData: MarketData;
  /** Market time: scan period, due closes. Default: `transport`. */
  readonly market?: SchedulerLike;
  /** Market milliseconds per transport millisecond. Default 1. */
  readonly speed?: number;
  /** Transport time: silence, backoff. Default: the wall clock. */
  readonly transport?: SchedulerLike;
  /** Uniform in [0, 1), for backoff. Default `Math.random`. */
  readonly random?: () => number;
  /** For durations. Default `performance.now`. */
  readonly monotonicMs?: () => number;
}

/**
 * Every stage of the scanner as a shared Observable. Subscribing to any of them starts what it needs; when the last
 * subscriber leaves, sockets are closed and windows are freed. They fail only for what cannot heal: bad input, or a bug.
 */
export interface Scanner {
  /** The symbols scanned, most liquid first. */
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  /** Everything the kline connections say. */
  readonly klineFeed$: Observable<FeedEvent<KlineEvent>>;
  /** Everything the price connection says. */
  readonly priceFeed$: Observable<FeedEvent<PricesEvent>>;
  /** What happens to the windows. */
  readonly windowEvents$: Observable<WindowEvent>;
  /** Closed klines of every series: each once, in order, without holes. */
  readonly klines$: Observable<Kline>;
  /** All windows. */
  readonly windows$: Observable<WindowBook>;
  readonly prices$: Observable<PriceBook>;
  readonly warmUp$: Observable<WarmUpProgress>;
  readonly cycles$: Observable<CycleResult>;
  readonly signals$: Observable<Signal>;
  readonly health$: Observable<Health>;
}

/** Wires a scanner. Nothing runs until something is subscribed. */
export function createScanner({
  config,
  marketData,
  transport = asyncScheduler,
  market = transport,
  speed = 1,
  random = Math.random,
  monotonicMs = () => performance.now(),
}: ScannerDeps): Scanner {
  const { intervals, klines: size, snapshotKlines, closeGraceMs } = config.windows;
  const { klineMaxSilenceMs, priceMaxSilenceMs, firstDatumMs, backoff, rotation } = config.feeds;
  const restHealth$ = new Subject<RestHealth>();
  const rest = watchRest(marketData, restHealth$);
  const feedParts = { firstDatumMs, backoff, rotation, random, scheduler: transport };

  const universe$ = universe({
    ...rest,
    rules: config.universe,
    refreshPeriodMs: config.universe.refreshPeriodMs,
    backoff,
    random,
    market,
    transport,
  }).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  const series$ = universe$.pipe(
    map((symbols) => new Set(symbols.flatMap((symbol) => intervals.map((interval) => seriesKey(symbol, interval))))),
    shareReplay({ bufferSize: 1, refCount: true }),
  );
  const klineFeed$ = klineFeed({
    ...feedParts,
    source: marketData.klines,
    topics$: series$,
    maxTopicsPerConnection: config.exchange.maxTopicsPerConnection,
    maxSilenceMs: klineMaxSilenceMs,
  });
  const priceFeed$ = priceFeed({
    ...feedParts,
    source: marketData.prices,
    maxTopicsPerConnection: 1,
    maxSilenceMs: priceMaxSilenceMs,
  });
  const windowEvents$ = windows({
    series$,
    feed$: klineFeed$,
    fetchKlines: rest.fetchKlines,
    size,
    snapshotKlines,
    closeGraceMs,
    speed,
    backoff,
    random,
    market,
    transport,
  });
  const windows$ = windowEvents$.pipe(toWindowBook());
  const prices$ = priceFeed$.pipe(toPriceBook());
  const cycles$ = marketScan({
    universe$,
    book$: windows$,
    prices$,
    budget$: marketData.budget$,
    intervals,
    factors: weightedFactors(config.factors.weights),
    minScore: config.scan.minScore,
    periodMs: config.scan.periodMs,
    monotonicMs,
    market,
  });

  return {
    universe$,
    klineFeed$,
    priceFeed$,
    windowEvents$,
    klines$: windowEvents$.pipe(concatMap(({ change }) => (change.kind === 'closed' ? [change.kline] : []))),
    windows$,
    prices$,
    warmUp$: windowEvents$.pipe(toWarmUpProgress(transport), share()),
    cycles$,
    signals$: cycles$.pipe(concatMap(({ signals }) => signals)),
    health$: defer(() =>
      merge(
        restHealth$,
        klineFeed$.pipe(toConnectionHealth()),
        priceFeed$.pipe(toConnectionHealth()),
        windowEvents$.pipe(toSeriesHealth()),
      ),
    ),
  };
}

function weightedFactors(weights: Config['factors']['weights']): readonly { factor: Factor; weight: number }[] {
  return (Object.keys(weights) as BuiltInFactorName[])
    .map((name) => ({ factor: builtInFactors[name], weight: weights[name] }))
    .filter(({ weight }) => weight > 0);
}
