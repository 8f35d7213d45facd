import { concatWith, throwError, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Mirrors the source, but fails with `createError()` where the source would complete.
 * In plain words: a market feed has no end, so a connection that closed politely is still a lost connection.
 *
 * ```
 * connection  -a-b-|
 * > failOnComplete feed=kline
 * out         -a-b-#
 * ```
 *
 * Holds nothing. Spec: marbles/feeds/close-is-an-error.marble
 */
export function failOnComplete<T>(createError: () => Error): MonoTypeOperatorFunction<T> {
  return concatWith(throwError(() => createError()));
}
