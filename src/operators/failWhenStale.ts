import { asyncScheduler, throwError, timeout, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
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
 * Holds one timer. Lets go of the source before it fails. Spec: marbles/feeds/silence-is-an-error.marble
 */
export function failWhenStale<T>({
  feed,
  maxSilenceMs,
  scheduler = asyncScheduler,
}: StalenessOptions): MonoTypeOperatorFunction<T> {
  return timeout({
    first: maxSilenceMs,
    each: maxSilenceMs,
    scheduler,
    with: ({ seen: valuesSeen }) =>
      throwError(
        () => new StaleFeedError(`${feed} feed silent for ${maxSilenceMs} ms`, { feed, maxSilenceMs, valuesSeen }),
      ),
  });
}
