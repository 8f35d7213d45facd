import { concat, filter, map, NEVER, of, type Observable, type OperatorFunction } from 'rxjs';
import type { MarkPrice, MarkPricesEvent } from '../domain/derivatives.js';
import { allMarkPrices, type FeedEvent } from '../domain/feed.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import { feed, type FeedDeps } from './feed.js';
import { latestBySymbol } from './latestBySymbol.js';

/** Mark price, index price and funding of the whole market, on one connection. */
export const markPriceFeed = (
  deps: Omit<FeedDeps<MarkPricesEvent>, 'feed' | 'topics$'>,
): Observable<FeedEvent<MarkPricesEvent>> =>
  feed({ ...deps, feed: 'markPrice', topics$: concat(of(new Set([allMarkPrices])), NEVER) });

/** The latest mark price of every symbol. One live map: read it, do not keep it. */
export type MarkPriceBook = ReadonlyMap<InstrumentSymbol, MarkPrice>;

/** Conflates mark prices: the latest of each symbol wins, by exchange time. */
export const toMarkPriceBook = (): OperatorFunction<FeedEvent<MarkPricesEvent>, MarkPriceBook> => (events$) =>
  events$.pipe(
    filter((event) => event.kind === 'markPrices'),
    map(({ markPrices }) => markPrices),
    latestBySymbol(),
  );
