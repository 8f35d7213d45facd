import { concat, NEVER, of, timer } from 'rxjs';
import { expect, it } from 'vitest';
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
