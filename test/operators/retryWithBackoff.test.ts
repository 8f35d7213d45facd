import { concat, defer, interval, map, NEVER, of, take, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { FeedClosedError } from '../../src/domain/errors.js';
import { retryWithBackoff, type BackoffOptions } from '../../src/operators/retryWithBackoff.js';
import { epochScheduler, marbles } from './virtualTime.js';

const closed = () => new FeedClosedError('reset by peer', { feed: 'kline' });
const failing$ = throwError(() => closed());
const startMs = Date.UTC(2026, 0, 1);

const options = (scheduler?: SchedulerLike): BackoffOptions<unknown> => ({
  baseMs: 1_000,
  capMs: 60_000,
  resetAfterMs: 10_000,
  random: () => 1,
  ...(scheduler && { scheduler }),
});

describe('attempts', () => {
  it(
    'are counted per source when one operator value serves two',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const operator = retryWithBackoff<string>(options());
      const first$ = cold('#', undefined, closed());
      const second$ = cold('2s #', undefined, closed());
      expectObservable(first$.pipe(operator), '^ 4s !').toBe('-');
      expectObservable(second$.pipe(operator), '^ 4s !').toBe('-');
      expectSubscriptions(first$.subscriptions).toBe(['(^!)', '1s (^!)', '3s (^!)']);
      expectSubscriptions(second$.subscriptions).toBe(['^ 1999ms !', '3s ^ 1s !']);
    }),
  );

  it(
    'are counted per subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('#', undefined, closed());
      const retried$ = source$.pipe(retryWithBackoff(options()));
      expectObservable(retried$, '^ 3999ms !').toBe('-');
      expectObservable(retried$, '4s ^ 2s !').toBe('-');
      expectSubscriptions(source$.subscriptions).toBe(['(^!)', '1s (^!)', '3s (^!)', '4s (^!)', '5s (^!)']);
    }),
  );

  it(
    'stop with the subscription, also while waiting',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('#', undefined, closed());
      expectObservable(source$.pipe(retryWithBackoff(options())), '^ 2s !').toBe('-');
      expectSubscriptions(source$.subscriptions).toBe(['(^!)', '1s (^!)']);
    }),
  );
});

it('waits on the scheduler it is given', () => {
  const scheduler = epochScheduler(startMs);
  const triedAtMs: number[] = [];
  const source$ = defer(() => {
    triedAtMs.push(scheduler.now() - startMs);
    return triedAtMs.length < 5 ? failing$ : NEVER;
  });
  const subscription = source$.pipe(retryWithBackoff(options(scheduler))).subscribe();
  scheduler.flush();
  subscription.unsubscribe();
  expect(triedAtMs).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
});

it('reads the clock for a value only until the delays have started over', () => {
  const scheduler = epochScheduler(startMs);
  let readCount = 0;
  const counted: SchedulerLike = {
    now: () => {
      readCount += 1;
      return scheduler.now();
    },
    schedule: scheduler.schedule.bind(scheduler),
  };
  interval(1_000, scheduler)
    .pipe(take(1_000), retryWithBackoff(options(counted)))
    .subscribe();
  scheduler.flush();
  expect(readCount).toBe(11);
});

it('starts over after each spell of data, not only after the first', () => {
  const scheduler = epochScheduler(startMs);
  const triedAtMs: number[] = [];
  const source$ = defer(() => {
    triedAtMs.push(scheduler.now() - startMs);
    return concat(interval(10_000, scheduler).pipe(take(2)), failing$);
  });
  const subscription = source$.pipe(retryWithBackoff(options(scheduler)), take(6)).subscribe();
  scheduler.flush();
  subscription.unsubscribe();
  expect(triedAtMs).toEqual([0, 21_000, 42_000]);
});

it('keeps the type of the source', () => {
  const source$ = of({ kind: 'opened', atMs: 0 });
  const retried$ = source$.pipe(retryWithBackoff({ ...options(), isSignOfLife: ({ kind }) => kind !== 'opened' }));
  expectTypeOf(retried$).toEqualTypeOf(source$);
  expectTypeOf(of(1).pipe(retryWithBackoff(options()), map(String))).toEqualTypeOf<Observable<string>>();
});
