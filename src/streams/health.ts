import { catchError, concat, filter, groupBy, mergeMap, of, scan, throwError, type OperatorFunction } from 'rxjs';
import { isScannerError, type ScannerError } from '../domain/errors.js';
import type { ConnectionLost, ConnectionOpened } from '../domain/feed.js';
import type { ConnectionHealth, SeriesHealth } from '../domain/health.js';
import type { WindowEvent } from './windows.js';

/**
 * Turns an operational error into a last value. Anything that is not a `ScannerError` is a bug and stays an error.
 * In plain words: what went wrong becomes something others can look at.
 */
export function errorAsValue<T, R>(toValue: (error: ScannerError) => R): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => (isScannerError(error) ? of(toValue(error)) : throwError(() => error)));
}

/** Emits what `toValue` makes of an operational error, then fails with it all the same, for `retryWithBackoff` to see. */
export function announceError<T, R>(toValue: (error: ScannerError) => R): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => {
    const failure = throwError(() => error);
    return isScannerError(error) ? concat(of(toValue(error)), failure) : failure;
  });
}

/** The connections' comings and goings out of everything a feed says. */
export const toConnectionHealth = (): OperatorFunction<{ readonly kind: string }, ConnectionHealth> => (events$) =>
  events$.pipe(
    filter((event): event is ConnectionOpened | ConnectionLost => event.kind === 'opened' || event.kind === 'lost'),
    groupBy(({ feed, connection }) => `${feed} ${connection}`),
    mergeMap((connection$) => connection$.pipe(scan(nextConnectionHealth, undefined as ConnectionHealth | undefined))),
    filter((health) => health !== undefined),
  );

function nextConnectionHealth(
  before: ConnectionHealth | undefined,
  event: ConnectionOpened | ConnectionLost,
): ConnectionHealth {
  const { feed, connection, atMs } = event;
  const isOpen = event.kind === 'opened';
  return {
    kind: 'connection',
    feed,
    connection,
    state: isOpen ? 'open' : 'retrying',
    attempt: isOpen ? 0 : (before?.attempt ?? 0) + 1,
    cause: isOpen ? undefined : event.error,
    sinceMs: atMs,
  };
}

/** The changes of the windows' statuses. */
export const toSeriesHealth = (): OperatorFunction<WindowEvent, SeriesHealth> => (events$) =>
  events$.pipe(
    mergeMap(({ series, change }) =>
      change.kind === 'status' ? [{ kind: 'series' as const, series, status: change.status, cause: change.cause }] : [],
    ),
  );
