import { distinctUntilChanged, type MonoTypeOperatorFunction } from 'rxjs';

/** True when `value` is newer than `last`. An equal is not newer. */
export type IsNewer<T> = (value: T, last: T) => boolean;

/**
 * Drops what is not newer than the last value that passed.
 * In plain words: overlapping sources may repeat themselves or come late, time goes one way.
 *
 * ```
 * source  -1-3-2-3-4-|
 * > keepNewer
 * out     -1-3-----4-|
 * ```
 *
 * Holds the last value that passed. Compares across everything that flows through it, so on a stream that mixes
 * symbols it belongs inside the group. Spec: marbles/warmUp/keep-newer-drops-late-and-repeated.marble
 */
export function keepNewer<T>(isNewer: IsNewer<T>): MonoTypeOperatorFunction<T> {
  return distinctUntilChanged((last, value) => !isNewer(value, last));
}
