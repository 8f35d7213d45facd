import { exhaustMap, map, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { BookTicker } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { Spread } from '../domain/spread.js';
import { errorAsValue } from './health.js';
import { latestBySymbol } from './latestBySymbol.js';

export interface SpreadsDeps {
  /** The best bid and ask of the whole market, in one request. */
  readonly fetchBookTickers: () => Observable<readonly BookTicker[]>;
  /** Market time between two requests. */
  readonly periodMs: number;
  /** Market time. */
  readonly market: SchedulerLike;
}

/** The latest spread of every symbol. One live map: read it, do not keep it. */
export type SpreadBook = ReadonlyMap<InstrumentSymbol, Spread>;

/**
 * How far bid and ask are apart, of the whole market, asked for every `periodMs`, never in a cycle. A spread is as old as
 * the request for it. A request that fails leaves what was known, which grows old; the next one has its turn. A symbol
 * with nobody on one side keeps what it had.
 */
export const spreads = ({ fetchBookTickers, periodMs, market }: SpreadsDeps): Observable<SpreadBook> =>
  timer(0, periodMs, market).pipe(
    exhaustMap(() => {
      const exchangeTimeMs = market.now();
      return fetchBookTickers().pipe(
        map((tickers) => tickers.flatMap((ticker) => spreadOf(ticker, exchangeTimeMs))),
        errorAsValue((): readonly Spread[] => []),
      );
    }),
    latestBySymbol(),
  );

function spreadOf({ symbol, bidPrice, askPrice }: BookTicker, exchangeTimeMs: number): readonly Spread[] {
  if (!(bidPrice > 0 && askPrice > 0)) return [];
  return [{ symbol, spreadRatio: (2 * (askPrice - bidPrice)) / (askPrice + bidPrice), exchangeTimeMs }];
}
