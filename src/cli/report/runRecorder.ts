import { merge, NEVER, tap, type Observable } from 'rxjs';
import type { Scanner } from '../../app/scanner.js';
import type { CycleResult } from '../../domain/cycle.js';
import type { Signal } from '../../domain/signal.js';
import type { ConnectionBudget, ConnectionGovernorPort, MarketData, RestBudget } from '../../ports/marketData.js';
import { endAtError } from '../../streams/health.js';
import type { AccountUpdate } from '../../streams/accountFeed.js';
import type { WarmUpProgress } from '../../streams/warmUpProgress.js';
import type { WindowBook } from '../../streams/windowBook.js';
import type { WindowEvent } from '../../streams/windows.js';
import { CloseOrder } from './closeOrder.js';
import { FeedCounts } from './feedCounts.js';
import { DurationHistogram } from './histogram.js';
import { RepairTimes } from './repairTimes.js';
import type { AuditReport, RunReport } from './report.js';

/** The market's clock, and how fast it runs against ours. */
export interface RunClock {
  readonly now: () => number;
  /** Market milliseconds per wall millisecond. */
  readonly speed: number;
}

/** The budgets that a run spends from; a replay opens no connections. */
export type RunBudgets = Pick<MarketData, 'budget$'> & Partial<ConnectionGovernorPort>;

type Spent = Pick<RestBudget, 'calls' | 'weight' | 'rateLimited' | 'limitWeight'>;

const noBudget: Spent = { calls: 0, weight: 0, rateLimited: 0, limitWeight: 0 };
const noWarmUp: RunReport['warmUp'] = {
  series: 0,
  ready: 0,
  failed: 0,
  restCalls: 0,
  restWeight: 0,
  durationMs: 0,
  isComplete: false,
};

/** Watches a run and says at any moment what it has come to; before `watch`, that it has come to nothing. */
export class RunRecorder {
  readonly #version: string;
  readonly #startedAtMs = Date.now();
  readonly #startedMs = performance.now();
  readonly #klineFeed = new FeedCounts('kline');
  readonly #priceFeed = new FeedCounts('price');
  /** Of feeds that not every run has: there once they have spoken. */
  readonly #otherFeeds = new Map<string, FeedCounts>();
  readonly #order = new CloseOrder();
  readonly #repairs = new RepairTimes();
  readonly #scanDuration = new DurationHistogram();
  readonly #closeToWindow = new DurationHistogram();
  readonly #closeToSignal = new DurationHistogram();
  readonly #klines = { closed: 0, closedLive: 0, duplicates: 0, corrected: 0, gapsDetected: 0, gapsRepaired: 0 };
  #connections: RunReport['connections'] = { tried: 0, peakInWindow: 0, limit: 0 };
  #account: RunReport['account'];
  #peakWeight = 0;
  #budget: Spent = noBudget;
  #budgetBeforeWarmUp: Spent | undefined;
  #warmUp = noWarmUp;
  #universeCount = 0;
  #scans = { count: 0, restCalls: 0, symbols: 0, symbolsInAll: 0, firstCycle: 0, lastCycle: 0, totalMs: 0 };
  #windowsBytes = 0;
  #signals = 0;
  #book: WindowBook = new Map();
  readonly #included: (() => Partial<RunReport>)[] = [];

  constructor(version: string) {
    this.#version = version;
  }

  /** The windows as they are now. */
  get book(): WindowBook {
    return this.#book;
  }

  /** Closes that came twice or out of order out of a stream that promises each once, in order. */
  get repeatedCloses(): number {
    const { double, outOfOrder } = this.#order.counts;
    return double + outOfOrder;
  }

  /** Adds what somebody else counts: `section` is asked for each report. */
  include(section: () => Partial<RunReport>): void {
    this.#included.push(section);
  }

  /** Everything this recorder needs of a scanner. Subscribe to it as long as the run lasts. */
  watch(scanner: Scanner, { budget$, connectionBudget$ = NEVER }: RunBudgets, clock: RunClock): Observable<unknown> {
    return merge(
      budget$.pipe(tap((budget) => this.#onBudget(budget))),
      connectionBudget$.pipe(tap((budget) => this.#onConnectionBudget(budget))),
      scanner.windows$.pipe(tap((book) => (this.#book = book))),
      scanner.universe$.pipe(tap((symbols) => (this.#universeCount = symbols.length))),
      scanner.klineFeed$.pipe(tap((event) => this.#klineFeed.count(event))),
      scanner.priceFeed$.pipe(tap((event) => this.#priceFeed.count(event))),
      scanner.markPriceFeed$.pipe(tap((event) => this.#feed('markPrice').count(event))),
      // What ends these two is told by `health$`, and ends nothing else.
      scanner.spotFeed$.pipe(
        endAtError(),
        tap((event) => this.#feed('spotKline').count(event)),
      ),
      scanner.accountFeed$.pipe(
        endAtError(),
        tap((event) => this.#feed('account').count(event)),
      ),
      scanner.accountUpdates$.pipe(
        endAtError(),
        tap((update) => this.#onAccount(update)),
      ),
      scanner.warmUp$.pipe(tap((progress) => this.#onWarmUp(progress))),
      scanner.windowEvents$.pipe(tap((event) => this.#onWindowEvent(event, clock))),
      scanner.cycles$.pipe(tap((cycle) => this.#onCycle(cycle, clock))),
    );
  }

  report(audit?: AuditReport): RunReport {
    const { count, restCalls, symbols, symbolsInAll, firstCycle, lastCycle, totalMs } = this.#scans;
    const { calls, weight, rateLimited, limitWeight } = this.#budget;
    const memory = process.memoryUsage();
    return {
      version: this.#version,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      durationMs: Math.round(performance.now() - this.#startedMs),
      universe: { count: this.#universeCount },
      warmUp: this.#warmUp,
      feeds: [this.#klineFeed, this.#priceFeed, ...this.#otherFeeds.values()].map((feed) => feed.report),
      connections: this.#connections,
      ...(this.#account && { account: this.#account }),
      klines: {
        ...this.#klines,
        ...this.#order.counts,
        suspect: this.#repairs.suspect,
        repairMs: this.#repairs.percentiles,
      },
      scans: {
        count,
        skipped: count === 0 ? 0 : lastCycle - firstCycle + 1 - count,
        symbols,
        symbolsPerSecond: totalMs > 0 ? Math.round((symbolsInAll / totalMs) * 1_000) : 0,
        restCalls,
        durationMs: this.#scanDuration.percentiles,
      },
      signals: { count: this.#signals },
      notifications: [],
      latencyMs: { closeToWindow: this.#closeToWindow.percentiles, closeToSignal: this.#closeToSignal.percentiles },
      rest: { calls, weight, rateLimited, peakWeight: this.#peakWeight, limitWeight },
      memory: { rssMb: toMb(memory.rss), heapMb: toMb(memory.heapUsed), windowsMb: toMb(this.#windowsBytes) },
      ...(Object.assign({}, ...this.#included.map((section) => section())) as Partial<RunReport>),
      ...(audit && { audit }),
    };
  }

  #feed(name: string): FeedCounts {
    const known = this.#otherFeeds.get(name);
    if (known) return known;
    const counts = new FeedCounts(name);
    this.#otherFeeds.set(name, counts);
    return counts;
  }

  #onAccount({ kind, state }: AccountUpdate): void {
    const { events, readings } = this.#account ?? { events: 0, readings: 0 };
    this.#account = {
      events: kind === 'event' ? events + 1 : events,
      readings: kind === 'reconciled' ? readings + 1 : readings,
      isReady: state.status === 'ready',
    };
  }

  #onBudget(budget: RestBudget): void {
    this.#budget = budget;
    this.#peakWeight = Math.max(this.#peakWeight, budget.usedWeight);
  }

  #onConnectionBudget({ opened, inWindow, limit }: ConnectionBudget): void {
    const peakInWindow = Math.max(this.#connections.peakInWindow, inWindow);
    this.#connections = { tried: opened, peakInWindow, limit };
  }

  /** What the warm-up cost is final once it is complete; symbols that join later are not part of it. */
  #onWarmUp({ series, ready, failed, elapsedMs, isComplete }: WarmUpProgress): void {
    this.#budgetBeforeWarmUp ??= this.#budget;
    if (this.#warmUp.isComplete) return;
    this.#warmUp = {
      series,
      ready,
      failed,
      restCalls: this.#budget.calls - this.#budgetBeforeWarmUp.calls,
      restWeight: this.#budget.weight - this.#budgetBeforeWarmUp.weight,
      durationMs: elapsedMs,
      isComplete,
    };
  }

  #onWindowEvent({ series, change }: WindowEvent, clock: RunClock): void {
    const klines = this.#klines;
    switch (change.kind) {
      case 'closed':
        klines.closed += 1;
        this.#order.closed(series, change.kline.openTimeMs);
        if (change.source === 'ws') {
          klines.closedLive += 1;
          this.#closeToWindow.record(wallMsSince(change.exchangeTimeMs, clock));
        }
        break;
      case 'duplicate':
        klines.duplicates += 1;
        break;
      case 'corrected':
        klines.corrected += 1;
        break;
      case 'gap':
        klines.gapsDetected += 1;
        break;
      case 'repaired':
        klines.gapsRepaired += 1;
        break;
      case 'restarted':
        this.#order.restarted(series);
        break;
      case 'left':
        this.#order.left(series);
        this.#repairs.left(series);
        break;
      case 'status':
        this.#repairs.status(series, change.status, performance.now());
        break;
      case 'entered':
        break;
    }
  }

  #onCycle({ cycle, scores, signals, durationMs, restCalls, windowsBytes }: CycleResult, clock: RunClock): void {
    const scans = this.#scans;
    if (scans.count === 0) scans.firstCycle = cycle;
    scans.lastCycle = cycle;
    scans.count += 1;
    scans.symbols = scores.length;
    scans.symbolsInAll += scores.length;
    scans.restCalls += restCalls;
    scans.totalMs += durationMs;
    this.#windowsBytes = windowsBytes;
    this.#scanDuration.record(durationMs);
    for (const signal of signals) this.#onSignal(signal, clock);
  }

  /** A signal whose windows hold nothing but REST rows has no latency: nobody was told when they closed. */
  #onSignal({ kind, certificates }: Signal, clock: RunClock): void {
    if (kind !== 'opened') return;
    this.#signals += 1;
    const newestEventMs = Math.max(...certificates.map(({ lastEventTimeMs }) => lastEventTimeMs));
    if (newestEventMs > 0) this.#closeToSignal.record(wallMsSince(newestEventMs, clock));
  }
}

const wallMsSince = (marketMs: number, clock: RunClock): number => Math.max(0, clock.now() - marketMs) / clock.speed;

const toMb = (bytes: number): number => Math.round((bytes / 1_048_576) * 10) / 10;
