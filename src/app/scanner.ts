import type { Observable, SchedulerLike } from 'rxjs';
import type { Config } from '../config/schema.js';
import type { Factor } from '../core/factors/factor.js';
import type { ScannerStats } from '../core/statistics/scannerStats.js';
import type { UniverseSelection } from '../core/universe/selection.js';
import type { AccountEvent, AccountState } from '../domain/account.js';
import type { CycleResult } from '../domain/cycle.js';
import type { MarkPricesEvent } from '../domain/derivatives.js';
import type { FeedEvent, KlineEvent, PricesEvent } from '../domain/feed.js';
import type { Health, HealthView } from '../domain/health.js';
import type { InstrumentSymbol, Kline } from '../domain/kline.js';
import type { SeriesKey } from '../domain/series.js';
import type { Signal } from '../domain/signal.js';
import type { SignalRecord } from '../domain/signalRecord.js';
import type { AccountData } from '../ports/accountData.js';
import type { ConnectionBudget, MarketData } from '../ports/marketData.js';
import type { Predictor } from '../ports/predictor.js';
import type { SpotData } from '../ports/spotData.js';
import type { AccountUpdate } from '../streams/accountFeed.js';
import type { LatestKlines } from '../streams/latestKlines.js';
import type { LatestWindow, LatestWindowOptions } from '../streams/latestWindow.js';
import type { PriceBook } from '../streams/priceFeed.js';
import type { WarmUpProgress } from '../streams/warmUpProgress.js';
import type { WindowBook } from '../streams/windowBook.js';
import type { WindowEvent } from '../streams/windows.js';

/** The parts of the configuration that a scanner reads. */
export type ScannerConfig = Pick<
  Config,
  'feeds' | 'windows' | 'derivatives' | 'spot' | 'universe' | 'scan' | 'factors'
> & {
  readonly exchange: Pick<Config['exchange'], 'maxTopicsPerConnection'>;
  readonly account: Pick<Config['account'], 'reconcilePeriodMs'>;
};

/** Who is asked how likely signals are to end well. */
export interface ScannerPrediction extends Pick<Config['prediction'], 'minProbability' | 'timeoutMs'> {
  readonly predictor: Predictor;
}

export interface ScannerDeps {
  readonly config: ScannerConfig;
  readonly marketData: MarketData;
  /** Factors beside the built-in ones, each with its own weight. Default: none. */
  readonly factors?: readonly Factor[];
  /** The spot market beside the contracts, when there is one. */
  readonly spotData?: SpotData | undefined;
  /** The account to watch, when there is one. */
  readonly accountData?: AccountData | undefined;
  /** Without: signals open by their score alone. */
  readonly prediction?: ScannerPrediction | undefined;
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
  /** What is scanned and why, and what is not and why not; each time that is looked at. */
  readonly universeSelection$: Observable<UniverseSelection>;
  /** The symbols scanned, most liquid first. */
  readonly universe$: Observable<readonly InstrumentSymbol[]>;
  /** Everything the kline connections say. */
  readonly klineFeed$: Observable<FeedEvent<KlineEvent>>;
  /** Everything the price connection says. */
  readonly priceFeed$: Observable<FeedEvent<PricesEvent>>;
  /** Everything the mark price connection says; silent when no factor reads mark prices. */
  readonly markPriceFeed$: Observable<FeedEvent<MarkPricesEvent>>;
  /** Everything the spot market's connections say, silent without one. Fails for what cannot heal, which ends nothing else. */
  readonly spotFeed$: Observable<FeedEvent<KlineEvent>>;
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
  /** With a predictor each is told when that has answered, in their order; the scan's own time stays its own. */
  readonly cycles$: Observable<CycleResult>;
  /** What happens to signals: each is opened, updated when its score has changed, and closed. */
  readonly signals$: Observable<Signal>;
  /**
   * All that each signal which is opened rests on, copied out of the windows as long as somebody subscribes: `explainSignal`
   * computes it again.
   */
  readonly signalRecords$: Observable<SignalRecord>;
  /** Every change of state at once; the figures of connections and budgets every `feeds.healthPeriodMs` as well. */
  readonly health$: Observable<Health>;
  /** How everything is, every `feeds.healthPeriodMs`. */
  readonly healthNow$: Observable<HealthView>;
  /** What the scanner has come to, after every cycle; the latest replayed. */
  readonly stats$: Observable<ScannerStats>;
  /** The same, now. Counts from the creation of the scanner on, while anybody is subscribed to what is counted. */
  readonly stats: () => ScannerStats;
  /**
   * The window of one series: from memory when it is ready, else as soon as it is. After `waitMs` it is fetched over REST
   * within the budget, with a warning; but never while its warm-up is under way. Emits once. Subscribing to it starts what
   * it needs: keep the scanner running to keep windows warm.
   */
  readonly latestWindow: (series: SeriesKey, options?: LatestWindowOptions) => Observable<LatestWindow>;
  /**
   * Whether the window of a series can be relied on now: it is kept and `ready`, and its next close is at most
   * `maxAgeMs` of exchange time overdue. False while nobody is subscribed to the windows.
   */
  readonly isFresh: (series: SeriesKey, maxAgeMs: number) => boolean;
}
