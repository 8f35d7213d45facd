import { catchError, map, of, take, throwError, timeout, TimeoutError, type Observable } from 'rxjs';
import { isScannerError } from '../../domain/errors.js';

/** One thing that was looked at. */
export interface Check {
  readonly what: string;
  readonly isGood: boolean;
  /** What was found, in words for a person. */
  readonly found: string;
}

/** Judges the first answer. An operational error, or `withinMs` without an answer, is a bad one. */
export const checked = <T>(
  what: string,
  answer$: Observable<T>,
  judge: (answer: T) => Omit<Check, 'what'>,
  withinMs?: number,
): Observable<Check> =>
  (withinMs === undefined ? answer$ : answer$.pipe(timeout({ first: withinMs }))).pipe(
    take(1),
    map((answer) => ({ what, ...judge(answer) })),
    catchError((error: unknown) => {
      if (error instanceof TimeoutError)
        return of({ what, isGood: false, found: `nothing within ${withinMs ?? 0} ms` });
      return isScannerError(error) ? of({ what, isGood: false, found: error.message }) : throwError(() => error);
    }),
  );
