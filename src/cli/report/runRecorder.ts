import { merge, tap, type Observable } from 'rxjs';
import type { Scanner } from '../../app/createScanner.js';
import type { CycleResult } from '../../domain/cycle.js';
import type { SeriesKey } from '../../domain/series.js';
import type { Signal } from '../../domain/signal.js';
import type { MarketData, RestBudget } from '../../ports/marketData.js';
import type { WarmUpProgress } from '../../streams/warmUpProgress.js';
import type { WindowBook } from '../../streams/windowBook.js';
import type { WindowEvent } from '../../streams/windows.js';
import { FeedCounts } from './feedCounts.js';
import { DurationHistogram } from './histogram.js';
import type { AuditReport, RunReport } from './report.js';

/** The market's clock, and how fast it runs against ours. */
export interface RunClock {
  readonly now: () => number;
  /** Market milliseconds per wall millisecond. */
  readonly speed: number;
}

type Spent = Pick<RestBudget, 'calls' | 'weight' | 'rateLimited'>;

const noBudget: Spent = { calls: 0, weight: 0, rateLimited: 0 };
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
  readonly #newestOpenTimeMs = new Map<SeriesKey, number>();
  readonly #scanDuration = new DurationHistogram();
  readonly #closeToWindow = new DurationHistogram();
  readonly #closeToSignal = new DurationHistogram();
  readonly #klines = { closed: 0, closedLive: 0, duplicates: 0, corrected: 0, gapsDetected: 0, gapsRepaired: 0 };
  #repeatedCloses = 0;
  #budget: Spent = noBudget;
  #budgetBeforeWarmUp: Spent | undefined;
  #warmUp = noWarmUp;
  #universeCount = 0;
  #scans = { count: 0, restCalls: 0, symbols: 0, symbolsInAll: 0, firstCycle: 0, lastCycle: 0, totalMs: 0 };
  #windowsBytes = 0;
  #signals = 0;
  #book: WindowBook = new Map();

  constructor(version: string) {
    this.#version = version;
  }

  /** The windows as they are now. */
  get book(): WindowBook {
    return this.#book;
  }

  /** Closes that came twice or out of order out of a stream that promises each once, in order. */
  get repeatedCloses(): number {
    return this.#repeatedCloses;
  }

  /** Everything this recorder needs of a scanner. Subscribe to it as long as the run lasts. */
  watch(scanner: Scanner, { budget$ }: Pick<MarketData, 'budget$'>, clock: RunClock): Observable<unknown> {
    return merge(
      budget$.pipe(tap((budget) => (this.#budget = budget))),
      scanner.windows$.pipe(tap((book) => (this.#book = book))),
      scanner.universe$.pipe(tap((symbols) => (this.#universeCount = symbols.length))),
      scanner.klineFeed$.pipe(tap((event) => this.#klineFeed.count(event))),
      scanner.priceFeed$.pipe(tap((event) => this.#priceFeed.count(event))),
      scanner.warmUp$.pipe(tap((progress) => this.#onWarmUp(progress))),
      scanner.windowEvents$.pipe(tap((event) => this.#onWindowEvent(event, clock))),
      scanner.cycles$.pipe(tap((cycle) => this.#onCycle(cycle, clock))),
    );
  }

  report(audit?: AuditReport): RunReport {
    const { count, restCalls, symbols, symbolsInAll, firstCycle, lastCycle, totalMs } = this.#scans;
    const { calls, weight, rateLimited } = this.#budget;
    return {
      version: this.#version,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      durationMs: Math.round(performance.now() - this.#startedMs),
      universe: { count: this.#universeCount },
      warmUp: this.#warmUp,
      feeds: [this.#klineFeed.report, this.#priceFeed.report],
      klines: { ...this.#klines },
      scans: {
        count,
        skipped: count === 0 ? 0 : lastCycle - firstCycle + 1 - count,
        symbols,
        symbolsPerSecond: totalMs > 0 ? Math.round((symbolsInAll / totalMs) * 1_000) : 0,
        restCalls,
        durationMs: this.#scanDuration.percentiles,
      },
      signals: { count: this.#signals },
      latencyMs: { closeToWindow: this.#closeToWindow.percentiles, closeToSignal: this.#closeToSignal.percentiles },
      rest: { calls, weight, rateLimited },
      memory: { rssMb: toMb(process.memoryUsage.rss()), windowsMb: toMb(this.#windowsBytes) },
      ...(audit && { audit }),
    };
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
        this.#checkOrder(series, change.kline.openTimeMs);
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
      case 'left':
        this.#newestOpenTimeMs.delete(series);
        break;
      case 'status':
      case 'entered':
        break;
    }
  }

  #checkOrder(series: SeriesKey, openTimeMs: number): void {
    const newest = this.#newestOpenTimeMs.get(series) ?? -Infinity;
    if (openTimeMs <= newest) this.#repeatedCloses += 1;
    else this.#newestOpenTimeMs.set(series, openTimeMs);
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
  #onSignal({ certificates }: Signal, clock: RunClock): void {
    this.#signals += 1;
    const newestEventMs = Math.max(...certificates.map(({ lastEventTimeMs }) => lastEventTimeMs));
    if (newestEventMs > 0) this.#closeToSignal.record(wallMsSince(newestEventMs, clock));
  }
}

const wallMsSince = (marketMs: number, clock: RunClock): number => Math.max(0, clock.now() - marketMs) / clock.speed;

const toMb = (bytes: number): number => Math.round((bytes / 1_048_576) * 10) / 10;
