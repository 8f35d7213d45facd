import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  takeWhile,
  throwError,
  throwIfEmpty,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { Outbox, type DroppedNews, type DropReason, type OutboxRules } from '../core/notifications/outbox.js';
import { Pace } from '../core/notifications/pace.js';
import { recalledOf } from '../core/notifications/recalled.js';
import { isScannerError, RateLimitedError, type ScannerError } from '../domain/errors.js';
import { newsKey, type Notification, type SignalNews } from '../domain/notification.js';
import { backoffDelayMs } from '../operators/backoffDelayMs.js';
import type { NotificationMemory, NotificationNote } from '../ports/notificationMemory.js';
import type { Notifier } from '../ports/notifier.js';
import { deliverWithin } from './deliverWithin.js';

export interface NotifierQueueDeps {
  readonly rules: OutboxRules;
  /** An attempt is given up after this long. */
  readonly timeoutMs: number;
  readonly memory: NotificationMemory;
  /** What the memory holds at the start. */
  readonly notes: readonly NotificationNote[];
  /** Transport time, in epoch ms. */
  readonly scheduler: SchedulerLike;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** What happens to what one notifier has to say. */
export type NotificationEvent = { readonly notifier: string } & (
  | { readonly kind: 'queued'; readonly key: string }
  /** News that this notifier has taken before, in this run or an earlier one. */
  | { readonly kind: 'known'; readonly key: string }
  | {
      readonly kind: 'delivered';
      readonly message: Notification;
      /** 1 for a message that was taken at once. */
      readonly tryNumber: number;
      readonly reference: string;
    }
  | { readonly kind: 'failed'; readonly error: ScannerError; readonly tryNumber: number }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly count: number }
  /** What is remembered cannot be kept. */
  | { readonly kind: 'memory'; readonly sentence: string }
);

const backoff = { baseMs: 1_000, capMs: 60_000 };
/** A wait is looked at anew at least so often: what waits grows old meanwhile. */
const longestWaitMs = 60_000;

/**
 * The queue of one notifier: takes news in, sends it in messages at the notifier's pace, tries again, gives up. One
 * attempt is under way at a time. Subscribe to it once: it holds the queue. Completes when `news$` has and nothing waits.
 */
export function notifierQueue(
  news$: Observable<SignalNews>,
  notifier: Notifier,
  deps: NotifierQueueDeps,
): Observable<NotificationEvent> {
  const { rules, timeoutMs, memory, notes, scheduler, random } = deps;
  const { name } = notifier;
  const recalled = recalledOf(name, notes);
  const outbox = new Outbox(rules, new Pace(notifier.limits, recalled.saidAtMs), recalled);
  let isBusy = false;

  const noted = (kind: 'said' | 'dropped', keys: readonly string[]): Observable<NotificationEvent> => {
    const atMs = scheduler.now();
    return keep(keys.map((key) => ({ kind, notifier: name, key, atMs })));
  };
  const keep = (fresh: readonly NotificationNote[]): Observable<NotificationEvent> =>
    memory.note(fresh).pipe(map((sentence): NotificationEvent => ({ kind: 'memory', notifier: name, sentence })));

  const lost = ({ reason, keys }: DroppedNews): Observable<NotificationEvent> =>
    concat(
      of<NotificationEvent>({ kind: 'dropped', notifier: name, reason, count: keys.length }),
      noted('dropped', keys),
    );

  const attempt = (message: Notification, tryNumber: number): Observable<NotificationEvent> =>
    deliverWithin(notifier, message, timeoutMs, scheduler).pipe(
      throwIfEmpty(() => new TypeError(`the notifier ${name} completed without a delivery`)),
      concatMap(({ reference }) =>
        concat(
          noted('said', outbox.accepted(scheduler.now())),
          of<NotificationEvent>({ kind: 'delivered', notifier: name, message, tryNumber, reference }),
        ),
      ),
      catchError((error: unknown) => (isScannerError(error) ? failed(error, tryNumber) : throwError(() => error))),
    );

  const failed = (error: ScannerError, tryNumber: number): Observable<NotificationEvent> => {
    const nowMs = scheduler.now();
    const waitMs = backoffDelayMs(tryNumber, { ...backoff, random });
    // Who says "at once" again and again is not to use up all tries.
    const retryAtMs = Math.max(nowMs + waitMs, error instanceof RateLimitedError ? error.details.retryAtMs : 0);
    const dropped = outbox.failed({ isRetryable: error.isRetryable, retryAtMs }, nowMs);
    const event: NotificationEvent = { kind: 'failed', notifier: name, error, tryNumber };
    return dropped ? concat(of(event), lost(dropped)) : of(event);
  };

  /** One decision of the outbox, carried out; `undefined` when there is nothing more to do. */
  const step = (): Observable<NotificationEvent | undefined> => {
    const decided = outbox.next(scheduler.now());
    const lost$ = from(decided.dropped).pipe(concatMap(lost));
    switch (decided.kind) {
      case 'idle':
        isBusy = false;
        return concat(lost$, of(undefined));
      case 'wait': {
        const waitMs = Math.min(longestWaitMs, decided.untilMs - scheduler.now());
        return concat(lost$, timer(waitMs, scheduler).pipe(ignoreElements()));
      }
      case 'send':
        return concat(lost$, attempt(decided.message, decided.tryNumber));
    }
  };
  /** Not before the rest of the cycle is there: what comes together is told together. */
  const pump = (): Observable<NotificationEvent> => {
    if (isBusy) return EMPTY;
    isBusy = true;
    return timer(0, scheduler).pipe(
      mergeMap(() => defer(step).pipe(repeat())),
      takeWhile((event) => event !== undefined),
    );
  };
  const take = (news: SignalNews): Observable<NotificationEvent> => {
    const offered = outbox.offer(news, scheduler.now());
    if (!offered) return of({ kind: 'known', notifier: name, key: newsKey(news) });
    const { waiting, dropped } = offered;
    const note = { kind: 'waiting', notifier: name, key: waiting.key, atMs: waiting.queuedAtMs, news } as const;
    const queued: NotificationEvent = { kind: 'queued', notifier: name, key: waiting.key };
    return merge(of(queued), keep([note]), from(dropped).pipe(mergeMap(lost)), pump());
  };
  return merge(news$.pipe(mergeMap(take)), defer(pump));
}
