import {
  asyncScheduler,
  defer,
  map,
  retry,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { ScannerError } from '../domain/errors.js';
import { backoffDelayMs, type BackoffCurve } from './backoffDelayMs.js';

export interface BackoffOptions<T> extends BackoffCurve {
  /** The delays start over once a subscription has gone on delivering for this long since its first value. */
  readonly resetAfterMs: number;
  /** Which values count as delivery; all by default. Not those by which a feed tells about its own connection. */
  readonly isSignOfLife?: (value: T) => boolean;
  /** Transport time. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Subscribes again after a retryable `ScannerError`, after ever longer random delays; any other error passes.
 * In plain words: try again, but not in step with everyone else, and do not mistake one frame for a cure.
 *
 * ```
 * connection       #
 * > retryWithBackoff baseMs=1000 capMs=60000 resetAfterMs=60000 random=1
 * out              ----------------
 * subs connection  x---------------
 * subs connection  -x--------------
 * subs connection  ---x------------
 * subs connection  -------x--------
 * subs connection  ---------------x
 * ```
 *
 * Delays are those of `backoffDelayMs`. The count of attempts starts over only when a value arrives `resetAfterMs` or
 * more after the first one of the same subscription: a socket that speaks once and dies keeps backing off.
 * Holds two numbers per subscription. Spec: marbles/feeds/backoff-doubles-with-every-failure.marble
 */
export function retryWithBackoff<T>(options: BackoffOptions<T>): MonoTypeOperatorFunction<T> {
  const { resetAfterMs, isSignOfLife, scheduler = asyncScheduler } = options;
  return (source$) =>
    defer(() => {
      let attempt = 0;
      const attempt$ = defer(() =>
        source$.pipe(
          afterSpell({ spellMs: resetAfterMs, isSignOfLife, scheduler }, () => {
            attempt = 0;
          }),
        ),
      );
      return attempt$.pipe(
        retry({
          delay: (error: unknown): Observable<unknown> => {
            if (!(error instanceof ScannerError && error.isRetryable)) return throwError(() => error);
            attempt += 1;
            return timer(backoffDelayMs(attempt, options), scheduler);
          },
        }),
      );
    });
}

interface Spell<T> {
  readonly spellMs: number;
  readonly isSignOfLife: ((value: T) => boolean) | undefined;
  readonly scheduler: SchedulerLike;
}

/** Calls `recovered` once the source has delivered for `spellMs`; from then on a value costs one comparison. */
function afterSpell<T>(
  { spellMs, isSignOfLife, scheduler }: Spell<T>,
  recovered: () => void,
): MonoTypeOperatorFunction<T> {
  let firstAtMs: number | undefined;
  let isOver = false;
  return map((value) => {
    if (isOver || isSignOfLife?.(value) === false) return value;
    const nowMs = scheduler.now();
    firstAtMs ??= nowMs;
    isOver = nowMs - firstAtMs >= spellMs;
    if (isOver) recovered();
    return value;
  });
}
