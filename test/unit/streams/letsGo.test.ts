import {
  BehaviorSubject,
  defer,
  finalize,
  NEVER,
  of,
  Subject,
  timer,
  map,
  merge,
  startWith,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { FeedEvent, KlineEvent, Topic } from '../../../src/domain/feed.js';
import { instrumentSymbol, type Kline } from '../../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../../src/domain/series.js';
import type { SocketEvent } from '../../../src/ports/marketData.js';
import { klineFeed } from '../../../src/streams/klineFeed.js';
import { windows } from '../../../src/streams/windows.js';
import { klineAt } from '../../support/klines.js';
import { MarketTime } from '../../support/marketTime.js';

const backoff = { baseMs: 1_000, capMs: 8_000, resetAfterMs: 10_000 };
const rotation = { lifetimeMs: 60_000, minuteOfHour: null, staggerMs: 1_000, overlapMs: 1_000 };
const minutely = (symbol: string): SeriesKey => seriesKey(instrumentSymbol(symbol), '1m');
const startMs = klineAt(0).openTimeMs;

/** Counts how often something is held. */
function counted<T>(source$: Observable<T>, held: { now: number; ever: number }): Observable<T> {
  return defer(() => {
    held.now += 1;
    held.ever += 1;
    return source$.pipe(finalize(() => (held.now -= 1)));
  });
}

describe('a feed', () => {
  const start = (topics$: Observable<ReadonlySet<Topic>>) => {
    const time = new MarketTime(startMs);
    const sockets = { now: 0, ever: 0 };
    const speaking$ = timer(500, 500, time).pipe(map(() => 'frame'));
    const opened: SocketEvent = { kind: 'socketOpened' };
    const feed$ = klineFeed({
      source: {
        connect: (wanted$) =>
          counted(merge(wanted$.pipe(map(() => 'ack')), speaking$.pipe(startWith(opened))), sockets),
        decode: () => ({ kind: 'ignored' }),
        labels: { for: (topic) => topic, of: () => undefined },
      },
      topics$,
      maxTopicsPerConnection: 1,
      maxSilenceMs: 5_000,
      firstDatumMs: 7_000,
      backoff,
      rotation,
      random: () => 0.5,
      scheduler: time,
    });
    return { time, sockets, feed$ };
  };

  it('opens its sockets once for many subscribers, and closes them all with the last', () => {
    const topics$ = new BehaviorSubject<ReadonlySet<Topic>>(new Set(['a', 'b', 'c']));
    const { time, sockets, feed$ } = start(topics$);
    const first = feed$.subscribe();
    const second = feed$.subscribe();
    time.runTo(startMs + 30_000);
    expect(sockets).toEqual({ now: 3, ever: 3 });
    first.unsubscribe();
    expect(sockets.now).toBe(3);
    second.unsubscribe();
    expect({ sockets: sockets.now, timers: time.pendingCount, topics: topics$.observed }).toEqual({
      sockets: 0,
      timers: 0,
      topics: false,
    });
  });

  it('leaves nothing behind whenever it is let go: while it rotates, re-subscribes or waits', () => {
    for (let seconds = 0; seconds < 130; seconds += 1) {
      const { time, sockets, feed$ } = start(new BehaviorSubject(new Set(['a', 'b'])));
      const subscription = feed$.subscribe();
      time.runTo(startMs + seconds * 1_000);
      subscription.unsubscribe();
      expect({ seconds, sockets: sockets.now, timers: time.pendingCount }).toEqual({ seconds, sockets: 0, timers: 0 });
    }
  });

  it('starts over when it is subscribed again', () => {
    const { time, sockets, feed$ } = start(new BehaviorSubject(new Set(['a'])));
    feed$.subscribe().unsubscribe();
    const again = feed$.subscribe();
    time.runTo(startMs + 10_000);
    expect(sockets).toEqual({ now: 1, ever: 2 });
    again.unsubscribe();
  });

  it('holds one socket per wanted topic however often the wish changes', () => {
    const topics$ = new BehaviorSubject<ReadonlySet<Topic>>(new Set(['a']));
    const { time, sockets, feed$ } = start(topics$);
    const subscription = feed$.subscribe();
    for (let round = 1; round <= 100; round += 1) {
      topics$.next(new Set(round % 2 === 0 ? ['a'] : ['a', 'b', 'c']));
      time.runTo(time.now() + 500);
    }
    expect(sockets.now).toBe(1);
    subscription.unsubscribe();
    expect({ sockets: sockets.now, timers: time.pendingCount }).toEqual({ sockets: 0, timers: 0 });
  });
});

describe('windows', () => {
  const start = (fetchKlines: () => Observable<readonly Kline[]>) => {
    const time = new MarketTime(startMs);
    const series$ = new BehaviorSubject<ReadonlySet<SeriesKey>>(new Set([minutely('AAAUSDT'), minutely('BBBUSDT')]));
    const feed$ = new Subject<FeedEvent<KlineEvent>>();
    const events$ = windows({
      series$,
      feed$,
      fetchKlines,
      size: 3,
      snapshotKlines: 4,
      closeGraceMs: 5_000,
      speed: 1,
      backoff,
      random: () => 0.5,
      market: time,
      transport: time,
    });
    return { time, series$, feed$, events$ };
  };

  it('let go of feed, series and timers with the last subscriber', () => {
    const { time, series$, feed$, events$ } = start(() => of([klineAt(-1)]));
    const subscriptions = [events$.subscribe(), events$.subscribe()];
    time.runTo(startMs + 5 * 60_000);
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect({ feed: feed$.observed, series: series$.observed, timers: time.pendingCount }).toEqual({
      feed: false,
      series: false,
      timers: 0,
    });
  });

  it('let go of requests under way, and of those that wait to be repeated', () => {
    const requests = { now: 0, ever: 0 };
    const { time, events$ } = start(() => counted(NEVER, requests));
    const subscription = events$.subscribe();
    time.runTo(startMs + 1_000);
    expect(requests).toEqual({ now: 2, ever: 2 });
    subscription.unsubscribe();
    expect({ requests: requests.now, timers: time.pendingCount }).toEqual({ requests: 0, timers: 0 });
  });

  // `groupBy` with a `duration` made of the group itself counts it as a subscriber, and never lets go of the source.
  it('let go of everything though series came and went meanwhile', () => {
    const requests = { now: 0, ever: 0 };
    const { time, series$, feed$, events$ } = start(() => counted(NEVER, requests));
    const subscription = events$.subscribe();
    for (let round = 0; round < 50; round += 1) {
      series$.next(new Set([minutely('AAAUSDT'), minutely(`X${round}USDT`)]));
      time.runTo(time.now() + 1_000);
      expect(requests.now).toBe(2);
    }
    subscription.unsubscribe();
    expect({
      requests: requests.now,
      feed: feed$.observed,
      series: series$.observed,
      timers: time.pendingCount,
    }).toEqual({ requests: 0, feed: false, series: false, timers: 0 });
  });
});
