import { merge, tap, type Observable } from 'rxjs';
import type { Scanner } from '../../app/createScanner.js';
import type { CycleResult } from '../../domain/cycle.js';
import type { FeedEvent } from '../../domain/feed.js';
import type { SeriesKey } from '../../domain/series.js';
import type { Signal } from '../../domain/signal.js';
import type { MarketData, RestBudget } from '../../ports/marketData.js';
import type { WarmUpProgress } from '../../streams/warmUpProgress.js';
import type { WindowBook } from '../../streams/windowBook.js';
import type { WindowEvent } from '../../streams/windows.js';
import { DurationHistogram } from './histogram.js';
import type { AuditReport, RunReport } from './report.js';

export interface RunRecorderOptions {
  readonly version: string;
  /** Market clock; see `speed`. */
  readonly marketNow: () => number;
  /** Market milliseconds per wall millisecond. */
  readonly speed: number;
}

interface FeedCounts {
  readonly name: string;
  readonly open: Set<number>;
  readonly known: Set<number>;
  frames: number;
  badFrames: number;
  reconnects: number;
  stale: number;
}

const noBudget: RestBudget = {
  calls: 0,
  weight: 0,
  usedWeight: 0,
  limitWeight: 0,
  waiting: 0,
  rateLimited: 0,
  blockedUntilMs: 0,
};

/** Watches a run and says at any moment what it has come to. */
export class RunRecorder {
  readonly #options: RunRecorderOptions;
  readonly #startedAtMs = Date.now();
  readonly #feeds: readonly FeedCounts[] = ['kline', 'price'].map((name) => ({
    name,
    open: new Set(),
    known: new Set(),
    frames: 0,
    badFrames: 0,
    reconnects: 0,
    stale: 0,
  }));
  readonly #newestOpenTimeMs = new Map<SeriesKey, number>();
  readonly #scanDuration = new DurationHistogram();
  readonly #closeToWindow = new DurationHistogram();
  readonly #closeToSignal = new DurationHistogram();
  readonly #klines = { closed: 0, closedLive: 0, duplicates: 0, corrected: 0, gapsDetected: 0, gapsRepaired: 0 };
  #repeatedCloses = 0;
  #budget = noBudget;
  #budgetBeforeWarmUp: RestBudget | undefined;
  #warmUp: RunReport['warmUp'] | undefined;
  #universeCount = 0;
  #scans = { count: 0, restCalls: 0, symbols: 0, symbolsInAll: 0, firstCycle: 0, lastCycle: 0, totalMs: 0 };
  #windowsBytes = 0;
  #signals = 0;
  #book: WindowBook = new Map();

  constructor(options: RunRecorderOptions) {
    this.#options = options;
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
  watch(scanner: Scanner, marketData: MarketData): Observable<unknown> {
    const [kline, price] = this.#feeds as [FeedCounts, FeedCounts];
    return merge(
      marketData.budget$.pipe(tap((budget) => (this.#budget = budget))),
      scanner.windows$.pipe(tap((book) => (this.#book = book))),
      scanner.universe$.pipe(tap((symbols) => (this.#universeCount = symbols.length))),
      scanner.klineFeed$.pipe(tap((event) => countFrame(kline, event))),
      scanner.priceFeed$.pipe(tap((event) => countFrame(price, event))),
      scanner.warmUp$.pipe(tap((progress) => this.#onWarmUp(progress))),
      scanner.windowEvents$.pipe(tap((event) => this.#onWindowEvent(event))),
      scanner.cycles$.pipe(tap((cycle) => this.#onCycle(cycle))),
    );
  }

  report(audit?: AuditReport): RunReport {
    const { count, restCalls, symbols, symbolsInAll, firstCycle, lastCycle, totalMs } = this.#scans;
    const { calls, weight, rateLimited } = this.#budget;
    const { version } = this.#options;
    return {
      version,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      durationMs: Date.now() - this.#startedAtMs,
      universe: { count: this.#universeCount },
      warmUp: this.#warmUp ?? {
        series: 0,
        ready: 0,
        failed: 0,
        restCalls: 0,
        restWeight: 0,
        durationMs: 0,
        isComplete: false,
      },
      feeds: this.#feeds.map(({ name, open, frames, badFrames, reconnects, stale }) => ({
        name,
        sockets: open.size,
        frames,
        badFrames,
        reconnects,
        stale,
      })),
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

  #onWarmUp({ series, ready, failed, elapsedMs, isComplete }: WarmUpProgress): void {
    this.#budgetBeforeWarmUp ??= this.#budget;
    if (this.#warmUp?.isComplete) return;
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

  #onWindowEvent({ series, change }: WindowEvent): void {
    const klines = this.#klines;
    switch (change.kind) {
      case 'closed':
        klines.closed += 1;
        this.#checkOrder(series, change.kline.openTimeMs);
        if (change.source === 'ws') {
          klines.closedLive += 1;
          this.#closeToWindow.record(this.#wallMsSince(change.exchangeTimeMs));
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

  #onCycle({ cycle, scores, signals, durationMs, restCalls, windowsBytes }: CycleResult): void {
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
    for (const signal of signals) this.#onSignal(signal);
  }

  #onSignal({ certificates }: Signal): void {
    this.#signals += 1;
    const newestEventMs = Math.max(...certificates.map(({ lastEventTimeMs }) => lastEventTimeMs));
    if (newestEventMs > 0) this.#closeToSignal.record(this.#wallMsSince(newestEventMs));
  }

  #wallMsSince(marketMs: number): number {
    return Math.max(0, this.#options.marketNow() - marketMs) / this.#options.speed;
  }
}

function countFrame(
  counts: FeedCounts,
  event: FeedEvent<{ readonly kind: 'kline' } | { readonly kind: 'prices' }>,
): void {
  switch (event.kind) {
    case 'opened':
      if (counts.known.has(event.connection)) counts.reconnects += 1;
      counts.known.add(event.connection);
      counts.open.add(event.connection);
      break;
    case 'lost':
      counts.open.delete(event.connection);
      if (event.error.code === 'FEED_STALE') counts.stale += 1;
      break;
    case 'badFrame':
      counts.badFrames += 1;
      counts.frames += 1;
      break;
    default:
      counts.frames += 1;
  }
}

const toMb = (bytes: number): number => Math.round((bytes / 1_048_576) * 10) / 10;
