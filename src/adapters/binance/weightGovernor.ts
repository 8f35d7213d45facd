import {
  BehaviorSubject,
  interval,
  map,
  Observable,
  startWith,
  switchMap,
  takeWhile,
  timer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import type { RateLimitedError } from '../../domain/errors.js';
import type { RestBudget } from '../../ports/marketData.js';
import { SpendLog } from './spendLog.js';
import { WaitingLanes, type RequestPriority } from './waitingLanes.js';

export interface WeightGovernorOptions {
  readonly weightLimitPerMinute: number;
  /** The part of the limit that only orders may use, 0 to 1. */
  readonly weightReserveRatio: number;
  readonly maxConcurrentRequests: number;
  /** A request takes no longer: by then the venue has counted it, if it ever does. */
  readonly requestTimeoutMs: number;
  /** Requests wait out a block of up to this length, and fail at once when it is longer. */
  readonly maxBlockMs: number;
  readonly scheduler: SchedulerLike;
}

interface Waiting {
  isAnswered: boolean;
  readonly weight: number;
  readonly capacityWeight: number;
  /** How long after it the next poll may leave; 0 for what is no poll. */
  readonly pollSpacingMs: number;
  readonly grant: () => void;
  readonly fail: (error: RateLimitedError) => void;
}

/** The venue counts the request weight of a minute. */
const weightWindowMs = 60_000;
const refreshMs = 1_000;
/** What asks again and again must not use up what a repair may need at any moment: of what is not reserved … */
const pollCeilingRatio = 0.75;
/** … and must not come in bursts, or it would find the same burst in its way a window later. */
const pollPaceRatio = 0.5;

/**
 * Decides when a request may leave, so that the venue's request weight is never exceeded. Every request holds a permit
 * from its sending to its answer: `SpendLog` says how its weight counts, `WaitingLanes` whose turn it is.
 */
export class WeightGovernor {
  /** Replays the latest; once a second while weight is in use, since that ends by itself. */
  readonly budget$: Observable<RestBudget>;
  readonly #options: WeightGovernorOptions;
  readonly #spends = new SpendLog(weightWindowMs);
  readonly #waiting = new WaitingLanes<Waiting>();
  readonly #inFlight = new Set<Waiting>();
  readonly #changed$ = new BehaviorSubject<void>(undefined);
  #calls = 0;
  #weight = 0;
  #rateLimited = 0;
  #block: RateLimitedError | undefined;
  #wake: Subscription | undefined;
  #isServing = false;
  #lastPollAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: WeightGovernorOptions) {
    this.#options = options;
    this.budget$ = this.#changed$.pipe(
      switchMap(() =>
        interval(refreshMs, options.scheduler).pipe(
          startWith(0),
          map(() => this.#budget()),
          takeWhile((budget) => budget.usedWeight > 0 || budget.blockedUntilMs > 0, true),
        ),
      ),
    );
  }

  /**
   * A permit to send one request: emits once when it may leave, with what to call when it has been answered, and does
   * not complete. Unsubscribing gives it back, unspent while it waits, spent once it was granted; without an answer the
   * venue may count it later than we gave up, so that it counts for `requestTimeoutMs` more.
   * Errors: `RateLimitedError` while the venue shuts us out for longer than `maxBlockMs`; `RangeError` for a weight
   * that can never be spent.
   */
  permit(weight: number, priority: RequestPriority): Observable<() => void> {
    return new Observable((subscriber) => {
      const capacityWeight = this.#capacityOf(priority);
      if (weight > capacityWeight) {
        subscriber.error(
          new RangeError(`weight ${weight} is above the ${capacityWeight} a ${priority} request may use`),
        );
        return undefined;
      }
      const waiting: Waiting = {
        weight,
        capacityWeight,
        pollSpacingMs: priority === 'poll' ? this.#pollSpacingMs(weight) : 0,
        isAnswered: false,
        grant: () =>
          subscriber.next(() => {
            waiting.isAnswered = true;
          }),
        fail: (error) => subscriber.error(error),
      };
      this.#waiting.add(priority, waiting);
      this.#serve();
      return () => this.#giveBack(waiting);
    });
  }

  /** Nothing more leaves before the error's `retryAtMs`. */
  block(error: RateLimitedError): void {
    this.#rateLimited += 1;
    if (error.details.retryAtMs > (this.#block?.details.retryAtMs ?? 0)) this.#block = error;
    this.#serve();
  }

  /** The venue's own count of the weight in use. */
  correct(usedWeight: number): void {
    this.#spends.correct(usedWeight, this.#nowMs());
    this.#serve();
  }

  /** Stops serving: whoever still waits never leaves. Completes `budget$`. */
  close(): void {
    this.#waiting.takeAll();
    this.#wake?.unsubscribe();
    this.#changed$.complete();
  }

  #giveBack(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    const nowMs = this.#nowMs();
    if (this.#inFlight.delete(waiting)) {
      const countedByMs = waiting.isAnswered ? nowMs : nowMs + this.#options.requestTimeoutMs;
      this.#spends.settle(waiting.weight, nowMs, countedByMs);
    }
    this.#serve();
  }

  // Granting runs the caller's code, which may come back here: the outermost call does the work.
  #serve(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    this.#failWhenBlockedForLong();
    for (let next = this.#next(); next; next = this.#next()) this.#grant(next);
    this.#isServing = false;
    this.#wakeLater();
    this.#changed$.next();
  }

  #next(): Waiting | undefined {
    if (this.#blockedUntilMs() > 0 || this.#inFlight.size >= this.#options.maxConcurrentRequests) return undefined;
    const first = this.#waiting.first();
    const nowMs = this.#nowMs();
    if (!first || this.#pollDueMs(first) > nowMs) return undefined;
    return this.#spends.used(nowMs) + first.weight > first.capacityWeight ? undefined : first;
  }

  #grant(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#inFlight.add(waiting);
    this.#spends.send(waiting.weight);
    this.#calls += 1;
    this.#weight += waiting.weight;
    if (waiting.pollSpacingMs > 0) this.#lastPollAtMs = this.#nowMs();
    waiting.grant();
  }

  #failWhenBlockedForLong(): void {
    const error = this.#block;
    if (!error || this.#blockedUntilMs() - this.#nowMs() <= this.#options.maxBlockMs) return;
    for (const waiting of this.#waiting.takeAll()) waiting.fail(error);
  }

  #wakeLater(): void {
    this.#wake?.unsubscribe();
    const first = this.#waiting.first();
    // With every connection busy, the next answer wakes us.
    if (!first || this.#inFlight.size >= this.#options.maxConcurrentRequests) return;
    const nowMs = this.#nowMs();
    const freeAtMs = this.#spends.fallsToAtMs(first.capacityWeight - first.weight, nowMs);
    const wakeAtMs = Math.max(freeAtMs, this.#blockedUntilMs(), this.#pollDueMs(first));
    // Without an instant, too.
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    // The clock may have gone on since there was no room.
    this.#wake = timer(Math.max(0, wakeAtMs - nowMs), this.#options.scheduler).subscribe(() => this.#serve());
  }

  #capacityOf(priority: RequestPriority): number {
    const { weightLimitPerMinute, weightReserveRatio } = this.#options;
    if (priority === 'order') return weightLimitPerMinute;
    const capacityWeight = Math.floor(weightLimitPerMinute * (1 - weightReserveRatio));
    return priority === 'poll' ? Math.floor(capacityWeight * pollCeilingRatio) : capacityWeight;
  }

  #pollSpacingMs(weight: number): number {
    return Math.ceil((weightWindowMs * weight) / (this.#capacityOf('normal') * pollPaceRatio));
  }

  /** When the pace of polls lets this one leave; 0 for what is no poll. */
  #pollDueMs({ pollSpacingMs }: Waiting): number {
    // A wall clock that is set back must not make the wait longer.
    return pollSpacingMs > 0 ? Math.min(this.#lastPollAtMs, this.#nowMs()) + pollSpacingMs : 0;
  }

  /** 0 when free. */
  #blockedUntilMs(): number {
    const untilMs = this.#block?.details.retryAtMs ?? 0;
    return untilMs > this.#nowMs() ? untilMs : 0;
  }

  #nowMs(): number {
    return this.#options.scheduler.now();
  }

  #budget(): RestBudget {
    return {
      calls: this.#calls,
      weight: this.#weight,
      usedWeight: this.#spends.used(this.#nowMs()),
      limitWeight: this.#options.weightLimitPerMinute,
      waiting: this.#waiting.size,
      rateLimited: this.#rateLimited,
      blockedUntilMs: this.#blockedUntilMs(),
    };
  }
}
