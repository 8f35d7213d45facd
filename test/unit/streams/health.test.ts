import { from, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError, FeedClosedError, StaleFeedError } from '../../../src/domain/errors.js';
import type { ConnectionLost, ConnectionOpened } from '../../../src/domain/feed.js';
import { announceError, errorAsValue, toConnectionHealth, toSeriesHealth } from '../../../src/streams/health.js';
import { series } from '../../support/klines.js';
import { valueOf } from '../binance/support/valueOf.js';

const closed = new FeedClosedError('closed', { feed: 'kline' });
const stale = new StaleFeedError('silent', { feed: 'kline', maxSilenceMs: 1, valuesSeen: 0 });
const opened = (connection: number, atMs: number, feed = 'kline'): ConnectionOpened => ({
  kind: 'opened',
  feed,
  connection,
  atMs,
  topics: new Set(),
  replaces: undefined,
});
const lost = (connection: number, atMs: number, error: ConnectionLost['error'], feed = 'kline'): ConnectionLost => ({
  kind: 'lost',
  feed,
  connection,
  atMs,
  error,
});
const healthOf = (...events: { readonly kind: string }[]) =>
  valueOf(from(events).pipe(toConnectionHealth(), toArray()));

describe('toConnectionHealth', () => {
  it('says nothing for data', async () => {
    expect(await healthOf({ kind: 'kline' }, { kind: 'ignored' }, { kind: 'badFrame' })).toEqual([]);
  });

  it('counts the losses since a connection was open, each with its cause, and starts over when it opens', async () => {
    const health = await healthOf(
      opened(1, 1),
      lost(1, 2, stale),
      lost(1, 3, closed),
      opened(1, 4),
      lost(1, 5, closed),
    );
    expect(health.map(({ state, attempt, cause, sinceMs }) => [state, attempt, cause?.code, sinceMs])).toEqual([
      ['open', 0, undefined, 1],
      ['retrying', 1, 'FEED_STALE', 2],
      ['retrying', 2, 'FEED_CLOSED', 3],
      ['open', 0, undefined, 4],
      ['retrying', 1, 'FEED_CLOSED', 5],
    ]);
  });

  it('counts a connection that never opened', async () => {
    expect(await healthOf(lost(1, 2, closed), lost(1, 3, closed))).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  it('keeps connections and feeds apart', async () => {
    const health = await healthOf(
      lost(1, 1, closed),
      lost(2, 2, closed),
      lost(1, 3, closed, 'price'),
      lost(1, 4, stale),
    );
    expect(health.map(({ feed, connection, attempt }) => `${feed} ${connection} ${attempt}`)).toEqual([
      'kline 1 1',
      'kline 2 1',
      'price 1 1',
      'kline 1 2',
    ]);
  });
});

describe('toSeriesHealth', () => {
  it('tells every change of status with its cause, and nothing else', async () => {
    const cause = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1_121 });
    const sequencer = new SeriesSequencer({ series, size: 1 });
    const events$ = from([
      { series, sequencer, change: { kind: 'entered' as const } },
      { series, sequencer, change: { kind: 'status' as const, status: 'ready' as const } },
      { series, sequencer, change: { kind: 'repaired' as const } },
      { series, sequencer, change: { kind: 'status' as const, status: 'dead' as const, cause } },
    ]);
    expect(await valueOf(events$.pipe(toSeriesHealth(), toArray()))).toEqual([
      { kind: 'series', series, status: 'ready', cause: undefined },
      { kind: 'series', series, status: 'dead', cause },
    ]);
  });
});

describe('an error', () => {
  const bug = new TypeError('a bug');

  it('that is operational becomes a last value', async () => {
    const told$ = throwError(() => closed).pipe(errorAsValue(({ code }) => code));
    expect(await valueOf(told$)).toBe('FEED_CLOSED');
  });

  it('that is a bug stays an error', async () => {
    const told$ = throwError(() => bug).pipe(errorAsValue(({ code }) => code));
    await expect(valueOf(told$)).rejects.toBe(bug);
  });

  it('is announced, and passes all the same', async () => {
    const seen: unknown[] = [];
    const announced$ = throwError(() => closed).pipe(announceError(({ code }) => code));
    await expect(
      new Promise((resolve, reject) => {
        announced$.subscribe({ next: (value) => seen.push(value), error: reject, complete: () => resolve(undefined) });
      }),
    ).rejects.toBe(closed);
    expect(seen).toEqual(['FEED_CLOSED']);
  });

  it('that is a bug is not announced', async () => {
    const announced$ = of(1).pipe(announceError(() => 'told'));
    expect(await valueOf(announced$.pipe(toArray()))).toEqual([1]);
    await expect(valueOf(throwError(() => bug).pipe(announceError(() => 'told')))).rejects.toBe(bug);
  });
});
