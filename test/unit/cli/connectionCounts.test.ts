import { describe, expect, it } from 'vitest';
import { ConnectionCounts } from '../../../src/cli/report/connectionCounts.js';
import {
  ExchangeUnreachableError,
  FeedClosedError,
  FeedRefusedError,
  StaleFeedError,
  type ScannerError,
} from '../../../src/domain/errors.js';

const feed = 'kline';
const traffic = { frames: 0, lastFrameAtMs: undefined };

/** A feed that says what the test says, a millisecond at a time. */
function counted() {
  const counts = new ConnectionCounts();
  let atMs = 0;
  const next = (connection: number) => ({ feed, connection, atMs: (atMs += 1) });
  return {
    counts,
    waiting: (connection: number) => counts.note({ kind: 'waiting', ...next(connection) }),
    opened: (connection: number, replaces?: number) =>
      counts.note({ kind: 'opened', ...next(connection), topics: new Set(), replaces, traffic }),
    lost: (connection: number, error: ScannerError) => counts.note({ kind: 'lost', ...next(connection), error }),
    closed: (connection: number) => counts.note({ kind: 'closed', ...next(connection) }),
  };
}

const brokenOff = new FeedClosedError('gone', { feed, closeCode: 1_006 });
const silent = new StaleFeedError('silent', { feed, maxSilenceMs: 1, valuesSeen: 0 });
const refused = new FeedRefusedError('no', { feed, httpStatus: 503 });
const unreachable = new ExchangeUnreachableError('nobody', { url: '', reason: '' });

describe('ConnectionCounts', () => {
  it('gives every connection that came up its cause', () => {
    const { counts, waiting, opened, lost } = counted();
    waiting(1);
    opened(1);
    lost(1, brokenOff);
    lost(1, refused);
    opened(1);
    lost(1, silent);
    opened(1);
    opened(2, 1);
    expect(counts.report).toMatchObject({
      started: 2,
      opened: { first: 1, rotation: 1, 'FEED_REFUSED 503': 1, FEED_STALE: 1 },
      lost: { 'FEED_CLOSED 1006': 1, 'FEED_REFUSED 503': 1, FEED_STALE: 1 },
      unanswered: 0,
    });
    expect([counts.open, counts.reopened]).toEqual([2, 2]);
  });

  it('knows a first connection that could not be opened at once', () => {
    const { counts, opened, lost } = counted();
    lost(1, unreachable);
    expect(counts.report).toMatchObject({ started: 1, opened: {}, unanswered: 1 });
    opened(1);
    expect(counts.report).toMatchObject({ started: 1, opened: { EXCHANGE_UNREACHABLE: 1 }, unanswered: 0 });
  });

  it('knows the losses for which no connection was tried', () => {
    const { counts, opened, lost } = counted();
    lost(1, new ExchangeUnreachableError('no key', { url: 'https://fapi.binance.com/fapi/v1/listenKey', reason: '' }));
    opened(1);
    lost(1, new ExchangeUnreachableError('nobody', { url: 'wss://fstream.binance.com/private/ws', reason: '' }));
    expect(counts.report.untried).toBe(1);
  });

  it('does not wait for a lost connection that another has taken over from', () => {
    const { counts, opened, lost, closed } = counted();
    opened(1);
    lost(1, brokenOff);
    opened(2, 1);
    closed(1);
    opened(3, 2);
    closed(2);
    expect(counts.report).toMatchObject({ started: 3, opened: { first: 1, rotation: 2 }, unanswered: 1 });
    expect(counts.open).toBe(1);
  });

  it('keeps the newest losses, with how long the connection had stood', () => {
    const { counts, opened, lost } = counted();
    opened(1);
    lost(1, silent);
    lost(1, unreachable);
    expect(counts.report.losses).toEqual([
      { connection: 1, cause: 'FEED_STALE', openedAtMs: 1, lostAtMs: 2 },
      { connection: 1, cause: 'EXCHANGE_UNREACHABLE', lostAtMs: 3 },
    ]);
    for (let i = 0; i < 1_000; i += 1) lost(1, unreachable);
    expect(counts.report.losses).toHaveLength(1_000);
    expect(counts.report.losses[0]).toMatchObject({ lostAtMs: 4 });
  });
});
