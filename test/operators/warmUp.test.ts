import { concat, concatMap, defer, map, merge, NEVER, of, range, Subject, timer, type Observable } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { warmUp } from '../../src/operators/warmUp.js';
import { epochScheduler, marbles } from './virtualTime.js';

const isNewer = (value: number, last: number) => value > last;

const collect = <T>(source$: Observable<T>): T[] => {
  const values: T[] = [];
  source$.subscribe((value) => values.push(value));
  return values;
};

describe('subscriptions', () => {
  it('listens to live before it asks for the snapshot, and not before it is subscribed to', () => {
    const log: string[] = [];
    const live$ = defer(() => {
      log.push('live');
      return NEVER;
    });
    const warm$ = warmUp({
      live$,
      snapshot: () => {
        log.push('snapshot');
        return of([]);
      },
    });
    expect(log).toEqual([]);
    warm$.subscribe().unsubscribe();
    expect(log).toEqual(['live', 'snapshot']);
  });

  it(
    'takes the first answer of the snapshot and lets it go, and holds live to the end',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const live$ = hot('     - 1s c 1s    - 1s d', { c: 3, d: 4 });
      const snapshot$ = cold('- 2s s 1s    t', { s: [1, 2], t: [9] });
      const expected = '       - 2s (123) 997ms d';
      const warm$ = warmUp({ live$, snapshot: () => snapshot$, isNewer });
      expectObservable(warm$, '^ 4s !').toBe(expected, { 1: 1, 2: 2, 3: 3, d: 4 });
      expectSubscriptions(snapshot$.subscriptions).toBe('^ 2s !');
      expectSubscriptions(live$.subscriptions).toBe('^ 4s !');
    }),
  );

  it('keeps a buffer for each of them', () => {
    const live$ = new Subject<number>();
    const rows$ = new Subject<number[]>();
    const warm$ = warmUp({ live$, snapshot: () => rows$, isNewer });
    const early: number[] = [];
    const late: number[] = [];
    warm$.subscribe((value) => early.push(value));
    live$.next(3);
    warm$.subscribe((value) => late.push(value));
    live$.next(4);
    rows$.next([1, 2]);
    live$.next(5);
    expect(early).toEqual([1, 2, 3, 4, 5]);
    expect(late).toEqual([1, 2, 4, 5]);
  });
});

describe('order', () => {
  it('puts the snapshot first when both speak while they are being subscribed to', () => {
    expect(collect(warmUp({ live$: of(3, 4), snapshot: () => of([1, 2, 3]), isNewer }))).toEqual([1, 2, 3, 4]);
  });

  it('keeps what live says in answer to the past behind the past', () => {
    const live$ = new Subject<number>();
    const rows$ = new Subject<number[]>();
    const told: number[] = [];
    warmUp({ live$, snapshot: () => rows$ }).subscribe((value) => {
      told.push(value);
      if (value < 10) live$.next(value + 10);
    });
    live$.next(3);
    rows$.next([1, 2]);
    expect(told).toEqual([1, 2, 3, 11, 12, 13]);
  });

  it('loses and repeats nothing, whatever the instant of the snapshot', () => {
    const liveCount = 20;
    for (let snapshotAtMs = 0; snapshotAtMs <= liveCount; snapshotAtMs += 1) {
      const scheduler = epochScheduler(0);
      const live$ = range(1, liveCount).pipe(concatMap((openTime) => timer(1, scheduler).pipe(map(() => openTime))));
      const past = Array.from({ length: snapshotAtMs }, (_, index) => index + 1);
      const snapshot = () => timer(snapshotAtMs, scheduler).pipe(map(() => past));
      const told: number[] = [];
      warmUp({ live$, snapshot, isNewer }).subscribe((value) => told.push(value));
      scheduler.flush();
      expect(told).toEqual(Array.from({ length: liveCount }, (_, index) => index + 1));
    }
  });
});

it('holds nothing back once warm', () => {
  const live$ = new Subject<number>();
  const told = collect(warmUp({ live$, snapshot: () => concat(of([1]), NEVER) }));
  live$.next(2);
  expect(told).toEqual([1, 2]);
});

it('passes what snapshot() throws', () => {
  const broken = new Error('no store');
  const warm$ = warmUp({
    live$: merge(of(1), NEVER),
    snapshot: () => {
      throw broken;
    },
  });
  let error: unknown;
  warm$.subscribe({ error: (thrown: unknown) => (error = thrown) });
  expect(error).toBe(broken);
});

it('has the type of live', () => {
  expectTypeOf(warmUp({ live$: of(1), snapshot: () => of([1]) })).toEqualTypeOf<Observable<number>>();
});
