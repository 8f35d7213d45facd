import { concat, defer, filter, NEVER, of, scan, shareReplay, type Observable, type OperatorFunction } from 'rxjs';
import { allPrices, type FeedEvent, type PricesEvent } from '../domain/feed.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { Price } from '../domain/price.js';
import { feed, type FeedDeps } from './feed.js';

/** Last prices of the whole market, on one connection. */
export const priceFeed = (deps: Omit<FeedDeps<PricesEvent>, 'feed' | 'topics$'>): Observable<FeedEvent<PricesEvent>> =>
  feed({ ...deps, feed: 'price', topics$: concat(of(new Set([allPrices])), NEVER) });

/** The last price of every symbol. One live map: read it, do not keep it. */
export type PriceBook = ReadonlyMap<InstrumentSymbol, Price>;

/** Conflates prices: the latest of each symbol wins, by exchange time. */
export const toPriceBook = (): OperatorFunction<FeedEvent<PricesEvent>, PriceBook> => (events$) =>
  defer(() =>
    events$.pipe(
      filter((event) => event.kind === 'prices'),
      scan((book, { prices }) => {
        for (const price of prices) {
          const before = book.get(price.symbol);
          if (!before || before.exchangeTimeMs <= price.exchangeTimeMs) book.set(price.symbol, price);
        }
        return book;
      }, new Map<InstrumentSymbol, Price>()),
    ),
  ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
