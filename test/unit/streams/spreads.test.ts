import { delay, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { BookTicker } from '../../../src/domain/instrument.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { spreads } from '../../../src/streams/spreads.js';
import { MarketTime } from '../../support/marketTime.js';

const startMs = 1_790_000_000_000;
const periodMs = 60_000;
const away = new ExchangeUnreachableError('nobody there', { url: '', reason: '' });
const btc = instrumentSymbol('BTCUSDT');
const quote = (bidPrice: number, askPrice: number): BookTicker => ({ symbol: btc, bidPrice, askPrice });

/** What is known of BTC after each answer; the exchange answers with these in turn, then with the last. */
function known(answers: readonly ((time: MarketTime) => Observable<readonly BookTicker[]>)[], untilMs: number) {
  const time = new MarketTime(startMs);
  const told: (readonly [number, number] | undefined)[] = [];
  const askedAfterMs: number[] = [];
  let asked = 0;
  const subscription = spreads({
    fetchBookTickers: () => {
      askedAfterMs.push(time.now() - startMs);
      asked += 1;
      return answers[Math.min(asked, answers.length) - 1]!(time);
    },
    periodMs,
    market: time,
  }).subscribe((book) => {
    const spread = book.get(btc);
    told.push(spread && [spread.spreadRatio, spread.exchangeTimeMs - startMs]);
  });
  time.runTo(startMs + untilMs);
  subscription.unsubscribe();
  return { told, askedAfterMs, pendingTimers: time.pendingCount };
}

describe('spreads', () => {
  it('asks at once and every period, and takes the time of the request for that of the spread', () => {
    const at = (bid: number, ask: number) => (time: MarketTime) => of([quote(bid, ask)]).pipe(delay(500, time));
    const { told, askedAfterMs, pendingTimers } = known([at(99, 101), at(99.5, 100.5)], 100_000);
    expect(told).toEqual([
      [0.02, 0],
      [0.01, 60_000],
    ]);
    expect(askedAfterMs).toEqual([0, 60_000]);
    expect(pendingTimers).toBe(0);
  });

  it('keeps what it knew when a request fails, and asks again when its turn comes', () => {
    const { told, askedAfterMs } = known([() => of([quote(99, 101)]), () => throwError(() => away)], 2 * periodMs);
    expect(told).toEqual([
      [0.02, 0],
      [0.02, 0],
      [0.02, 0],
    ]);
    expect(askedAfterMs).toEqual([0, 60_000, 120_000]);
  });

  it.each([
    ['nobody bids', quote(0, 101)],
    ['nobody asks', quote(99, 0)],
  ])('keeps what it knew while %s', (_, oneSided) => {
    const { told } = known([() => of([quote(99, 101)]), () => of([oneSided])], periodMs);
    expect(told.at(-1)).toEqual([0.02, 0]);
  });

  it('passes over a turn while an answer is on its way', () => {
    const slow = (time: MarketTime) => of([quote(99, 101)]).pipe(delay(90_000, time));
    expect(known([slow], 3 * periodMs).askedAfterMs).toEqual([0, 120_000]);
  });

  it('fails for a bug', () => {
    const bug = new TypeError('a bug');
    const failures: unknown[] = [];
    const time = new MarketTime(startMs);
    spreads({ fetchBookTickers: () => throwError(() => bug), periodMs, market: time }).subscribe({
      error: (error: unknown) => failures.push(error),
    });
    time.runTo(startMs);
    expect(failures).toEqual([bug]);
  });
});
