import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { concat, firstValueFrom, fromEvent, merge, NEVER, of, take, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { StaleFeedError } from '../../src/domain/errors.js';
import { failWhenStale } from '../../src/operators/failWhenStale.js';
import { epochScheduler, marbles } from './virtualTime.js';

const stale = (valuesSeen: number) =>
  new StaleFeedError('kline feed silent for 5000 ms', { feed: 'kline', maxSilenceMs: 5_000, valuesSeen });

it(
  'fails after maxSilenceMs of silence and lets go of the source',
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source$ = cold(' -a-b 9s     c');
    const subs = '         ^-- 5s  !';
    const expected = '     -a-b 4999ms #';
    expectObservable(source$.pipe(failWhenStale({ feed: 'kline', maxSilenceMs: 5_000 }))).toBe(
      expected,
      undefined,
      stale(2),
    );
    expectSubscriptions(source$.subscriptions).toBe(subs);
  }),
);

it(
  'serves two sources with one operator value',
  marbles(({ cold, expectObservable }) => {
    const operator = failWhenStale<string>({ feed: 'kline', maxSilenceMs: 5_000 });
    expectObservable(cold('a 3s b 9s c').pipe(operator)).toBe('a 3s b 4999ms #', undefined, stale(2));
    expectObservable(cold('-').pipe(operator)).toBe('5s #', undefined, stale(0));
  }),
);

it('counts silence on the scheduler it is given', () => {
  const startMs = Date.UTC(2026, 0, 1);
  const scheduler = epochScheduler(startMs);
  const source$ = concat(of('a'), timer(4_000, scheduler), NEVER);
  let failedAtMs = 0;
  source$.pipe(failWhenStale({ feed: 'kline', maxSilenceMs: 5_000, scheduler })).subscribe({
    error: (error: unknown) => {
      failedAtMs = scheduler.now();
      expect(error).toEqual(stale(2));
    },
  });
  scheduler.flush();
  expect(failedAtMs - startMs).toBe(9_000);
});

describe('a wall clock that is set while the source speaks', () => {
  /** Timers run on as they did; only what `now` says jumps. */
  const setBy = (jumpMs: number, atMs: number) => {
    const scheduler = epochScheduler(Date.UTC(2026, 0, 1));
    const startMs = scheduler.now();
    const now = scheduler.now.bind(scheduler);
    scheduler.now = () => now() + (now() - startMs >= atMs ? jumpMs : 0);
    const values = [1_000, 3_000, 6_000].map((ms) => timer(ms, scheduler));
    let failedAfterMs = Number.NaN;
    merge(NEVER, ...values)
      .pipe(failWhenStale({ feed: 'kline', maxSilenceMs: 5_000, scheduler }))
      .subscribe({ error: () => (failedAfterMs = now() - startMs) });
    scheduler.flush();
    return failedAfterMs;
  };

  it('forward is not taken for silence', () => expect(setBy(3_600_000, 4_000)).toBe(11_000));

  it('forward during silence starts the wait again', () => expect(setBy(3_600_000, 8_500)).toBe(16_000));

  it('back does not make the wait longer than one more silence', () => expect(setBy(-3_600_000, 4_000)).toBe(11_000));
});

it('does not take for silence what came while the process was busy', async () => {
  const writeAndBeBusy = (peer: Socket): void => {
    peer.write('a');
    // Longer than the silence that is allowed, shorter than what is clearly late. Behind it timers come before sockets.
    const untilMs = performance.now() + 400;
    while (performance.now() < untilMs);
  };
  const server = createServer((peer) => {
    setTimeout(() => setImmediate(writeAndBeBusy, peer), 100);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  try {
    const heard$ = fromEvent(client, 'data').pipe(failWhenStale({ feed: 'kline', maxSilenceMs: 300 }), take(1));
    expect(String(await firstValueFrom(heard$, { defaultValue: undefined }))).toBe('a');
  } finally {
    client.destroy();
    server.close();
  }
});
