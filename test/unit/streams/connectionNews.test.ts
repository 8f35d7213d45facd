import { BehaviorSubject, concat, interval, map, NEVER, of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ConnectionHealth } from '../../../src/domain/health.js';
import type { Topic } from '../../../src/domain/feed.js';
import type { SocketEvent } from '../../../src/ports/marketData.js';
import { toConnectionHealth } from '../../../src/streams/connectionHealth.js';
import { feed } from '../../../src/streams/feed.js';
import { MarketTime } from '../../support/marketTime.js';

interface Said {
  readonly kind: 'said';
}

const opened: SocketEvent = { kind: 'socketOpened' };

/** A feed in virtual time whose connections say `connect`, with one topic on each. */
function watched(connect: (time: MarketTime) => Observable<SocketEvent>, { lifetimeMs = 3_600_000 } = {}) {
  const time = new MarketTime(0);
  const topics$ = new BehaviorSubject<ReadonlySet<Topic>>(new Set(['a']));
  const feed$ = feed<Said>({
    feed: 'kline',
    source: { connect: () => connect(time), decode: () => ({ kind: 'said' }) },
    topics$,
    maxTopicsPerConnection: 1,
    maxSilenceMs: 30_000,
    firstDatumMs: 60_000,
    backoff: { baseMs: 1_000, capMs: 8_000, resetAfterMs: 10_000 },
    rotation: { lifetimeMs, minuteOfHour: null, staggerMs: 1_000, overlapMs: 2_000 },
    random: () => 1,
    scheduler: time,
  });
  const health: ConnectionHealth[] = [];
  feed$.pipe(toConnectionHealth({ periodMs: 1_000_000, scheduler: time })).subscribe((value) => health.push(value));
  const news = (): readonly string[] =>
    health.map(({ connection, state, sinceMs }) => `${sinceMs} ${connection} ${state}`);
  return { time, topics$, health, news };
}

const speaking = (time: MarketTime): Observable<SocketEvent> =>
  concat(of(opened), interval(1_000, time).pipe(map(() => 'frame')));

describe('a connection ends in closed', () => {
  it('when another has taken over, after the overlap and not before', () => {
    const { time, news } = watched(speaking, { lifetimeMs: 60_000 });
    time.runTo(64_000);
    expect(news()).toEqual(['0 1 open', '60000 2 open', '63000 1 closed']);
  });

  it('when nothing that it carried is wanted any more', () => {
    const { time, topics$, news } = watched(speaking);
    topics$.next(new Set(['a', 'b']));
    time.runTo(5_000);
    topics$.next(new Set(['a']));
    expect(news()).toEqual(['0 1 open', '0 2 open', '5000 2 closed']);
  });

  it('with its successor, when what both carried is dropped during a rotation', () => {
    const { time, topics$, news } = watched(speaking, { lifetimeMs: 60_000 });
    time.runTo(61_500);
    topics$.next(new Set());
    expect(news()).toEqual(['0 1 open', '60000 2 open', '61500 1 closed', '61500 2 closed']);
  });

  it('once, however often it was replaced', () => {
    const { time, news } = watched(speaking, { lifetimeMs: 10_000 });
    time.runTo(35_000);
    expect(news().filter((line) => line.endsWith('closed'))).toEqual([
      '13000 1 closed',
      '23000 2 closed',
      '33000 3 closed',
    ]);
  });
});

describe('a connection tells', () => {
  it('that it waits for its turn, as itself', () => {
    const { news } = watched(() => concat(of<SocketEvent>({ kind: 'waiting' }), NEVER));
    expect(news()).toEqual(['0 1 waiting']);
  });

  it('how many frames came over all its attempts, those passed over included, and pongs as life alone', () => {
    const script: readonly SocketEvent[] = [opened, 'frame', { kind: 'ignored', frames: 40 }, { kind: 'ignored' }];
    const { time, health } = watched((clock) =>
      concat(of(...script), interval(20_000, clock).pipe(map((): SocketEvent => ({ kind: 'pong' })))).pipe(
        // The first attempt ends, the second lives by its pongs.
        (events$) => (clock.now() === 0 ? of(...script) : events$),
      ),
    );
    time.runTo(1_000_000);
    expect(health.map(({ state, frames }) => [state, frames])).toEqual([
      ['open', 0],
      ['retrying', 42],
      ['open', 42],
      ['open', 84],
    ]);
    expect(health.at(-1)?.lastFrameAgeMs).toBeLessThan(20_000);
  });
});
