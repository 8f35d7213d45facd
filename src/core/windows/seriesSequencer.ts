import type { ScannerError } from '../../domain/errors.js';
import { intervalMs, openTimeAt, type Kline } from '../../domain/kline.js';
import type { SeriesKey } from '../../domain/series.js';
import type { OpenTimeRange, SeriesStatus, WindowChange } from '../../domain/window.js';
import { FinalTimes } from './finalTimes.js';
import { KlineWindow } from './klineWindow.js';

/** What can happen to a series. */
export type SeriesEvent =
  /** A closed kline from the live stream. */
  | { readonly kind: 'close'; readonly kline: Kline; readonly exchangeTimeMs: number }
  /** Closed klines from REST, ascending. */
  | { readonly kind: 'rows'; readonly klines: readonly Kline[] }
  /** By the exchange's clock it is at least `exchangeNowMs`: everything that closed before is due. After a reconnect without a pause. */
  | { readonly kind: 'due'; readonly exchangeNowMs: number; readonly isAfterReconnect?: boolean }
  | { readonly kind: 'fetchFailed'; readonly error: ScannerError };

/** Klines to be fetched: a stretch, or the whole window anew. */
export type FetchWanted = OpenTimeRange | 'snapshot';

/** What one event led to. */
export interface SequencerStep {
  readonly changes: readonly WindowChange[];
  readonly fetch: FetchWanted | undefined;
}

type PendingKline = Omit<Extract<WindowChange, { kind: 'closed' }>, 'kind'>;

/**
 * Answers without a kline for a hole before the window gives the hole up and begins anew behind it: with the pauses
 * between them long enough for a REST cache to have gone by. Failures do not count.
 */
const maxEmptyAnswers = 5;
/** After `n` vain fetches the next is made 2^n due events later, at most this many. */
const maxDueEventsBetweenFetches = 64;

/**
 * Puts the closed klines of one series in order: whatever the mix of live closes, REST rows, duplicates, reordering and
 * loss, the window gets every kline once, in order, without holes, or says that it is `suspect` and what must be fetched.
 *
 * Klines that are ahead of the next expected one wait in `pending`, at most a window's length. A final from the stream
 * outranks a REST row. Holds the window and the pending klines; knows neither clock nor network: time comes in as `due`
 * events, fetching goes out as `SequencerStep.fetch`, at most one at a time.
 */
export class SeriesSequencer {
  readonly series: SeriesKey;
  readonly window: KlineWindow;
  readonly #intervalMs: number;
  readonly #pending = new Map<number, PendingKline>();
  readonly #finalTimes = new FinalTimes();
  #status: SeriesStatus = 'warming';
  #cause: ScannerError | undefined;
  #hasRows = false;
  /** The window was given up because a hole was longer than it, and its rows are being fetched anew. */
  #isRefetching = false;
  /** Open time of the newest kline known to be due; -Infinity when nothing is overdue. */
  #overdueToMs = -Infinity;
  /** Open time of the newest kline that was ever appended: a window that begins anew begins behind it. */
  #toldToMs = -Infinity;
  #gapReportedFromMs = Number.NaN;
  #fetching: FetchWanted | undefined = 'snapshot';
  #vainFetches = 0;
  #emptyAnswers = 0;
  #dueEventsToWait = 0;
  #changes: WindowChange[] = [];

  constructor({ series, size }: { readonly series: SeriesKey; readonly size: number }) {
    this.series = series;
    this.window = new KlineWindow({ series, size });
    this.#intervalMs = intervalMs(this.window.interval);
  }

  get status(): SeriesStatus {
    return this.#status;
  }

  /** Why the series is `dead`. */
  get cause(): ScannerError | undefined {
    return this.#cause;
  }

  /** Close time of the next kline expected; NaN while the window is empty. */
  get nextCloseTimeMs(): number {
    return this.window.lastOpenTimeMs + 2 * this.#intervalMs - 1;
  }

  apply(event: SeriesEvent): SequencerStep {
    this.#changes = [];
    switch (event.kind) {
      case 'close':
        this.window.touch(event.exchangeTimeMs);
        if (!this.#finalTimes.isOutdated(event))
          this.#take({ kline: event.kline, source: 'ws', exchangeTimeMs: event.exchangeTimeMs });
        else this.#changes.push({ kind: 'duplicate', openTimeMs: event.kline.openTimeMs });
        break;
      case 'rows':
        this.#takeRows(event.klines);
        break;
      case 'due':
        if (event.isAfterReconnect) this.#dueEventsToWait = 0;
        this.#noteDue(event.exchangeNowMs);
        break;
      case 'fetchFailed':
        this.#noteFailure(event.error);
        break;
    }
    if (this.#hasRows) this.#drain();
    this.#settleStatus();
    const fetch = this.#nextFetch();
    const changes = this.#changes;
    // Not kept until the next event: after a warm-up that is every kline of the window once more, as an object.
    this.#changes = [];
    return { changes, fetch };
  }

  get #nextOpenTimeMs(): number {
    return this.window.lastOpenTimeMs + this.#intervalMs;
  }

  #take(arrival: PendingKline): void {
    const { kline, source } = arrival;
    if (this.window.count === 0 && kline.openTimeMs <= this.#toldToMs) {
      if (source === 'ws') this.#changes.push({ kind: 'duplicate', openTimeMs: kline.openTimeMs });
      return;
    }
    if (this.#isNext(kline.openTimeMs) && !this.#pending.has(kline.openTimeMs)) {
      this.#append(arrival);
      return;
    }
    if (this.window.count === 0 || kline.openTimeMs >= this.#nextOpenTimeMs) {
      this.#hold(arrival);
      return;
    }
    this.#takeAgain(arrival);
  }

  /** A kline the window holds, or has forgotten. A final that repeats a REST row confirms it. */
  #takeAgain({ kline, source }: PendingKline): void {
    const heldFrom = this.window.sourceAt(this.window.indexOf(kline.openTimeMs));
    if (source === 'rest' && heldFrom === 'ws') return;
    const isSame = heldFrom !== undefined && this.window.holdsSame(kline);
    if (heldFrom === undefined || (isSame && heldFrom === 'ws')) {
      if (source === 'ws') this.#changes.push({ kind: 'duplicate', openTimeMs: kline.openTimeMs });
      return;
    }
    if (isSame && heldFrom === source) return;
    this.window.replace(kline, source);
    if (!isSame) this.#changes.push({ kind: 'corrected', kline });
  }

  #hold(arrival: PendingKline): void {
    const { openTimeMs } = arrival.kline;
    const held = this.#pending.get(openTimeMs);
    if (held?.source === 'ws' && arrival.source === 'ws') this.#changes.push({ kind: 'duplicate', openTimeMs });
    if (held?.source === 'ws' && arrival.source === 'rest') return;
    this.#pending.set(openTimeMs, arrival);
    if (this.#pending.size > this.window.size + 1) this.#pending.delete(this.#firstPendingOpenTimeMs());
  }

  /** An empty window may begin anywhere, but not after a kline that already waits. */
  #isNext(openTimeMs: number): boolean {
    if (this.window.count > 0) return openTimeMs === this.#nextOpenTimeMs;
    return this.#hasRows && (this.#pending.size === 0 || openTimeMs <= this.#firstPendingOpenTimeMs());
  }

  #takeRows(klines: readonly Kline[]): void {
    const asked = this.#fetching;
    const nextBefore = this.#nextOpenTimeMs;
    const rows = this.window.count === 0 ? klines.slice(-this.window.size) : klines;
    this.#fetching = undefined;
    if (this.#isRefetching && this.#leavesTheHole(rows)) {
      this.#noteVainFetch();
      this.#emptyAnswers += 1;
      if (this.#emptyAnswers < maxEmptyAnswers) return;
    }
    this.#isRefetching = false;
    this.#hasRows = true;
    for (const kline of rows) this.#take({ kline, source: 'rest', exchangeTimeMs: 0 });
    this.#drain();
    const isAboutThisHole = asked === 'snapshot' || asked?.fromMs === this.#nextOpenTimeMs;
    const isVain = isAboutThisHole && this.#isBehind() && Object.is(this.#nextOpenTimeMs, nextBefore);
    if (!isVain) {
      this.#forgetVainFetches();
      return;
    }
    this.#noteVainFetch();
    this.#emptyAnswers += 1;
    if (this.#emptyAnswers >= maxEmptyAnswers && this.#pending.size > 0) this.#restartBehindHole();
  }

  /** A refetched snapshot that ends a window's length or more before the first kline that waits: REST is behind. */
  #leavesTheHole(rows: readonly Kline[]): boolean {
    if (this.#pending.size === 0) return false;
    const fromMs = (rows.at(-1)?.openTimeMs ?? -Infinity) + this.#intervalMs;
    return this.#isLongerThanWindow({ fromMs, toMs: this.#firstPendingOpenTimeMs() - this.#intervalMs });
  }

  #isLongerThanWindow({ fromMs, toMs }: OpenTimeRange): boolean {
    return toMs - fromMs >= this.window.size * this.#intervalMs;
  }

  #noteDue(exchangeNowMs: number): void {
    if (this.#dueEventsToWait > 0) this.#dueEventsToWait -= 1;
    const newestClosedMs = openTimeAt(this.window.interval, exchangeNowMs) - this.#intervalMs;
    const isOverdue = this.window.count === 0 ? this.#hasRows : newestClosedMs >= this.#nextOpenTimeMs;
    if (isOverdue) this.#overdueToMs = Math.max(this.#overdueToMs, newestClosedMs);
  }

  #noteFailure(error: ScannerError): void {
    this.#fetching = undefined;
    if (!error.isRetryable && !this.#hasRows) this.#cause = error;
    this.#noteVainFetch();
  }

  #noteVainFetch(): void {
    this.#vainFetches += 1;
    this.#dueEventsToWait = Math.min(maxDueEventsBetweenFetches, 2 ** (this.#vainFetches - 1));
  }

  #forgetVainFetches(): void {
    this.#vainFetches = 0;
    this.#emptyAnswers = 0;
    this.#dueEventsToWait = 0;
  }

  /** Appends every pending kline that is next, and forgets those that are behind. */
  #drain(): void {
    if (this.#pending.size === 0) return;
    for (const openTimeMs of [...this.#pending.keys()].sort((a, b) => a - b)) {
      const arrival = this.#pending.get(openTimeMs);
      if (arrival && this.#isNext(openTimeMs)) this.#append(arrival);
      if (openTimeMs < this.#nextOpenTimeMs) this.#pending.delete(openTimeMs);
    }
  }

  #append(arrival: PendingKline): void {
    this.window.append(arrival.kline, arrival.source);
    this.#toldToMs = arrival.kline.openTimeMs;
    this.#changes.push({ kind: 'closed', ...arrival });
  }

  #restartBehindHole(): void {
    const missing = this.#missing();
    this.window.clear();
    this.#forgetVainFetches();
    this.#changes.push({ kind: 'restarted', missing });
    this.#drain();
  }

  #isBehind(): boolean {
    if (this.#pending.size > 0) return true;
    return this.window.count === 0 ? this.#overdueToMs > 0 : this.#overdueToMs >= this.#nextOpenTimeMs;
  }

  #settleStatus(): void {
    if (this.window.count > 0 && this.#overdueToMs < this.#nextOpenTimeMs) this.#overdueToMs = -Infinity;
    const status = this.#statusNow();
    if (status === 'suspect' && this.window.count > 0 && this.#gapReportedFromMs !== this.#nextOpenTimeMs) {
      this.#gapReportedFromMs = this.#nextOpenTimeMs;
      this.#changes.push({ kind: 'gap', missing: this.#missing() });
    }
    if (status === this.#status) return;
    if (this.#status === 'suspect' && status === 'ready') this.#changes.push({ kind: 'repaired' });
    this.#status = status;
    this.#changes.push({ kind: 'status', status, ...(this.#cause && { cause: this.#cause }) });
  }

  #statusNow(): SeriesStatus {
    if (this.#cause) return 'dead';
    if (!this.#hasRows) return this.#isRefetching ? 'suspect' : 'warming';
    return this.#isBehind() ? 'suspect' : 'ready';
  }

  #missing(): OpenTimeRange {
    const toMs = this.#pending.size > 0 ? this.#firstPendingOpenTimeMs() - this.#intervalMs : this.#overdueToMs;
    return { fromMs: this.#nextOpenTimeMs, toMs };
  }

  #nextFetch(): FetchWanted | undefined {
    if (this.#fetching || this.#status !== 'suspect' || this.#dueEventsToWait > 0) return undefined;
    this.#fetching = this.#fetchWanted();
    return this.#fetching;
  }

  #fetchWanted(): FetchWanted {
    if (this.window.count === 0) return 'snapshot';
    const missing = this.#missing();
    if (!this.#isLongerThanWindow(missing)) return missing;
    this.#changes.push({ kind: 'restarted', missing });
    this.window.clear();
    this.#hasRows = false;
    this.#isRefetching = true;
    return 'snapshot';
  }

  #firstPendingOpenTimeMs(): number {
    return Math.min(...this.#pending.keys());
  }
}
