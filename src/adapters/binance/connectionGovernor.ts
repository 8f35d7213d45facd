import {
  BehaviorSubject,
  defer,
  finalize,
  interval,
  map,
  Observable,
  startWith,
  switchAll,
  switchMap,
  takeWhile,
  timer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { ConnectionBudget, SocketEvent, SocketWaiting } from '../../ports/marketData.js';
import { SpendLog } from './spendLog.js';

export interface ConnectionGovernorOptions {
  /** Connections that may be opened in any `connectWindowMs`, failed attempts included. */
  readonly maxConnects: number;
  readonly connectWindowMs: number;
  /** Between two connections that are opened, so that a mass reconnect does not arrive as one burst. */
  readonly connectSpacingMs: number;
  readonly scheduler: SchedulerLike;
}

interface Waiting {
  readonly grant: () => void;
}

const refreshMs = 1_000;
/** Below any silence that is called one. */
const waitingSignMs = 1_000;
const waitingSign: SocketWaiting = { kind: 'waiting' };

/** Says `waiting` from time to time, so that waiting is not taken for silence. */
export const waitingSigns = (scheduler: SchedulerLike): Observable<SocketWaiting> =>
  interval(waitingSignMs, scheduler).pipe(map(() => waitingSign));

/**
 * Decides when a connection may be opened, so that the venue's allowance of new connections is never exceeded, whatever
 * feeds and however many of them reconnect. First come, first served.
 */
export class ConnectionGovernor {
  /** Replays the latest; once a second while connections count, since that ends by itself. */
  readonly budget$: Observable<ConnectionBudget>;
  readonly #options: ConnectionGovernorOptions;
  readonly #log: SpendLog;
  readonly #waiting = new Set<Waiting>();
  readonly #changed$ = new BehaviorSubject<void>(undefined);
  #opened = 0;
  #lastGrantAtMs = Number.NEGATIVE_INFINITY;
  #wake: Subscription | undefined;
  #isServing = false;
  #isClosed = false;

  constructor(options: ConnectionGovernorOptions) {
    this.#options = options;
    this.#log = new SpendLog(options.connectWindowMs);
    this.budget$ = this.#changed$.pipe(
      switchMap(() =>
        interval(refreshMs, options.scheduler).pipe(
          startWith(0),
          map(() => this.#budget()),
          takeWhile(({ inWindow }) => inWindow > 0, true),
        ),
      ),
    );
  }

  /**
   * Mirrors what `connect` gives, which is called and subscribed when it is its turn; while it waits for longer, says
   * `waiting` every few seconds. Unsubscribing gives up the place in the queue, which costs nothing. A connection counts
   * from its turn until a window after its handshake, of which `connect` tells by calling `settled`, or after its end.
   */
  admit(connect: (settled: () => void) => Observable<SocketEvent>): Observable<SocketEvent> {
    return new Observable<Observable<SocketEvent>>((subscriber) => {
      subscriber.next(waitingSigns(this.#options.scheduler));
      const waiting: Waiting = {
        grant: () => {
          subscriber.next(this.#counted(connect));
          subscriber.complete();
        },
      };
      this.#waiting.add(waiting);
      this.#serve();
      return () => {
        if (this.#waiting.delete(waiting)) this.#serve();
      };
    }).pipe(switchAll());
  }

  /** Stops serving: whoever still waits is never connected. Completes `budget$`. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.unsubscribe();
    this.#changed$.complete();
  }

  #counted(connect: (settled: () => void) => Observable<SocketEvent>): Observable<SocketEvent> {
    return defer(() => {
      let isSettled = false;
      const settled = (): void => {
        if (isSettled) return;
        isSettled = true;
        this.#log.settle(1, this.#nowMs());
        this.#serve();
      };
      return connect(settled).pipe(finalize(settled));
    });
  }

  // Granting runs the caller's code, which may come back here: the outermost call does the work.
  #serve(): void {
    if (this.#isServing || this.#isClosed) return;
    this.#isServing = true;
    for (let next = this.#next(); next; next = this.#next()) this.#grant(next);
    this.#isServing = false;
    this.#wakeLater();
    this.#changed$.next();
  }

  #next(): Waiting | undefined {
    const [first] = this.#waiting;
    return first && this.#freeAtMs() <= this.#nowMs() ? first : undefined;
  }

  #grant(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#log.send(1);
    this.#opened += 1;
    this.#lastGrantAtMs = this.#nowMs();
    waiting.grant();
  }

  #wakeLater(): void {
    this.#wake?.unsubscribe();
    const freeAtMs = this.#freeAtMs();
    // Without an instant the end of a handshake under way wakes us.
    if (this.#waiting.size === 0 || freeAtMs === Number.POSITIVE_INFINITY) return;
    this.#wake = timer(freeAtMs - this.#nowMs(), this.#options.scheduler).subscribe(() => this.#serve());
  }

  /** When the next connection may be opened. */
  #freeAtMs(): number {
    const { maxConnects, connectSpacingMs } = this.#options;
    const nowMs = this.#nowMs();
    // Never longer than the spacing, even if the wall clock is set back.
    const spacedAtMs = Math.min(this.#lastGrantAtMs, nowMs) + connectSpacingMs;
    return Math.max(spacedAtMs, this.#log.fallsToAtMs(maxConnects - 1, nowMs));
  }

  #nowMs(): number {
    return this.#options.scheduler.now();
  }

  #budget(): ConnectionBudget {
    return {
      opened: this.#opened,
      inWindow: this.#log.used(this.#nowMs()),
      limit: this.#options.maxConnects,
      waiting: this.#waiting.size,
    };
  }
}
