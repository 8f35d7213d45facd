import { defer, Observable, tap, type Observer } from 'rxjs';
import { isScannerError, type ScannerError } from '../domain/errors.js';
import type { RestHealth } from '../domain/health.js';
import type { MarketData } from '../ports/marketData.js';

type RestCalls = Pick<
  MarketData,
  'fetchInstruments' | 'fetchTickers24h' | 'fetchBookTickers' | 'fetchKlines' | 'fetchOpenInterest'
>;

/** The same calls, which say once on `health` when they begin to fail for a passing reason, and once when they work again. */
export function watchRest(marketData: RestCalls, health: Pick<Observer<RestHealth>, 'next'>): RestCalls {
  let isWorking = true;
  let answers = 0;
  const report = (works: boolean, cause: ScannerError | undefined): void => {
    if (works === isWorking) return;
    isWorking = works;
    health.next({ kind: 'rest', isWorking, cause });
  };
  const watched = <T>(call: () => Observable<T>): Observable<T> =>
    defer(() => {
      const answersBefore = answers;
      return call().pipe(
        tap({
          next: () => {
            answers += 1;
            report(true, undefined);
          },
          error: (error: unknown) => {
            // A call that another one has overtaken tells of how it was, not of how it is.
            const isNews = answers === answersBefore;
            if (isNews && isScannerError(error) && error.isRetryable) report(false, error);
          },
        }),
      );
    });
  return {
    fetchInstruments: () => watched(() => marketData.fetchInstruments()),
    fetchTickers24h: () => watched(() => marketData.fetchTickers24h()),
    fetchBookTickers: () => watched(() => marketData.fetchBookTickers()),
    fetchOpenInterest: (symbol) => watched(() => marketData.fetchOpenInterest(symbol)),
    fetchKlines: (query) => watched(() => marketData.fetchKlines(query)),
  };
}
