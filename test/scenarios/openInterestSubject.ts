import { defer, ignoreElements, map, merge, mergeMap, ReplaySubject, take, type Observable } from 'rxjs';
import type { OpenInterest } from '../../src/domain/derivatives.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../src/domain/kline.js';
import type { Subject } from '../../src/marbles/index.js';
import { openInterestFeed, toOpenInterestBook } from '../../src/streams/openInterest.js';

/**
 * The real poll of open interest. A digit is an answer of that many contracts, dated when it came.
 *
 * Inputs: `symbols`, and cold `answer`, a line for each request in turn.
 * Outputs: `asked` is the symbol of each request; `out` is the book after each event that changes it; `news` is what failed
 * and who left.
 */
export const openInterestSubject: Subject = {
  cold: ['answer'],
  run: (inputs, params, scheduler) => {
    const asked$ = new ReplaySubject<string>(Infinity);
    const answer$ = inputs.has('answer') ? (inputs.get('answer') as Observable<number>) : undefined;
    const fetchOpenInterest = (symbol: InstrumentSymbol): Observable<OpenInterest> =>
      defer(() => (asked$.next(symbol), answer$ ?? [0])).pipe(
        take(1),
        map((openInterestBase) => ({ symbol, openInterestBase, exchangeTimeMs: scheduler.now() })),
      );
    const events$ = openInterestFeed({
      symbols$: (inputs.get('symbols') as Observable<ReadonlySet<string>>).pipe(
        map((symbols) => [...symbols].map(instrumentSymbol)),
      ),
      fetchOpenInterest,
      periodMs: params.durationMs('period'),
      market: scheduler,
    });
    return {
      asked: merge(asked$, events$.pipe(ignoreElements())),
      out: events$.pipe(
        toOpenInterestBook(params.number('samples', 24)),
        map((book) => Object.fromEntries([...book].map(([symbol, samples]) => [symbol, samples.map(contracts)]))),
      ),
      news: events$.pipe(
        mergeMap((event) => {
          if (event.kind === 'openInterestLeft') return [`${event.symbol} left`];
          return event.kind === 'openInterestFailed' ? [`${event.symbol} ${event.error.code}`] : [];
        }),
      ),
    };
  },
};

const contracts = ({ openInterestBase }: OpenInterest): number => openInterestBase;
