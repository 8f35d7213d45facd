import { asyncScheduler, filter, merge, Subject, takeUntil, tap, type Observable } from 'rxjs';
import { binanceExchange, type BinanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import { createScanner } from '../../src/app/createScanner.js';
import type { Scanner, ScannerConfig } from '../../src/app/scanner.js';
import { MarketScheduler, type ClockSample } from '../../src/app/marketScheduler.js';
import {
  allPrices,
  type ConnectionLost,
  type ConnectionOpened,
  type FeedEvent,
  type KlineEvent,
  type PricesEvent,
} from '../../src/domain/feed.js';
import type { RestHealth } from '../../src/domain/health.js';
import type { Kline } from '../../src/domain/kline.js';
import type { SeriesKey } from '../../src/domain/series.js';
import type { ConnectionBudget, RestBudget } from '../../src/ports/marketData.js';
import {
  startSimulator,
  syntheticMarket,
  type FaultKind,
  type FaultRecord,
  type FaultSpec,
  type Simulator,
} from '../../src/simulator/index.js';
import type { Market } from '../../src/simulator/market.js';
import type { WarmUpProgress } from '../../src/streams/warmUpProgress.js';
import type { WindowBook } from '../../src/streams/windowBook.js';
import type { WindowEvent } from '../../src/streams/windows.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';
import { auditWindows, type WindowAudit } from './audit.js';
import { CloseOrder } from './closeOrder.js';
import { marketSlice } from './marketSlice.js';
import { klinesOnly, scannerConfig } from './scannerConfig.js';

export interface HostileSetting {
  /** Market milliseconds per wall millisecond; by default a market minute passes in a tenth of a second. */
  readonly speed?: number;
  /** How far into a market minute the exchange starts; default 0. */
  readonly startsAtMs?: number;
  readonly adapter?: Partial<BinanceOptions>;
  readonly feeds?: Partial<ScannerConfig['feeds']>;
  readonly windows?: Partial<ScannerConfig['windows']>;
  /** In force when the scanner reads the exchange's clock. */
  readonly fromTheStart?: readonly FaultSpec[];
  /** Injected when the clock has been read, before the scanner asks for anything else. */
  readonly beforeWarmUp?: readonly FaultSpec[];
}

type ConnectionEvent = ConnectionLost | ConnectionOpened;
type Change = WindowEvent['change'];

const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const midnightMs = Date.UTC(2026, 1, 1);
const marketFrom = (startMs: number): Market => marketSlice(syntheticMarket({ seed: 1, startMs }), symbols);
const market = marketFrom(midnightMs);
const klines = 30;
const neverMs = 1_000_000_000;

const defaultFeeds: Partial<ScannerConfig['feeds']> = {
  klineMaxSilenceMs: 10_000,
  priceMaxSilenceMs: 30_000,
  firstDatumMs: 30_000,
  backoff: { baseMs: 20, capMs: 100, resetAfterMs: 300 },
  rotation: { lifetimeMs: neverMs, minuteOfHour: null, staggerMs: 0, overlapMs: 100 },
};

/** A scanner of three symbols at work against a hostile simulator in the same process, over real sockets. */
export class HostileScan {
  readonly simulator: Simulator;
  readonly exchange: BinanceExchange;
  readonly scanner: Scanner;
  readonly market: MarketScheduler;
  readonly closes = new CloseOrder();
  /** What happened to the windows, in order; not the rows that filled them. */
  readonly changes: { readonly series: SeriesKey; readonly change: Change }[] = [];
  readonly connectionEvents: ConnectionEvent[] = [];
  readonly rest: RestHealth[] = [];
  /** Reasons of the frames that could not be read, and of the control frames that were refused. */
  readonly badFrames: string[] = [];
  readonly refusals: string[] = [];
  /** Requests that left although the exchange had said when the next may. */
  readonly sentWhileBlocked: string[] = [];
  /** Series that were subscribed and did not speak, each time they are told. */
  readonly silent: string[] = [];
  book: WindowBook = new Map();
  budget: RestBudget | undefined;
  /** Where in `changes` the first fault was injected. */
  #firstFaultAt: number | undefined;
  readonly #liveCloses = new Map<SeriesKey, number>();
  #connections: ConnectionBudget | undefined;
  #warmUp: WarmUpProgress | undefined;
  readonly #transportNow: () => number;
  readonly #changed$ = new Subject<unknown>();
  readonly #ended$ = new Subject<void>();

  private constructor(
    parts: Pick<HostileScan, 'simulator' | 'exchange' | 'market'>,
    { feeds, windows, adapter }: HostileSetting,
  ) {
    this.#transportNow = () => (adapter?.scheduler ?? asyncScheduler).now();
    this.simulator = parts.simulator;
    this.exchange = parts.exchange;
    this.market = parts.market;
    const config = scannerConfig({
      universe: { minQuoteVolume24h: 0, refreshPeriodMs: neverMs },
      windows: { klines, snapshotKlines: klines + 10, intervals: ['1m'], closeGraceMs: 300, ...windows },
      feeds: { ...defaultFeeds, ...feeds },
      // What else goes wrong at the same time is the subject of other tests.
      factors: klinesOnly,
    });
    const { market, exchange } = parts;
    this.scanner = createScanner({ config, marketData: exchange.marketData, market, speed: market.speed });
  }

  /** Starts an exchange, reads its clock as the daemon does, and lets the scanner loose on it. */
  static async start(setting: HostileSetting = {}): Promise<HostileScan> {
    const { speed = 600, fromTheStart = [], beforeWarmUp = [], adapter } = setting;
    const { startsAtMs = 0 } = setting;
    const simulator = await startSimulator({
      market: startsAtMs === 0 ? market : marketFrom(midnightMs + startsAtMs),
      speed,
      faults: fromTheStart,
    });
    let exchangeNow = (): number => 0;
    const exchange = binanceExchange({
      restUrl: simulator.url,
      streamUrl: simulator.streamUrl,
      marketNow: () => exchangeNow(),
      maxRetries: 0,
      retryBaseMs: 5,
      retryCapMs: 20,
      connectSpacingMs: 0,
      closeTimeoutMs: 100,
      ...adapter,
    });
    const scheduler = new MarketScheduler({ speed, sample: await readClock(exchange) });
    exchangeNow = () => scheduler.now();
    const scan = new HostileScan({ simulator, exchange, market: scheduler }, setting);
    for (const fault of beforeWarmUp) scan.inject(fault);
    scan.#watch().pipe(takeUntil(scan.#ended$)).subscribe(scan.#changed$);
    return scan;
  }

  /** Resolves as soon as it holds; looks whenever something has happened. Rejects when the scanner fails. */
  async until(holds: () => boolean): Promise<void> {
    if (!holds()) await nextOf(this.#changed$.pipe(filter(holds)));
  }

  inject(fault: FaultSpec): void {
    this.#firstFaultAt ??= this.changes.length;
    this.simulator.inject(fault);
  }

  /** Takes the exchange's time anew, as the daemon does now and then. */
  async syncClock(): Promise<void> {
    this.market.sync([await readClock(this.exchange)]);
  }

  /** Every window is warm, and every series has had that many closes from a socket since now. */
  async liveCloses(count: number): Promise<void> {
    const before = new Map(this.#liveCloses);
    const since = (series: SeriesKey): number => (this.#liveCloses.get(series) ?? 0) - (before.get(series) ?? 0);
    await this.until(
      () =>
        this.#warmUp?.isComplete === true &&
        this.book.size === symbols.length &&
        [...this.book.values()].every(({ series, status }) => status === 'ready' && since(series) >= count),
    );
  }

  /** What the exchange knows of the faults of a kind. */
  faults(kind: FaultKind): readonly FaultRecord[] {
    return this.simulator.faults().filter((fault) => fault.kind === kind);
  }

  hits(kind: FaultKind): number {
    return this.faults(kind).reduce((sum, { hits }) => sum + hits, 0);
  }

  isOver(kind: FaultKind): boolean {
    return this.faults(kind).every(({ endedAtMs }) => endedAtMs !== undefined);
  }

  lost(feed: 'kline' | 'price'): readonly ConnectionLost[] {
    return this.connectionEvents.filter(
      (event): event is ConnectionLost => event.kind === 'lost' && event.feed === feed,
    );
  }

  opened(feed: 'kline' | 'price'): number {
    return this.connectionEvents.filter((event) => event.kind === 'opened' && event.feed === feed).length;
  }

  /** Connections that took over from another, as planned. */
  replaced(feed: 'kline' | 'price'): number {
    return this.connectionEvents.filter(
      (event) => event.kind === 'opened' && event.feed === feed && event.replaces !== undefined,
    ).length;
  }

  /** How many connections were opened, or tried, by the governor's count. */
  get connects(): number {
    return this.#connections?.opened ?? 0;
  }

  /** Changes of a kind since the first fault was injected. A close may fall between a snapshot and its subscription before. */
  changesOf(kind: Change['kind'], series?: string): readonly Change[] {
    return this.changes
      .slice(this.#firstFaultAt)
      .filter((each) => each.change.kind === kind && (series === undefined || each.series === series))
      .map(({ change }) => change);
  }

  /** The windows against the truth of the exchange. */
  audit(): WindowAudit {
    return auditWindows(this.book, this.simulator.truth, { size: klines, closedByMs: 0 });
  }

  /** One sentence for each close that was told otherwise than it was; a correction by the exchange excuses it. */
  untrueCloses(): readonly string[] {
    const corrected = new Set(this.#told('corrected').map(({ series, kline }) => `${series} ${kline.openTimeMs}`));
    return this.#told('closed').flatMap(({ series, kline }) => {
      const { symbol, interval, openTimeMs } = kline;
      const [truth] = this.simulator.truth(symbol, interval, openTimeMs, openTimeMs);
      if (!truth) return [`${series} ${openTimeMs} was told, and had not closed`];
      const isTrue = truth.close === kline.close && truth.baseVolume === kline.baseVolume;
      const isExcused = this.hits('correctedFinal') > 0 && corrected.has(`${series} ${openTimeMs}`);
      return isTrue || isExcused
        ? []
        : [`${series} ${openTimeMs}: volume ${kline.baseVolume}, was ${truth.baseVolume}`];
    });
  }

  #told(kind: 'closed' | 'corrected'): readonly { readonly series: SeriesKey; readonly kline: Kline }[] {
    return this.changes.flatMap(({ series, change }) =>
      change.kind === kind && 'kline' in change ? [{ series, kline: change.kline }] : [],
    );
  }

  async stop(): Promise<void> {
    this.#ended$.next();
    await this.exchange.close();
    await this.simulator.stop();
  }

  #watch(): Observable<unknown> {
    const { scanner, exchange } = this;
    return merge(
      exchange.marketData.budget$.pipe(tap((budget) => this.#noteBudget(budget))),
      exchange.connectionBudget$.pipe(tap((budget) => (this.#connections = budget))),
      scanner.health$.pipe(tap((health) => health.kind === 'rest' && this.rest.push(health))),
      scanner.klineFeed$.pipe(tap((event) => this.#note(event))),
      scanner.priceFeed$.pipe(tap((event) => this.#note(event))),
      scanner.windows$.pipe(tap((book) => (this.book = book))),
      scanner.klines$.pipe(tap((kline) => this.closes.add(kline))),
      scanner.warmUp$.pipe(tap((progress) => (this.#warmUp = progress))),
      scanner.windowEvents$.pipe(
        tap(({ series, change }) => {
          this.changes.push({ series, change });
          if (change.kind !== 'closed' || change.source !== 'ws') return;
          this.#liveCloses.set(series, (this.#liveCloses.get(series) ?? 0) + 1);
        }),
      ),
    );
  }

  #noteBudget(budget: RestBudget): void {
    const { blockedUntilMs, calls } = this.budget ?? { blockedUntilMs: 0, calls: 0 };
    const earlyMs = blockedUntilMs - this.#transportNow();
    if (budget.calls > calls && earlyMs > 0) this.sentWhileBlocked.push(`${earlyMs} ms too early`);
    this.budget = budget;
  }

  #note(event: FeedEvent<KlineEvent | PricesEvent>): void {
    switch (event.kind) {
      case 'lost':
      case 'opened':
        this.connectionEvents.push(event);
        break;
      case 'badFrame':
        this.badFrames.push(event.reason);
        break;
      case 'refused':
        this.refusals.push(event.reason);
        break;
      case 'silent':
        this.silent.push(...[...event.topics].filter((topic) => topic !== allPrices));
        break;
    }
  }
}

async function readClock({ marketData }: BinanceExchange): Promise<ClockSample> {
  const { serverTimeMs } = await valueOf(marketData.fetchServerTime());
  // Not the adapter's own instant, whose clock may run faster in a test; a later one is an estimate that is behind.
  return { exchangeTimeMs: serverTimeMs, receivedAtMs: asyncScheduler.now() };
}
