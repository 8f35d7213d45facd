import {
  asyncScheduler,
  defer,
  EMPTY,
  map,
  NEVER,
  repeat,
  takeUntil,
  throwError,
  timeout,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { StaleFeedError } from '../domain/errors.js';

export interface StalenessOptions {
  /** Names the feed in the error. */
  readonly feed: string;
  /** The longest silence that is still life, from subscription to the first value and between values. */
  readonly maxSilenceMs: number;
  /** Transport time. */
  readonly scheduler?: SchedulerLike;
}

/**
 * A timer that comes later than this says nothing about the source: the clock was set, or the process was busy or
 * asleep and has not yet read what came meanwhile.
 */
const latenessMs = 1_000;

/**
 * Mirrors the source, but fails with `StaleFeedError` after `maxSilenceMs` without a value.
 * In plain words: an open socket that says nothing is a broken socket.
 *
 * ```
 * connection       -a-b--------c-|
 * > failWhenStale feed=kline maxSilenceMs=5000
 * out              -a-b----#
 * subs connection  ^-------!
 * ```
 *
 * A value only notes the time. The one timer is set anew when it runs out, for what is left since the last value: a
 * timer armed by every value costs more than receiving it. A timer that comes late starts a new wait, and before it fails
 * what has come meanwhile is read: a busy process runs its timers first. Lets go of the source as it fails.
 * Holds one timer. Spec: marbles/feeds/silence-is-an-error.marble
 */
export function failWhenStale<T>({
  feed,
  maxSilenceMs,
  scheduler = asyncScheduler,
}: StalenessOptions): MonoTypeOperatorFunction<T> {
  return (source$) =>
    defer(() => {
      let valuesSeen = 0;
      let heardAtMs = scheduler.now();
      let hasLookedAgain = false;
      const noted$ = source$.pipe(
        map((value) => {
          valuesSeen += 1;
          heardAtMs = scheduler.now();
          return value;
        }),
      );
      const message = `${feed} feed silent for ${maxSilenceMs} ms`;
      const stale$ = throwError(() => new StaleFeedError(message, { feed, maxSilenceMs, valuesSeen }));
      const silence$ = defer(() => {
        // A clock that was set back must not make the wait longer.
        const waitMs = Math.max(0, Math.min(maxSilenceMs, heardAtMs + maxSilenceMs - scheduler.now()));
        const dueAtMs = scheduler.now() + waitMs;
        const onDue = (): Observable<never> => {
          const nowMs = scheduler.now();
          if (nowMs - dueAtMs > latenessMs) heardAtMs = nowMs;
          const isSilent = heardAtMs + maxSilenceMs <= nowMs;
          if (isSilent && hasLookedAgain) return stale$;
          hasLookedAgain = isSilent;
          return EMPTY;
        };
        return NEVER.pipe(timeout({ first: waitMs, scheduler, with: onDue }));
      }).pipe(repeat());
      return noted$.pipe(takeUntil(silence$));
    });
}
