import fc from 'fast-check';
import { delay, EMPTY, of, switchMap, take, tap, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RequestPriority } from '../../../src/adapters/binance/waitingLanes.js';
import { WeightGovernor, type WeightGovernorOptions } from '../../../src/adapters/binance/weightGovernor.js';
import { RateLimitedError } from '../../../src/domain/errors.js';
import type { RestBudget } from '../../../src/ports/marketData.js';

const rateLimited = (retryAtMs: number): RateLimitedError =>
  new RateLimitedError('too many requests', { url: 'x', httpStatus: 429, retryAtMs });

interface Leave {
  readonly name: string;
  readonly atMs: number;
}

/** A governor in virtual time whose requests are answered after `latencyMs`. */
function setUp({
  scheduler = new VirtualTimeScheduler(),
  ...options
}: Partial<Omit<WeightGovernorOptions, 'scheduler'>> & { readonly scheduler?: VirtualTimeScheduler } = {}) {
  const governor = new WeightGovernor({
    weightLimitPerMinute: 100,
    weightReserveRatio: 0.1,
    maxConcurrentRequests: 1_000,
    maxBlockMs: 300_000,
    requestTimeoutMs: 9_000,
    scheduler,
    ...options,
  });
  const left: Leave[] = [];
  const failed: unknown[] = [];

  const request = (name: string, weight: number, priority: RequestPriority = 'normal', latencyMs = 0) => {
    const answer$: Observable<unknown> = latencyMs === 0 ? of(0) : of(0).pipe(delay(latencyMs, scheduler));
    return governor
      .permit(weight, priority)
      .pipe(
        switchMap((answered) => {
          left.push({ name, atMs: scheduler.now() });
          return answer$.pipe(tap(answered));
        }),
        take(1),
      )
      .subscribe({ error: (error: unknown) => failed.push(error) });
  };
  const at = (atMs: number, action: () => void): void => {
    timer(atMs, scheduler).subscribe(action);
  };
  const budget = (): RestBudget => {
    const seen: RestBudget[] = [];
    governor.budget$.subscribe((value) => seen.push(value)).unsubscribe();
    return seen[0]!;
  };
  return { scheduler, governor, left, failed, request, at, budget };
}

describe('WeightGovernor', () => {
  it('lets requests leave at once, first in, first out, until the budget is spent', () => {
    const { request, left, scheduler } = setUp();
    for (const name of ['a', 'b', 'c', 'd']) request(name, 30);
    expect(left.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    scheduler.flush();
    expect(left.at(-1)).toEqual({ name: 'd', atMs: 60_000 });
  });

  it('keeps the reserve for orders', () => {
    const { request, left } = setUp();
    request('normal', 90);
    request('another', 1);
    request('order', 10, 'order');
    expect(left.map(({ name }) => name)).toEqual(['normal', 'order']);
  });

  it('serves orders first and background last, whoever came first', () => {
    const { request, left, scheduler } = setUp();
    request('first', 90);
    request('background', 50, 'background');
    request('normal', 50);
    request('order', 50, 'order');
    scheduler.flush();
    expect(left.map(({ name }) => name)).toEqual(['first', 'order', 'normal', 'background']);
  });

  it('lets polls leave last, evenly, at most half of what is not reserved', () => {
    const { request, left, scheduler } = setUp();
    for (let poll = 1; poll <= 46; poll += 1) request('poll', 1, 'poll');
    request('background', 1, 'background');
    request('normal', 1);
    expect(left.map(({ name }) => name)).toEqual(['poll', 'background', 'normal']);
    scheduler.flush();
    const polls = left.filter(({ name }) => name === 'poll');
    expect(polls).toHaveLength(46);
    for (const [index, { atMs }] of polls.entries()) expect(atMs).toBe(index * 1_334);
  });

  it('lets no poll leave while three quarters of what is not reserved are in use', () => {
    const { request, left, scheduler, at } = setUp();
    request('snapshots', 66, 'background');
    for (let poll = 1; poll <= 3; poll += 1) request('poll', 1, 'poll');
    at(30_000, () => request('repair', 20));
    scheduler.flush();
    expect(left.map(({ name, atMs }) => [name, atMs])).toEqual([
      ['snapshots', 0],
      ['poll', 0],
      ['repair', 30_000],
      ['poll', 60_000],
      ['poll', 61_334],
    ]);
  });

  it('does not let a light request overtake a heavy one', () => {
    const { request, left, scheduler } = setUp();
    request('first', 60);
    request('heavy', 40);
    request('light', 1);
    expect(left).toHaveLength(1);
    scheduler.flush();
    expect(left.slice(1).map(({ name }) => name)).toEqual(['heavy', 'light']);
  });

  it('has at most so many requests under way', () => {
    const { request, left, scheduler } = setUp({ maxConcurrentRequests: 2 });
    for (const name of ['a', 'b', 'c']) request(name, 1, 'normal', 500);
    expect(left).toHaveLength(2);
    scheduler.flush();
    expect(left.at(-1)).toEqual({ name: 'c', atMs: 500 });
  });

  it('forgets a waiting request that is unsubscribed, without spending', () => {
    const { request, left, budget } = setUp();
    request('first', 90);
    const waiting = request('second', 90);
    expect(budget().waiting).toBe(1);
    waiting.unsubscribe();
    expect(budget()).toMatchObject({ waiting: 0, calls: 1, weight: 90, usedWeight: 90 });
    expect(left).toHaveLength(1);
  });

  it('keeps counting a request that is unsubscribed under way, and gives its place to the next', () => {
    const { request, left, budget } = setUp({ maxConcurrentRequests: 1 });
    const underWay = request('first', 10, 'normal', 5_000);
    request('second', 10);
    underWay.unsubscribe();
    expect(left.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(budget().usedWeight).toBe(20);
  });

  it('sends nothing while blocked, then everything that waited', () => {
    const { request, left, scheduler, governor, at, budget } = setUp();
    governor.block(rateLimited(30_000));
    request('a', 1);
    at(10_000, () => request('b', 1));
    expect(budget()).toMatchObject({ blockedUntilMs: 30_000, rateLimited: 1, waiting: 1 });
    scheduler.flush();
    expect(left).toEqual([
      { name: 'a', atMs: 30_000 },
      { name: 'b', atMs: 30_000 },
    ]);
    expect(budget()).toMatchObject({ blockedUntilMs: 0, waiting: 0 });
  });

  it('is blocked until the last instant it was told', () => {
    const { request, left, scheduler, governor } = setUp();
    governor.block(rateLimited(30_000));
    governor.block(rateLimited(10_000));
    request('a', 1, 'order');
    scheduler.flush();
    expect(left).toEqual([{ name: 'a', atMs: 30_000 }]);
  });

  it('fails whoever waits, and whoever comes, when the block is longer than a request may wait', () => {
    const { request, failed, scheduler, governor, left, at } = setUp({ maxBlockMs: 60_000 });
    request('first', 90);
    request('waiting', 90);
    governor.block(rateLimited(200_000));
    request('late', 1);
    expect(failed.map((error) => error instanceof RateLimitedError && error.details.retryAtMs)).toEqual([
      200_000, 200_000,
    ]);
    at(150_000, () => request('near the end', 1));
    scheduler.flush();
    expect(left.at(-1)).toEqual({ name: 'near the end', atMs: 200_000 });
  });

  it("obeys the venue's own count when that is higher", () => {
    const { request, left, scheduler, governor, budget } = setUp();
    governor.correct(85);
    request('a', 5);
    request('b', 1);
    expect(left).toHaveLength(1);
    expect(budget()).toMatchObject({ usedWeight: 90, weight: 5 });
    governor.correct(10);
    expect(left).toHaveLength(1);
    scheduler.flush();
    expect(left.at(-1)).toEqual({ name: 'b', atMs: 60_000 });
  });

  it('refuses a request that could never leave', () => {
    const { request, failed, left } = setUp();
    request('too heavy', 91);
    expect(failed).toEqual([new RangeError('weight 91 is above the 90 a normal request may use')]);
    request('order', 91, 'order');
    expect(left).toHaveLength(1);
  });

  it('misses no turn when a millisecond passes while it looks', () => {
    for (let phase = 0; phase < 6; phase += 1) {
      const scheduler = new VirtualTimeScheduler();
      let readings = phase;
      // A clock that goes on between two readings in the same instant of the scheduler.
      scheduler.now = () => scheduler.frame + ((readings += 1) % 6 < 3 ? 0 : 1);
      const { request, left } = setUp({ scheduler });
      request('first', 90);
      request('second', 90);
      request('poll', 1, 'poll');
      scheduler.flush();
      expect(left.map(({ name }) => name)).toEqual(['first', 'second', 'poll']);
    }
  });

  it('tells of its budget while weight is in use, and then is still', () => {
    const { request, scheduler, governor } = setUp();
    const seen: RestBudget[] = [];
    governor.budget$.subscribe((value) => seen.push(value));
    request('a', 40);
    scheduler.flush();
    expect(seen.at(-2)).toMatchObject({ usedWeight: 40 });
    expect(seen.at(-1)).toMatchObject({ usedWeight: 0, calls: 1, weight: 40 });
    expect(scheduler.now()).toBe(60_000);
  });

  it('lets nobody leave once closed, and completes its budget', () => {
    const { request, scheduler, governor, left } = setUp();
    let isComplete = false;
    governor.budget$.pipe(switchMap(() => EMPTY)).subscribe({ complete: () => (isComplete = true) });
    request('a', 90);
    request('b', 90);
    governor.close();
    scheduler.flush();
    expect(left).toHaveLength(1);
    expect(isComplete).toBe(true);
  });

  it('never exceeds the limit in any minute of the venue, whose count falls between sending and answer', () => {
    const requests = fc.array(
      fc.record({
        atMs: fc.integer({ min: 0, max: 200_000 }),
        weight: fc.integer({ min: 1, max: 40 }),
        latencyMs: fc.integer({ min: 0, max: 9_000 }),
        arrivesAt: fc.double({ min: 0, max: 1, noNaN: true }),
        priority: fc.constantFrom<RequestPriority>('order', 'normal', 'background'),
        isGivenUp: fc.boolean(),
      }),
      { minLength: 20, maxLength: 60 },
    );
    fc.assert(
      fc.property(requests, (wanted) => {
        const { scheduler, governor, at } = setUp({ maxConcurrentRequests: 5 });
        const counted: { atMs: number; weight: number }[] = [];
        let answered = 0;
        for (const { atMs, weight, latencyMs, arrivesAt, priority, isGivenUp } of wanted) {
          at(atMs, () => {
            const request = governor
              .permit(weight, priority)
              .pipe(
                switchMap((answered) => {
                  counted.push({ atMs: scheduler.now() + latencyMs * arrivesAt, weight });
                  return timer(latencyMs, scheduler).pipe(tap(answered));
                }),
                take(1),
              )
              .subscribe(() => (answered += 1));
            if (isGivenUp) at(latencyMs + 20_000, () => request.unsubscribe());
          });
        }
        scheduler.flush();
        for (const { atMs: endMs } of counted) {
          const inMinute = counted.filter(({ atMs }) => atMs > endMs - 60_000 && atMs <= endMs);
          expect(inMinute.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThanOrEqual(100);
        }
        expect(answered).toBeGreaterThanOrEqual(wanted.filter(({ isGivenUp }) => !isGivenUp).length);
      }),
      { numRuns: 500 },
    );
  });
});
