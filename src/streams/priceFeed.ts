import { concat, filter, map, NEVER, of, type Observable, type OperatorFunction } from 'rxjs';
import { allPrices, type FeedEvent, type PricesEvent } from '../domain/feed.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { Price } from '../domain/price.js';
import { feed, type FeedDeps } from './feed.js';
import { latestBySymbol } from './latestBySymbol.js';

/** Last prices of the whole market, on one connection. */
export const priceFeed = (deps: Omit<FeedDeps<PricesEvent>, 'feed' | 'topics$'>): Observable<FeedEvent<PricesEvent>> =>
  feed({ ...deps, feed: 'price', topics$: concat(of(new Set([allPrices])), NEVER) });

/** The last price of every symbol. One live map: read it, do not keep it. */
export type PriceBook = ReadonlyMap<InstrumentSymbol, Price>;

/** Conflates prices: the latest of each symbol wins, by exchange time. */
export const toPriceBook = (): OperatorFunction<FeedEvent<PricesEvent>, PriceBook> => (events$) =>
  events$.pipe(
    filter((event) => event.kind === 'prices'),
    map(({ prices }) => prices),
    latestBySymbol(),
  );
