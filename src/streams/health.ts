import { catchError, concat, EMPTY, of, throwError, type MonoTypeOperatorFunction, type OperatorFunction } from 'rxjs';
import { isScannerError, type ScannerError } from '../domain/errors.js';

/**
 * Turns an operational error into a last value. Anything that is not a `ScannerError` is a bug and stays an error.
 * In plain words: what went wrong becomes something others can look at.
 */
export function errorAsValue<T, R>(toValue: (error: ScannerError) => R): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => (isScannerError(error) ? of(toValue(error)) : throwError(() => error)));
}

/** Ends at an operational error, which somebody else tells of. */
export function endAtError<T>(): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => (isScannerError(error) ? EMPTY : throwError(() => error)));
}

/** Emits what `toValue` makes of an operational error, then fails with it all the same, for `retryWithBackoff` to see. */
export function announceError<T, R>(toValue: (error: ScannerError) => R): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => {
    const failure = throwError(() => error);
    return isScannerError(error) ? concat(of(toValue(error)), failure) : failure;
  });
}
