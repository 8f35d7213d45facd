import { defer, Observable, tap, type Observer } from 'rxjs';
import { isScannerError, type ScannerError } from '../domain/errors.js';
import type { RestHealth } from '../domain/health.js';
import type { MarketData } from '../ports/marketData.js';

type RestCalls = Pick<MarketData, 'fetchInstruments' | 'fetchTickers24h' | 'fetchKlines'>;

/** The same calls, which say once on `health` when they begin to fail for a passing reason, and once when they work again. */
export function watchRest(marketData: RestCalls, health: Pick<Observer<RestHealth>, 'next'>): RestCalls {
  let isWorking = true;
  const report = (works: boolean, cause: ScannerError | undefined): void => {
    if (works === isWorking) return;
    isWorking = works;
    health.next({ kind: 'rest', isWorking, cause });
  };
  const watched = <T>(call: () => Observable<T>): Observable<T> =>
    defer(call).pipe(
      tap({
        next: () => report(true, undefined),
        error: (error: unknown) => {
          if (isScannerError(error) && error.isRetryable) report(false, error);
        },
      }),
    );
  return {
    fetchInstruments: () => watched(() => marketData.fetchInstruments()),
    fetchTickers24h: () => watched(() => marketData.fetchTickers24h()),
    fetchKlines: (query) => watched(() => marketData.fetchKlines(query)),
  };
}
