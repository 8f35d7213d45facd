import {
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  mergeMap,
  scan,
  share,
  shareReplay,
  switchMap,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { PollRound } from '../core/feeds/pollRound.js';
import type { OpenInterest, OpenInterestEvent } from '../domain/derivatives.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { errorAsValue } from './health.js';

export interface OpenInterestDeps {
  /** Whose open interest is wanted. */
  readonly symbols$: Observable<readonly InstrumentSymbol[]>;
  /** Waits for budget behind everyone else. */
  readonly fetchOpenInterest: (symbol: InstrumentSymbol) => Observable<OpenInterest>;
  /** Market time in which each symbol is asked once. */
  readonly periodMs: number;
  /** Market time. */
  readonly market: SchedulerLike;
}

/** More than one, as a request that hangs must not keep the others waiting; few, as they share the budget. */
const mostUnderWay = 4;

/**
 * Open interest of every wanted symbol. The exchange has no stream of it, and tells it of one symbol at a time, so this
 * is a paced poll, never part of a cycle: requests are spread evenly over the period. When answers take longer, because
 * the budget is short, turns are passed over and the round takes longer. What fails is a value, and its symbol is asked
 * again when its turn comes. Never completes by itself; fails only for a bug, or when `symbols$` does.
 */
export const openInterestFeed = ({
  symbols$,
  fetchOpenInterest,
  periodMs,
  market,
}: OpenInterestDeps): Observable<OpenInterestEvent> =>
  defer(() => {
    const round = new PollRound<InstrumentSymbol>(mostUnderWay);
    const ask = (symbol: InstrumentSymbol): Observable<OpenInterestEvent> =>
      defer(() => fetchOpenInterest(symbol)).pipe(
        map((openInterest): OpenInterestEvent => ({ kind: 'openInterest', openInterest })),
        errorAsValue((error): OpenInterestEvent => ({ kind: 'openInterestFailed', symbol, error })),
        filter(() => round.has(symbol)),
        finalize(() => round.answered(symbol)),
      );
    const turn = (): Observable<OpenInterestEvent> => {
      const symbol = round.next();
      return symbol === undefined ? EMPTY : ask(symbol);
    };
    return symbols$.pipe(
      map((symbols) => ({ left: round.want(symbols), count: round.size })),
      connect((wishes$) =>
        merge(
          wishes$.pipe(
            mergeMap(({ left }) => left),
            map((symbol): OpenInterestEvent => ({ kind: 'openInterestLeft', symbol })),
          ),
          wishes$.pipe(
            map(({ count }) => count),
            distinctUntilChanged(),
            switchMap((count) => (count === 0 ? EMPTY : timer(0, periodMs / count, market))),
            mergeMap(turn),
          ),
        ),
      ),
    );
  }).pipe(share());

/** The latest samples of every symbol, oldest first, each list replaced when it grows. One live map: do not keep it. */
export type OpenInterestBook = ReadonlyMap<InstrumentSymbol, readonly OpenInterest[]>;

/**
 * Keeps the last `historyCount` samples of each symbol in the order of their exchange times; what is no newer than the
 * last is dropped. How old a sample may be is for its reader to say. A symbol that leaves takes its samples along.
 */
export const toOpenInterestBook =
  (historyCount: number): OperatorFunction<OpenInterestEvent, OpenInterestBook> =>
  (events$) =>
    defer(() =>
      events$.pipe(
        filter((event) => event.kind !== 'openInterestFailed'),
        scan((book, event) => {
          if (event.kind === 'openInterestLeft') book.delete(event.symbol);
          else addSample(book, event.openInterest, historyCount);
          return book;
        }, new Map<InstrumentSymbol, readonly OpenInterest[]>()),
      ),
    ).pipe(shareReplay({ bufferSize: 1, refCount: true }));

function addSample(
  book: Map<InstrumentSymbol, readonly OpenInterest[]>,
  sample: OpenInterest,
  historyCount: number,
): void {
  const history = book.get(sample.symbol) ?? [];
  const latest = history.at(-1);
  if (latest && latest.exchangeTimeMs >= sample.exchangeTimeMs) return;
  book.set(sample.symbol, [...history, sample].slice(-historyCount));
}
