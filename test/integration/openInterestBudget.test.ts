import { map, merge, mergeMap, NEVER, startWith, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { InstrumentSymbol } from '../../src/domain/kline.js';
import { syntheticMarket } from '../../src/simulator/syntheticMarket.js';
import { openInterestFeed } from '../../src/streams/openInterest.js';
import { MarketTime } from '../support/marketTime.js';
import { virtualExchange } from '../support/virtualExchange.js';

const market = syntheticMarket({ seed: 1 });
const { startMs } = market;
const minuteMs = 60_000;
const weightLimitPerMinute = 600;
/** The most that the poll may use: half of what is not kept for orders. */
const pollWeight = 270;
const symbols = market.instruments
  .filter(({ contractType, status }) => contractType === 'PERPETUAL' && status === 'TRADING')
  .slice(0, 200)
  .map(({ symbol }) => symbol);

/** An exchange that allows few requests, a warm-up and a poll of open interest that both want more than there is. */
function shortBudget({ isPolling }: { readonly isPolling: boolean }) {
  const time = new MarketTime(startMs);
  const { marketData, replies } = virtualExchange({ market, time, weightLimitPerMinute });
  const repairsMs: number[] = [];
  const polledMs: number[] = [];
  const polled: InstrumentSymbol[] = [];
  const snapshotsMs: number[] = [];
  const elapsedMs = (): number => time.now() - startMs;
  const snapshot = (symbol: InstrumentSymbol) =>
    marketData.fetchKlines({ symbol, interval: '1m', limit: 100, purpose: 'snapshot' });
  const warmUp = (ofSymbols: readonly InstrumentSymbol[]): void =>
    void merge(...ofSymbols.map(snapshot)).subscribe(() => snapshotsMs.push(elapsedMs()));
  const repairEvery = (periodMs: number): void =>
    void timer(periodMs, periodMs, time)
      .pipe(
        mergeMap(() => {
          const askedMs = elapsedMs();
          const openTimeMs = startMs - minuteMs;
          const query = {
            symbol: symbols[0]!,
            interval: '1m',
            fromMs: openTimeMs,
            toMs: openTimeMs,
            limit: 1,
          } as const;
          return marketData.fetchKlines(query).pipe(map(() => askedMs));
        }),
      )
      .subscribe((askedMs) => repairsMs.push(elapsedMs() - askedMs));
  if (isPolling) {
    openInterestFeed({
      symbols$: NEVER.pipe(startWith(symbols)),
      fetchOpenInterest: (symbol) => marketData.fetchOpenInterest(symbol),
      periodMs: 20_000,
      market: time,
    }).subscribe((event) => {
      if (event.kind !== 'openInterest') return;
      polledMs.push(elapsedMs());
      polled.push(event.openInterest.symbol);
    });
  }
  const runTo = (ms: number): void => time.runTo(startMs + ms);
  return { runTo, warmUp, repairEvery, repairsMs, polledMs, polled, snapshotsMs, replies };
}

const within = (times: readonly number[], fromMs: number, toMs: number): number =>
  times.filter((ms) => ms >= fromMs && ms < toMs).length;

describe('a poll of open interest that wants more than the budget', () => {
  it('lets a warm-up go first, which is over when it would be without', () => {
    const [alone, beside] = [false, true].map((isPolling) => {
      const run = shortBudget({ isPolling });
      run.runTo(10);
      run.warmUp([...symbols, ...symbols]);
      run.runTo(3 * minuteMs);
      expect(run.snapshotsMs).toHaveLength(400);
      return { ...run, warmMs: run.snapshotsMs.at(-1)! };
    });
    expect(alone!.warmMs).toBeGreaterThan(minuteMs);
    expect(beside!.warmMs - alone!.warmMs).toBeLessThan(1_000);
    // The poll that had left before costs one snapshot its place in the first minute.
    const late = beside!.snapshotsMs.filter((ms, index) => ms - alone!.snapshotsMs[index]! > 1_000);
    expect(late).toHaveLength(within(beside!.polledMs, 0, 1_000));
    expect(within(beside!.polledMs, 1_000, beside!.warmMs)).toBe(0);
    expect(within(beside!.polledMs, beside!.warmMs, 3 * minuteMs)).toBeGreaterThan(pollWeight / 2);
    expect([...beside!.replies.keys()]).toEqual([200]);
  });

  it('slows down to half of the budget, and a repair never waits for it', () => {
    const { runTo, repairEvery, repairsMs, polledMs, replies } = shortBudget({ isPolling: true });
    repairEvery(1_700);
    runTo(10 * minuteMs);
    expect(repairsMs).toHaveLength(Math.floor((10 * minuteMs) / 1_700));
    expect(new Set(repairsMs)).toEqual(new Set([40]));
    for (let minute = 1; minute < 10; minute += 1) {
      const polled = within(polledMs, minute * minuteMs, (minute + 1) * minuteMs);
      expect(polled).toBeLessThanOrEqual(pollWeight);
      expect(polled).toBeGreaterThan(pollWeight / 2);
    }
    expect([...replies.keys()]).toEqual([200]);
  });

  it('begins where it stopped: after a warm-up in its midst everyone is asked in turn', () => {
    const { runTo, warmUp, polledMs, snapshotsMs, polled } = shortBudget({ isPolling: true });
    runTo(30_000);
    const before = polledMs.length;
    warmUp(symbols);
    runTo(3 * minuteMs);
    expect(snapshotsMs).toHaveLength(200);
    expect(polledMs.length).toBeGreaterThan(before);
    const turns = polled.map((_, index) => symbols[index % symbols.length]);
    expect(polled).toEqual(turns);
  });
});
