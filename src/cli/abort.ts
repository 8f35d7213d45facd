import { defer, fromEvent, of, type Observable } from 'rxjs';

/** True for what a promise is rejected with when its `AbortSignal` ended it. */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/**
 * What `work` resolves with, or an `AbortError` as soon as `signal` aborts. The work itself goes on: it is for work that
 * cannot be ended. Leaves no listener behind.
 */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new DOMException('stopped', 'AbortError'));
    const settle = (): void => signal.removeEventListener('abort', abort);
    work.finally(settle).then(resolve, reject);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** Speaks when `signal` aborts, or at once when it has. */
export const whenAborted = (signal: AbortSignal): Observable<unknown> =>
  defer(() => (signal.aborted ? of(true) : fromEvent(signal, 'abort')));
