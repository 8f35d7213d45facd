import {
  asyncScheduler,
  combineLatest,
  concatMap,
  defer,
  finalize,
  identity,
  map,
  NEVER,
  of,
  share,
  shareReplay,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import { noSpot } from '../core/scoring/scanRules.js';
import { ScannerCounter, type ScannerStats } from '../core/statistics/scannerStats.js';
import { isFresh } from '../core/windows/freshness.js';
import type { SeriesSequencer } from '../core/windows/seriesSequencer.js';
import type { CycleResult } from '../domain/cycle.js';
import type { RestHealth } from '../domain/health.js';
import { seriesKey, type SeriesKey } from '../domain/series.js';
import type { AccountData } from '../ports/accountData.js';
import type { RestBudget } from '../ports/marketData.js';
import { accountFeed, accountUpdates, toAccountState } from '../streams/accountFeed.js';
import { klineFeed } from '../streams/klineFeed.js';
import { toLatestKlines } from '../streams/latestKlines.js';
import { latestWindow } from '../streams/latestWindow.js';
import { predictions } from '../streams/predictions.js';
import { marketScan } from '../streams/marketScan.js';
import { priceFeed, toPriceBook } from '../streams/priceFeed.js';
import { toSymbols, universeSelections } from '../streams/universe.js';
import { toWarmUpProgress } from '../streams/warmUpProgress.js';
import { toWindowBook } from '../streams/windowBook.js';
import { windows } from '../streams/windows.js';
import type { Scanner, ScannerDeps } from './scanner.js';
import { scannerHealth } from './scannerHealth.js';
import { scanRules, signalRules } from './scoringRules.js';
import { inputsRead, watchDerivatives } from './watchDerivatives.js';
import { watchRest } from './watchRest.js';
import { watchSpot } from './watchSpot.js';

/** Wires a scanner. Nothing runs until something is subscribed. Throws a `BadInputError` for a factor that makes no sense. */
export function createScanner({
  config,
  marketData,
  factors = [],
  spotData,
  accountData,
  prediction,
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

  const rules = scanRules(config, factors);
  const whenSignals = signalRules(config, factors);
  const wanted = inputsRead(rules);
  const counter = new ScannerCounter();
  const universeSelection$ = universeSelections({
    calls: rest,
    rules: config.universe,
    pinned$,
    refreshPeriodMs: config.universe.refreshPeriodMs,
    backoff,
    random,
    market,
    transport,
  }).pipe(shareReplay({ bufferSize: 1, refCount: true }));
  const universe$ = universeSelection$.pipe(toSymbols(), shareReplay({ bufferSize: 1, refCount: true }));
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
      counter.window(change);
    }),
    finalize(() => sequencers.clear()),
    share(),
  );
  const windows$ = windowEvents$.pipe(toWindowBook());
  const warmUp$ = windowEvents$.pipe(toWarmUpProgress(transport), shareReplay({ bufferSize: 1, refCount: true }));
  const { markPriceFeed$, books } = watchDerivatives({
    ...feedParts,
    wanted,
    marketData,
    rest,
    universe$,
    warmUp$,
    config,
    market,
  });
  const spot =
    spotData && config.spot.enabled && wanted.has('spot')
      ? watchSpot({
          ...feedParts,
          spotData,
          config,
          warmUp$,
          universe$,
          fetchContracts: rest.fetchInstruments,
          speed,
          market,
        })
      : undefined;
  const prices$ = priceFeed$.pipe(toPriceBook());
  const scan = marketScan({
    universe$,
    book$: windows$,
    prices$,
    budget$: spot && spotData ? inAll(marketData.budget$, spotData.budget$) : marketData.budget$,
    books$: combineLatest({ ...books, spot: spot?.book$ ?? of(noSpot) }),
    rules,
    signalRules: whenSignals,
    settings: { windows: config.windows, scan: config.scan, factors: config.factors },
    periodMs: config.scan.periodMs,
    monotonicMs,
    rssBytes,
    market,
  });
  const judged = prediction
    ? predictions({
        ...prediction,
        intervals,
        benchmark: rules.benchmark,
        minScore: whenSignals.leaveScore,
        book$: windows$,
        monotonicMs,
        scheduler: transport,
      })
    : identity<Observable<CycleResult>>;
  const cycles$ = defer(() => {
    counter.begin();
    return scan.cycles$;
  }).pipe(
    judged,
    tap((cycle) => counter.cycle(cycle)),
    share(),
  );
  const stats = (): ScannerStats => counter.stats([...sequencers.values()].map(({ status }) => status));

  return {
    universeSelection$,
    universe$,
    klineFeed$,
    priceFeed$,
    markPriceFeed$,
    spotFeed$: spot?.feed$ ?? NEVER,
    accountFeed$: account?.feed$ ?? NEVER,
    accountUpdates$: account?.updates$ ?? NEVER,
    account$: account?.state$ ?? NEVER,
    windowEvents$,
    klines$: windowEvents$.pipe(concatMap(({ change }) => (change.kind === 'closed' ? [change.kline] : []))),
    latestKlines$: klineFeed$.pipe(toLatestKlines()),
    windows$,
    prices$,
    warmUp$,
    cycles$,
    signals$: cycles$.pipe(concatMap(({ signals }) => signals)),
    signalRecords$: scan.signalRecords$,
    ...scannerHealth({
      klineFeed$,
      priceFeed$,
      markPriceFeed$,
      spot,
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
    stats,
    stats$: cycles$.pipe(map(stats), shareReplay({ bufferSize: 1, refCount: true })),
    latestWindow: latestWindow({
      windowEvents$,
      sequencerOf: (series) => sequencers.get(series),
      series$,
      fetchKlines: rest.fetchKlines,
      size,
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

/** The calls of both markets, as one budget. */
const inAll = (contracts$: Observable<RestBudget>, spot$: Observable<RestBudget>): Observable<RestBudget> =>
  combineLatest([contracts$, spot$]).pipe(
    map(([contracts, { calls }]) => ({ ...contracts, calls: contracts.calls + calls })),
  );
