import {
  asyncScheduler,
  concatMap,
  finalize,
  map,
  NEVER,
  of,
  share,
  shareReplay,
  Subject,
  tap,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { Config } from '../config/schema.js';
import type { Factor } from '../core/factors/factor.js';
import { noBooks } from '../core/scoring/scanRules.js';
import { isFresh } from '../core/windows/freshness.js';
import type { SeriesSequencer } from '../core/windows/seriesSequencer.js';
import type { AccountEvent, AccountState } from '../domain/account.js';
import type { CycleResult } from '../domain/cycle.js';
import type { FeedEvent, KlineEvent, PricesEvent } from '../domain/feed.js';
import type { Health, HealthView, RestHealth } from '../domain/health.js';
import type { InstrumentSymbol, Kline } from '../domain/kline.js';
import { seriesKey, type SeriesKey } from '../domain/series.js';
import type { Signal } from '../domain/signal.js';
import type { AccountData } from '../ports/accountData.js';
import type { ConnectionBudget, MarketData } from '../ports/marketData.js';
import { accountFeed, accountUpdates, toAccountState, type AccountUpdate } from '../streams/accountFeed.js';
import { klineFeed } from '../streams/klineFeed.js';
import { toLatestKlines, type LatestKlines } from '../streams/latestKlines.js';
import { marketScan } from '../streams/marketScan.js';
import { priceFeed, toPriceBook, type PriceBook } from '../streams/priceFeed.js';
import { universe } from '../streams/universe.js';
import { toWarmUpProgress, type WarmUpProgress } from '../streams/warmUpProgress.js';
import { toWindowBook, type WindowBook } from '../streams/windowBook.js';
import { windows, type WindowEvent } from '../streams/windows.js';
import { scannerHealth } from './scannerHealth.js';
import { scanRules, signalRules } from './scoringRules.js';
import { watchRest } from './watchRest.js';

/** The parts of the configuration that a scanner reads. */
export type ScannerConfig = Pick<Config, 'feeds' | 'windows' | 'universe' | 'scan' | 'factors'> & {
  readonly exchange: Pick<Config['exchange'], 'maxTopicsPerConnection'>;
  readonly account: Pick<Config['account'], 'reconcilePeriodMs'>;
};

export interface ScannerDeps {
  readonly config: ScannerConfig;
  readonly marketData: MarketData;
  /** Factors beside the built-in ones, each with its own weight. Default: none. */
  readonly factors?: readonly Factor[];
  /** The account to watch, when there is one. */
  readonly accountData?: AccountData | undefined;
  /** For `health$`; a replay has none. */
  readonly connectionBudget$?: Observable<ConnectionBudget> | undefined;
  /** Symbols that stay in the universe whatever its rules say, as those with an open position. Default: none. */
  readonly pinned$?: Observable<ReadonlySet<InstrumentSymbol>>;
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
  /** Memory of the process, told with every cycle. Default `process.memoryUsage.rss`. */
  readonly rssBytes?: () => number;
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
  /**
   * Everything the account connection says, silent without an account. Fails, as `accountUpdates$` and `account$` do,
   * when the exchange refuses the keys.
   */
  readonly accountFeed$: Observable<FeedEvent<AccountEvent>>;
  /** The account's events, each once, with the state that they lead to; silent without an account. */
  readonly accountUpdates$: Observable<AccountUpdate>;
  /** The account as it is known, the latest replayed; silent without an account. */
  readonly account$: Observable<AccountState>;
  /** What happens to the windows. */
  readonly windowEvents$: Observable<WindowEvent>;
  /** Closed klines of every series: each once, in order, without holes. */
  readonly klines$: Observable<Kline>;
  /** The newest kline of every series, forming ones included if the adapter reads them; else the last closed. */
  readonly latestKlines$: Observable<LatestKlines>;
  /** All windows. */
  readonly windows$: Observable<WindowBook>;
  readonly prices$: Observable<PriceBook>;
  readonly warmUp$: Observable<WarmUpProgress>;
  readonly cycles$: Observable<CycleResult>;
  /** What happens to signals: each is opened, updated when its score has changed, and closed. */
  readonly signals$: Observable<Signal>;
  /** Every change of state at once; the figures of connections and budgets every `feeds.healthPeriodMs` as well. */
  readonly health$: Observable<Health>;
  /** How everything is, every `feeds.healthPeriodMs`. */
  readonly healthNow$: Observable<HealthView>;
  /**
   * Whether the window of a series can be relied on now: it is kept and `ready`, and its next close is at most
   * `maxAgeMs` of exchange time overdue. False while nobody is subscribed to the windows.
   */
  readonly isFresh: (series: SeriesKey, maxAgeMs: number) => boolean;
}

/** Wires a scanner. Nothing runs until something is subscribed. Throws a `BadInputError` for a factor that makes no sense. */
export function createScanner({
  config,
  marketData,
  factors = [],
  accountData,
  connectionBudget$,
  pinned$ = NEVER,
  transport = asyncScheduler,
  market = transport,
  speed = 1,
  random = Math.random,
  monotonicMs = () => performance.now(),
  rssBytes = () => process.memoryUsage.rss(),
}: ScannerDeps): Scanner {
  const { intervals, klines: size, snapshotKlines, closeGraceMs } = config.windows;
  const { klineMaxSilenceMs, priceMaxSilenceMs, accountMaxSilenceMs, firstDatumMs, backoff, rotation } = config.feeds;
  const restHealth$ = new Subject<RestHealth>();
  const rest = watchRest(marketData, restHealth$);
  const feedParts = { firstDatumMs, backoff, rotation, random, scheduler: transport };

  const universe$ = universe({
    calls: rest,
    rules: config.universe,
    pinned$,
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
  const account = accountData && watchAccount(accountData);
  const sequencers = new Map<SeriesKey, SeriesSequencer>();
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
  }).pipe(
    tap(({ series, sequencer, change }) => {
      if (change.kind === 'entered') sequencers.set(series, sequencer);
      else if (change.kind === 'left') sequencers.delete(series);
    }),
    finalize(() => sequencers.clear()),
    share(),
  );
  const windows$ = windowEvents$.pipe(toWindowBook());
  const prices$ = priceFeed$.pipe(toPriceBook());
  const cycles$ = marketScan({
    universe$,
    book$: windows$,
    prices$,
    budget$: marketData.budget$,
    books$: of(noBooks),
    rules: scanRules(config, factors),
    signalRules: signalRules(config, factors),
    periodMs: config.scan.periodMs,
    monotonicMs,
    rssBytes,
    market,
  });

  return {
    universe$,
    klineFeed$,
    priceFeed$,
    accountFeed$: account?.feed$ ?? NEVER,
    accountUpdates$: account?.updates$ ?? NEVER,
    account$: account?.state$ ?? NEVER,
    windowEvents$,
    klines$: windowEvents$.pipe(concatMap(({ change }) => (change.kind === 'closed' ? [change.kline] : []))),
    latestKlines$: klineFeed$.pipe(toLatestKlines()),
    windows$,
    prices$,
    warmUp$: windowEvents$.pipe(toWarmUpProgress(transport), share()),
    cycles$,
    signals$: cycles$.pipe(concatMap(({ signals }) => signals)),
    ...scannerHealth({
      klineFeed$,
      priceFeed$,
      account,
      windowEvents$,
      windows$,
      restHealth$,
      restBudget$: marketData.budget$,
      connectionBudget$,
      periodMs: config.feeds.healthPeriodMs,
      market,
      transport,
    }),
    isFresh: (series, maxAgeMs) => {
      const sequencer = sequencers.get(series);
      return sequencer !== undefined && isFresh(sequencer, { maxAgeMs, exchangeNowMs: market.now() });
    },
  };

  function watchAccount({ events, fetchAccount }: AccountData) {
    const feed$ = accountFeed({ ...feedParts, source: events, maxSilenceMs: accountMaxSilenceMs });
    const { reconcilePeriodMs } = config.account;
    const updates$ = accountUpdates({ feed$, fetchAccount, reconcilePeriodMs, backoff, random, scheduler: transport });
    return { feed$, updates$, state$: updates$.pipe(toAccountState()) };
  }
}
