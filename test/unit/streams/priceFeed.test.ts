import { concat, EMPTY, NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FeedClosedError } from '../../../src/domain/errors.js';
import type { FeedEvent, PricesEvent } from '../../../src/domain/feed.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { priceFeed, toPriceBook, type PriceBook } from '../../../src/streams/priceFeed.js';
import { MarketTime } from '../../support/marketTime.js';

const prices = (
  ...rows: readonly (readonly [symbol: string, price: number, exchangeTimeMs: number])[]
): PricesEvent => ({
  kind: 'prices',
  prices: rows.map(([symbol, price, exchangeTimeMs]) => ({
    symbol: instrumentSymbol(symbol),
    price,
    quoteVolume24h: 0,
    exchangeTimeMs,
  })),
  exchangeTimeMs: 0,
});
const shown = (book: PriceBook): Record<string, number> =>
  Object.fromEntries([...book].map(([symbol, { price }]) => [symbol, price]));

describe('toPriceBook', () => {
  const start = () => {
    const events$ = new Subject<FeedEvent<PricesEvent>>();
    const book$ = events$.pipe(toPriceBook());
    const books: Record<string, number>[] = [];
    const subscription = book$.subscribe((book) => books.push(shown(book)));
    return { events$, book$, books, subscription };
  };

  it('keeps the latest price of each symbol', () => {
    const { events$, books } = start();
    events$.next(prices(['AAA', 1, 10], ['BBB', 2, 10]));
    events$.next(prices(['AAA', 3, 20]));
    expect(books).toEqual([
      { AAA: 1, BBB: 2 },
      { AAA: 3, BBB: 2 },
    ]);
  });

  it('is not turned back by an older price, of any connection; of one instant the later one counts', () => {
    const { events$, books } = start();
    events$.next(prices(['AAA', 1, 20]));
    events$.next(prices(['AAA', 9, 19]));
    events$.next(prices(['AAA', 2, 20]));
    expect(books.map(({ AAA }) => AAA)).toEqual([1, 1, 2]);
  });

  it('says nothing for what is no price', () => {
    const { events$, books } = start();
    events$.next({ kind: 'ignored' });
    events$.next({ kind: 'badFrame', reason: 'x', sample: 'y' });
    expect(books).toEqual([]);
  });

  it('gives the book to a late subscriber, and begins with an empty one after everyone has left', () => {
    const { events$, book$, subscription } = start();
    events$.next(prices(['AAA', 1, 10]));
    const late: Record<string, number>[] = [];
    const lateSubscription = book$.subscribe((book) => late.push(shown(book)));
    expect(late).toEqual([{ AAA: 1 }]);
    subscription.unsubscribe();
    lateSubscription.unsubscribe();
    expect(events$.observed).toBe(false);
    const again: Record<string, number>[] = [];
    book$.subscribe((book) => again.push(shown(book)));
    events$.next(prices(['BBB', 2, 5]));
    expect(again).toEqual([{ BBB: 2 }]);
  });
});

describe('priceFeed', () => {
  it('asks one connection for the prices of all symbols, and for them again after a loss', () => {
    const time = new MarketTime(0);
    const asked: string[] = [];
    const kinds: string[] = [];
    const feed$ = priceFeed({
      source: {
        connect: (topics$) => {
          topics$.subscribe((topics) => asked.push([...topics].join()));
          return asked.length === 1 ? concat(of('frame'), EMPTY) : concat(of('frame'), NEVER);
        },
        decode: () => prices(['AAA', 1, 1]),
      },
      maxTopicsPerConnection: 1,
      maxSilenceMs: 60_000,
      firstDatumMs: 60_000,
      backoff: { baseMs: 1_000, capMs: 1_000, resetAfterMs: 1_000 },
      rotation: { lifetimeMs: 3_600_000, minuteOfHour: null, staggerMs: 0, overlapMs: 0 },
      random: () => 1,
      scheduler: time,
    });
    const subscription = feed$.subscribe((event) =>
      kinds.push(event.kind === 'lost' ? `${event.feed} ${event.error.code}` : event.kind),
    );
    time.runTo(10_000);
    expect(asked).toEqual(['allPrices', 'allPrices']);
    expect(kinds).toEqual(['prices', `price ${new FeedClosedError('', { feed: '' }).code}`, 'prices']);
    subscription.unsubscribe();
    expect(time.pendingCount).toBe(0);
  });
});
