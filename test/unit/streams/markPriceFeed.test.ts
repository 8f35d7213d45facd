import { concat, NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { MarkPricesEvent } from '../../../src/domain/derivatives.js';
import type { FeedEvent } from '../../../src/domain/feed.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { markPriceFeed, toMarkPriceBook, type MarkPriceBook } from '../../../src/streams/markPriceFeed.js';
import { MarketTime } from '../../support/marketTime.js';

const markPrices = (
  ...rows: readonly (readonly [symbol: string, markPrice: number, exchangeTimeMs: number])[]
): MarkPricesEvent => ({
  kind: 'markPrices',
  markPrices: rows.map(([symbol, markPrice, exchangeTimeMs]) => ({
    symbol: instrumentSymbol(symbol),
    markPrice,
    indexPrice: markPrice,
    fundingRatio: 0.0001,
    nextFundingTimeMs: 0,
    exchangeTimeMs,
  })),
  exchangeTimeMs: 0,
});
const shown = (book: MarkPriceBook): Record<string, number> =>
  Object.fromEntries([...book].map(([symbol, { markPrice }]) => [symbol, markPrice]));

describe('toMarkPriceBook', () => {
  it('keeps the latest of each symbol by exchange time, and is silent on all else', () => {
    const events$ = new Subject<FeedEvent<MarkPricesEvent>>();
    const books: Record<string, number>[] = [];
    events$.pipe(toMarkPriceBook()).subscribe((book) => books.push(shown(book)));
    events$.next(markPrices(['AAA', 1, 10], ['BBB', 2, 10]));
    events$.next({ kind: 'ignored' });
    events$.next({ kind: 'badFrame', reason: 'x', sample: 'y' });
    events$.next(markPrices(['AAA', 9, 9], ['BBB', 3, 10]));
    expect(books).toEqual([
      { AAA: 1, BBB: 2 },
      { AAA: 1, BBB: 3 },
    ]);
  });

  it('replaces a sample by another object, as those who read it expect', () => {
    const events$ = new Subject<FeedEvent<MarkPricesEvent>>();
    const seen: unknown[] = [];
    const symbol = instrumentSymbol('AAA');
    events$.pipe(toMarkPriceBook()).subscribe((book) => seen.push(book.get(symbol)));
    events$.next(markPrices(['AAA', 1, 10]));
    events$.next(markPrices(['AAA', 1, 11]));
    expect(seen[0]).not.toBe(seen[1]);
    expect(seen[0]).toMatchObject({ exchangeTimeMs: 10 });
  });

  it('gives the book to a late subscriber, and begins with an empty one after everyone has left', () => {
    const events$ = new Subject<FeedEvent<MarkPricesEvent>>();
    const book$ = events$.pipe(toMarkPriceBook());
    const first = book$.subscribe();
    events$.next(markPrices(['AAA', 1, 10]));
    const late: Record<string, number>[] = [];
    const second = book$.subscribe((book) => late.push(shown(book)));
    expect(late).toEqual([{ AAA: 1 }]);
    for (const subscription of [first, second]) subscription.unsubscribe();
    expect(events$.observed).toBe(false);
    book$.subscribe((book) => late.push(shown(book)));
    events$.next(markPrices(['BBB', 2, 5]));
    expect(late[1]).toEqual({ BBB: 2 });
  });
});

describe('markPriceFeed', () => {
  it('asks one connection for the mark prices of all symbols, and for them again after a silence', () => {
    const time = new MarketTime(0);
    const asked: string[] = [];
    const told: string[] = [];
    const feed$ = markPriceFeed({
      source: {
        connect: (topics$) => {
          topics$.subscribe((topics) => asked.push([...topics].join()));
          return concat(of('frame'), NEVER);
        },
        decode: () => markPrices(['AAA', 1, 1]),
      },
      maxTopicsPerConnection: 1,
      maxSilenceMs: 30_000,
      firstDatumMs: 3_600_000,
      backoff: { baseMs: 1_000, capMs: 1_000, resetAfterMs: 1_000 },
      rotation: { lifetimeMs: 3_600_000, minuteOfHour: null, staggerMs: 0, overlapMs: 0 },
      random: () => 1,
      scheduler: time,
    });
    const subscription = feed$.subscribe((event) =>
      told.push(`${time.now()} ${event.kind === 'lost' ? `${event.feed} ${event.error.code}` : event.kind}`),
    );
    time.runTo(40_000);
    expect(asked).toEqual(['allMarkPrices', 'allMarkPrices']);
    expect(told).toEqual(['0 markPrices', '30000 markPrice FEED_STALE', '31000 markPrices']);
    subscription.unsubscribe();
    expect(time.pendingCount).toBe(0);
  });
});
