import { BehaviorSubject, delay, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { OpenInterest, OpenInterestEvent } from '../../../src/domain/derivatives.js';
import { RateLimitedError } from '../../../src/domain/errors.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../../src/domain/kline.js';
import { openInterestFeed, toOpenInterestBook, type OpenInterestBook } from '../../../src/streams/openInterest.js';
import { MarketTime } from '../../support/marketTime.js';

const symbolsOf = (...names: string[]): readonly InstrumentSymbol[] => names.map(instrumentSymbol);
const sample = (symbol: string, openInterestBase: number, exchangeTimeMs: number): OpenInterest => ({
  symbol: instrumentSymbol(symbol),
  openInterestBase,
  exchangeTimeMs,
});

function poll(
  names: readonly string[],
  answer: (symbol: InstrumentSymbol, time: MarketTime) => Observable<OpenInterest>,
  periodMs = 60_000,
) {
  const time = new MarketTime(0);
  const symbols$ = new BehaviorSubject(symbolsOf(...names));
  const asked: { readonly symbol: string; readonly atMs: number }[] = [];
  const events: OpenInterestEvent[] = [];
  const fetchOpenInterest = (symbol: InstrumentSymbol): Observable<OpenInterest> => {
    asked.push({ symbol, atMs: time.now() });
    return answer(symbol, time);
  };
  const events$ = openInterestFeed({ symbols$, fetchOpenInterest, periodMs, market: time });
  const failures: unknown[] = [];
  const subscription = events$.subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => failures.push(error),
  });
  return { time, symbols$, asked, events, subscription, failures };
}

const atOnce = (symbol: InstrumentSymbol, time: MarketTime): Observable<OpenInterest> =>
  of(sample(symbol, 1, time.now()));
const names = Array.from({ length: 600 }, (_, index) => `COIN${index}USDT`);

describe('openInterestFeed', () => {
  it('asks 600 symbols once in each period, at even distances', () => {
    const { time, asked } = poll(names, atOnce, 300_000);
    time.runTo(899_999);
    expect(asked).toHaveLength(1_800);
    expect(asked.map(({ atMs }) => atMs)).toEqual(asked.map((_, index) => index * 500));
    expect(asked.map(({ symbol }) => symbol)).toEqual([...names, ...names, ...names]);
  });

  it('does not begin anew when the universe changes: whoever stays keeps their turn', () => {
    const { time, asked, symbols$ } = poll(['A', 'B', 'C', 'D'], atOnce, 40_000);
    time.runTo(19_999);
    symbols$.next(symbolsOf('D', 'C', 'B', 'E'));
    time.runTo(69_999);
    expect(asked.map(({ symbol, atMs }) => `${symbol}${atMs / 1_000}`).join(' ')).toBe('A0 B10 E20 C30 D40 B50 E60');
  });

  it('is still while nothing is wanted', () => {
    const { time, asked, symbols$ } = poll([], atOnce);
    time.runTo(120_000);
    expect(asked).toEqual([]);
    symbols$.next(symbolsOf('A'));
    time.runTo(120_001);
    expect(asked).toEqual([{ symbol: 'A', atMs: 120_000 }]);
    symbols$.next([]);
    expect(time.pendingCount).toBe(0);
  });

  it('drops the answer of a symbol that left meanwhile', () => {
    const { time, events, symbols$ } = poll(['A', 'B'], (symbol, clock) =>
      of(sample(symbol, 1, clock.now())).pipe(delay(5_000, clock)),
    );
    time.runTo(1_000);
    symbols$.next(symbolsOf('B'));
    time.runTo(10_000);
    expect(events).toEqual([
      { kind: 'openInterestLeft', symbol: 'A' },
      { kind: 'openInterest', openInterest: sample('B', 1, 1_000) },
    ]);
  });

  it('with every request hanging has four of them under way, and lets go of them', () => {
    const { time, asked, subscription } = poll(names, () => NEVER);
    time.runTo(3_600_000);
    expect(asked).toHaveLength(4);
    subscription.unsubscribe();
    expect(time.pendingCount).toBe(0);
  });

  it('goes on through a long ban at its own pace', () => {
    const error = new RateLimitedError('banned', { url: '', httpStatus: 418, retryAtMs: 9e15 });
    const { time, asked, events } = poll(['A', 'B'], () => throwError(() => error));
    time.runTo(119_999);
    expect(asked.map(({ atMs }) => atMs)).toEqual([0, 30_000, 60_000, 90_000]);
    expect(events.map(({ kind }) => kind)).toEqual(Array(4).fill('openInterestFailed'));
  });

  it('ends with a bug', () => {
    const bug = new TypeError('a bug');
    const { failures, time } = poll(['A'], () => throwError(() => bug));
    time.runTo(1);
    expect(failures).toEqual([bug]);
  });
});

describe('toOpenInterestBook', () => {
  const start = (historyCount: number) => {
    const events$ = new Subject<OpenInterestEvent>();
    const shown: Record<string, number[]>[] = [];
    const books: OpenInterestBook[] = [];
    const book$ = events$.pipe(toOpenInterestBook(historyCount));
    const subscription = book$.subscribe((book) => {
      books.push(book);
      shown.push(
        Object.fromEntries([...book].map(([symbol, list]) => [symbol, list.map((one) => one.openInterestBase)])),
      );
    });
    const read = (symbol: string, contracts: number, atMs: number): void =>
      events$.next({ kind: 'openInterest', openInterest: sample(symbol, contracts, atMs) });
    return { events$, book$, books, shown, read, subscription };
  };

  it.each([
    [1, [[1], [2], [3]]],
    [2, [[1], [1, 2], [2, 3]]],
    [3, [[1], [1, 2], [1, 2, 3]]],
  ])('keeps the last %i', (historyCount, expected) => {
    const { read, shown } = start(historyCount);
    for (const contracts of [1, 2, 3]) read('A', contracts, contracts);
    expect(shown).toEqual(expected.map((A) => ({ A })));
  });

  it('drops what is no newer than the last, and touches no list for it', () => {
    const { read, shown, books } = start(5);
    read('A', 1, 10);
    const list = books[0]!.get(instrumentSymbol('A'));
    read('A', 2, 10);
    read('A', 3, 9);
    expect(books[0]!.get(instrumentSymbol('A'))).toBe(list);
    read('A', 4, 11);
    expect(shown.at(-1)).toEqual({ A: [1, 4] });
    expect(list).toHaveLength(1);
  });

  it('says nothing of failures, and forgets who left', () => {
    const { read, shown, events$ } = start(5);
    const symbol = instrumentSymbol('A');
    read('A', 1, 10);
    const error = new RateLimitedError('too many', { url: '', httpStatus: 429, retryAtMs: 0 });
    events$.next({ kind: 'openInterestFailed', symbol, error });
    events$.next({ kind: 'openInterestLeft', symbol });
    read('A', 2, 20);
    expect(shown).toEqual([{ A: [1] }, {}, { A: [2] }]);
  });

  it('begins with an empty book after everyone has left', () => {
    const { read, book$, events$, subscription } = start(5);
    read('A', 1, 10);
    subscription.unsubscribe();
    expect(events$.observed).toBe(false);
    const sizes: number[] = [];
    book$.subscribe(({ size }) => sizes.push(size));
    read('B', 1, 10);
    expect(sizes).toEqual([1]);
  });
});
