import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FeedClosedError, StaleFeedError } from '../../../src/domain/errors.js';
import type { ConnectionLost, ConnectionOpened } from '../../../src/domain/feed.js';
import type { ConnectionHealth } from '../../../src/domain/health.js';
import { toConnectionHealth } from '../../../src/streams/connectionHealth.js';
import { MarketTime } from '../../support/marketTime.js';

const broken = new FeedClosedError('closed', { feed: 'kline' });
const stale = new StaleFeedError('silent', { feed: 'kline', maxSilenceMs: 1, valuesSeen: 0 });

type Event = { readonly kind: string };
const who = (connection: number, atMs: number, feed = 'kline') => ({ feed, connection, atMs });
const opened = (connection: number, atMs: number, feed = 'kline', frames = 0): ConnectionOpened => ({
  kind: 'opened',
  ...who(connection, atMs, feed),
  topics: new Set(),
  replaces: undefined,
  traffic: { frames, lastFrameAtMs: frames === 0 ? undefined : atMs },
});
const lost = (connection: number, atMs: number, error: ConnectionLost['error'], feed = 'kline'): ConnectionLost => ({
  kind: 'lost',
  ...who(connection, atMs, feed),
  error,
});
const waiting = (connection: number, atMs: number) => ({ kind: 'waiting', ...who(connection, atMs) });
const closed = (connection: number, atMs: number) => ({ kind: 'closed', ...who(connection, atMs) });

const periodMs = 5_000;
/** A feed in virtual time, with what becomes of it as `connection state attempt`. */
function watched() {
  const time = new MarketTime(0);
  const events$ = new Subject<Event>();
  const health: ConnectionHealth[] = [];
  const subscription = events$
    .pipe(toConnectionHealth({ periodMs, scheduler: time }))
    .subscribe((value) => health.push(value));
  return { time, events$, health, subscription };
}

/** What is told of events that come at once, while the feed goes on. */
function healthOf(...events: readonly Event[]): readonly ConnectionHealth[] {
  const { events$, health } = watched();
  for (const event of events) events$.next(event);
  return health;
}

describe('the state of a connection', () => {
  it('is no matter of data', () => {
    expect(healthOf({ kind: 'kline' }, { kind: 'ignored' }, { kind: 'badFrame' }, { kind: 'silent' })).toEqual([]);
  });

  it('counts the losses since it was open, each with its cause, and starts over when it opens', () => {
    const health = healthOf(opened(1, 1), lost(1, 2, stale), lost(1, 3, broken), opened(1, 4), lost(1, 5, broken));
    expect(health.map(({ state, attempt, cause, sinceMs }) => [state, attempt, cause?.code, sinceMs])).toEqual([
      ['open', 0, undefined, 1],
      ['retrying', 1, 'FEED_STALE', 2],
      ['retrying', 2, 'FEED_CLOSED', 3],
      ['open', 0, undefined, 4],
      ['retrying', 1, 'FEED_CLOSED', 5],
    ]);
  });

  it('is told of a connection that never opened', () => {
    expect(healthOf(lost(1, 2, broken), lost(1, 3, broken))).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  it('is waiting while it waits for its turn, told once, with what it was lost for', () => {
    const health = healthOf(
      waiting(1, 1),
      waiting(1, 2),
      opened(1, 3),
      lost(1, 4, broken),
      waiting(1, 5),
      waiting(1, 6),
    );
    expect(health.map(({ state, attempt, cause, sinceMs }) => [state, attempt, cause?.code, sinceMs])).toEqual([
      ['waiting', 0, undefined, 1],
      ['open', 0, undefined, 3],
      ['retrying', 1, 'FEED_CLOSED', 4],
      ['waiting', 1, 'FEED_CLOSED', 5],
    ]);
  });

  it('ends with closed, unless nothing was ever told of it', () => {
    const health = healthOf(opened(1, 1), closed(1, 2), closed(2, 3));
    expect(health.map(({ connection, state }) => [connection, state])).toEqual([
      [1, 'open'],
      [1, 'closed'],
    ]);
  });

  it('ends with the feed, and tells what it was lost for', () => {
    const { events$, health } = watched();
    events$.next(opened(1, 0));
    events$.next(opened(2, 0));
    events$.next(lost(2, 0, broken));
    events$.complete();
    expect(health.slice(-2).map(({ connection, state, cause }) => [connection, state, cause?.code])).toEqual([
      [1, 'closed', undefined],
      [2, 'closed', 'FEED_CLOSED'],
    ]);
  });

  it('is kept apart for connections and feeds', () => {
    const health = healthOf(lost(1, 1, broken), lost(2, 2, broken), lost(1, 3, broken, 'price'), lost(1, 4, stale));
    expect(health.map(({ feed, connection, attempt }) => `${feed} ${connection} ${attempt}`)).toEqual([
      'kline 1 1',
      'kline 2 1',
      'price 1 1',
      'kline 1 2',
    ]);
  });
});

describe('the figures of a connection', () => {
  it('are told with a change, and again every period, for every connection that is not closed', () => {
    const { time, events$, health } = watched();
    const traffic = { frames: 0, lastFrameAtMs: undefined as number | undefined };
    events$.next({ ...opened(1, 0), traffic } as Event);
    events$.next(opened(2, 0));
    traffic.frames = 7;
    traffic.lastFrameAtMs = 4_000;
    events$.next(closed(2, 4_500));
    health.length = 0;
    time.runTo(10_000);
    const first = { connection: 1, state: 'open', sinceMs: 0, frames: 7, isRefresh: true };
    expect(health).toMatchObject([
      { ...first, lastFrameAgeMs: 1_000 },
      { ...first, lastFrameAgeMs: 6_000 },
    ]);
    events$.next(lost(1, 11_000, broken));
    expect(health.at(-1)).toMatchObject({ state: 'retrying', frames: 7, isRefresh: false });
  });

  it('are none before the first frame', () => {
    const { time, events$, health } = watched();
    events$.next(opened(1, 0));
    time.runTo(periodMs);
    expect(health).toMatchObject([
      { frames: 0, lastFrameAgeMs: undefined },
      { frames: 0, lastFrameAgeMs: undefined },
    ]);
  });

  it('are never younger than new when the clock is set back', () => {
    const { time, events$, health } = watched();
    events$.next(opened(1, 60_000, 'kline', 3));
    time.runTo(periodMs);
    expect(health.at(-1)?.lastFrameAgeMs).toBe(0);
  });

  it('cost no timer once nobody listens, or the feed has ended', () => {
    const left = watched();
    left.events$.next(opened(1, 0));
    left.subscription.unsubscribe();
    expect(left.time.pendingCount).toBe(0);
    const ended = watched();
    ended.events$.complete();
    expect(ended.time.pendingCount).toBe(0);
  });
});
