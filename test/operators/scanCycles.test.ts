import { delay, NEVER, of, Subject, type Observable } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { scanCycles, type ScanCycle } from '../../src/streams/scanCycles.js';
import { epochScheduler, marbles } from './virtualTime.js';

const startMs = Date.UTC(2026, 0, 1);

it('tells cycles in the time of the scheduler it is given', () => {
  const scheduler = epochScheduler(startMs);
  const cycles: ScanCycle<string>[] = [];
  const subscription = scanCycles({
    inputs: { symbol: of('BTCUSDT') },
    scan: ({ symbol }, cycle) => of(`${symbol} ${cycle}`).pipe(delay(90_000, scheduler)),
    periodMs: 60_000,
    scheduler,
  }).subscribe((cycle) => {
    cycles.push(cycle);
    if (cycles.length === 2) subscription.unsubscribe();
  });
  scheduler.flush();
  expect(cycles).toEqual([
    { cycle: 0, atMs: startMs + 60_000, result: 'BTCUSDT 0' },
    { cycle: 2, atMs: startMs + 180_000, result: 'BTCUSDT 2' },
  ]);
});

it(
  'counts for each subscription from 0',
  marbles(({ expectObservable }) => {
    const cycles$ = scanCycles({ inputs: { price: of(1) }, scan: (_latest, cycle) => of(cycle), periodMs: 1_000 });
    const values = { a: { cycle: 0, atMs: 1_000, result: 0 }, b: { cycle: 0, atMs: 1_500, result: 0 } };
    expectObservable(cycles$, '      ^ 1200ms !').toBe('1s a', values);
    expectObservable(cycles$, '500ms ^ 1200ms !').toBe('1500ms b', values);
  }),
);

it('lets go of its inputs', () => {
  const price$ = new Subject<number>();
  scanCycles({ inputs: { price: price$ }, scan: () => NEVER, periodMs: 1_000 })
    .subscribe()
    .unsubscribe();
  expect(price$.observed).toBe(false);
});

it('gives the scan the type of each input', () => {
  const cycles$ = scanCycles({
    inputs: { symbols: of(['BTCUSDT']), price: of(1) },
    scan: (latest) => {
      expectTypeOf(latest).toEqualTypeOf<{ readonly symbols: string[]; readonly price: number }>();
      return of(latest.symbols.length * latest.price);
    },
    periodMs: 1_000,
  });
  expectTypeOf(cycles$).toEqualTypeOf<Observable<ScanCycle<number>>>();
});
