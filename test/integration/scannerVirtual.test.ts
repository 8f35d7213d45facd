import { beforeAll, describe, expect, it } from 'vitest';
import type { ScannerConfig } from '../../src/app/scanner.js';
import type { Market } from '../../src/simulator/market.js';
import { liquidMarket, oddMarket } from '../support/exampleMarket.js';
import { unreliableFinals, noFaults, type Faults } from '../support/faults.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { virtualSilenceMs } from '../support/virtualExchange.js';
import { virtualRun, type VirtualRun } from '../support/virtualRun.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Past the last close by more than its grace, so that every close has come or has been fetched. */
const settleMs = 40_000;
const universe = { minQuoteVolume24h: 0 };
const feeds = { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs };
const derivatives = { markPriceMaxSilenceMs: virtualSilenceMs, openInterestPeriodMs: 15 * minuteMs };

/** Some hours of forty symbols on the default intervals. */
const hoursOf = (seed: number, hours: number): VirtualRun =>
  virtualRun({
    market: liquidMarket(seed),
    config: scannerConfig({ universe, feeds, derivatives, windows: { klines: 120, snapshotKlines: 121 } }),
    durationMs: hours * hourMs + settleMs,
  });

/** An hour and a half on short intervals. */
function shortIntervals(market: Market, faults: Partial<Faults> = {}, windows: Partial<ScannerConfig['windows']> = {}) {
  return virtualRun({
    market,
    config: scannerConfig({
      universe,
      feeds,
      derivatives,
      windows: { intervals: ['1m', '5m', '15m'], klines: 60, snapshotKlines: 99, ...windows },
    }),
    durationMs: 1.5 * hourMs + settleMs,
    faults: { ...noFaults, ...faults },
  });
}

/** What holds at the end of every run, whatever happened during it. */
function expectWhole({ audit, closes, warmUp, exchange, pendingTimers }: VirtualRun, series: number): void {
  expect(audit.faults).toEqual([]);
  expect(audit.windows).toBe(series);
  expect(closes.faults).toEqual([]);
  expect(warmUp).toMatchObject({ series, ready: series, failed: 0, isComplete: true });
  expect([...exchange.replies.keys()]).toEqual([200]);
  expect({ connections: exchange.connectionCount(), streams: exchange.streamCount(), pendingTimers }).toEqual({
    connections: 0,
    streams: 0,
    pendingTimers: 0,
  });
}

describe('three hours of market time without faults', () => {
  let run: VirtualRun;
  beforeAll(() => {
    run = hoursOf(1, 3);
  });

  it('leave every window equal to the truth, each close told once and in order, no gap, nothing running', () => {
    expectWhole(run, 120);
    expect(run.changes).toMatchObject({ entered: 120 });
    expect(run.changes).not.toHaveProperty('gap');
    expect(run.audit.compared).toBe(120 * 120);
  });

  it('scan every minute once warm, without a REST call, and signal', () => {
    const warm = run.cycles.filter(({ skipped }) => skipped.length === 0);
    expect(run.cycles.map(({ cycle }) => cycle)).toEqual(Array.from({ length: 180 }, (_, index) => index));
    expect(warm.length).toBe(180);
    const isWhole = warm.every(
      ({ scores, restCalls, windowMisses }) => scores.length === 40 && restCalls + windowMisses === 0,
    );
    expect(isWhole).toBe(true);
    expect(run.signals.length).toBeGreaterThan(5);
    expect(run.signals.every(({ certificates }) => certificates.every(({ contiguous }) => contiguous))).toBe(true);
  });

  it('spend on a warm-up at most 2 weight per series beside the listing, and afterwards only on its refresh, spreads and open interest', () => {
    expect(run.warmUpBudget).toMatchObject({ calls: 122, weight: 120 * 2 + 41, rateLimited: 0 });
    const { '/fapi/v1/openInterest': polls, ...requests } = Object.fromEntries(run.exchange.requests);
    expect(requests).toEqual({
      '/fapi/v1/klines': 120,
      '/fapi/v1/exchangeInfo': 1 + 3,
      '/fapi/v1/ticker/24hr': 1 + 3,
      '/fapi/v1/ticker/bookTicker': 1 + 36,
    });
    // Each symbol once in a quarter of an hour, begun anew where the universe changes.
    expect(polls).toBeGreaterThanOrEqual(40 * 12 - 1);
    expect(polls).toBeLessThan(40 * 13);
  });

  it('give the same signals, byte for byte, when run again', () => {
    const other = hoursOf(1, 1);
    const firstHour = run.signals.filter(({ atMs }) => atMs <= other.cycles.at(-1)!.atMs);
    expect(other.signals.length).toBeGreaterThan(0);
    expect(JSON.stringify(other.signals)).toBe(JSON.stringify(firstHour));
  });

  it('give other scores with another seed', () => {
    const other = hoursOf(2, 0.1);
    const scoresOf = ({ cycles: [first] }: VirtualRun) => first!.scores.map(({ score }) => score);
    expect(scoresOf(other)).toHaveLength(40);
    expect(scoresOf(other)).not.toEqual(scoresOf(run));
  });
});

describe('faults in virtual time', () => {
  it('symbols that trade rarely or never, are young or not ASCII have whole windows', () => {
    const market = oddMarket(1);
    const run = shortIntervals(market);
    expectWhole(run, 33);
    const young = run.audit.compared - 33 * 60;
    expect(young).toBeLessThan(0);
    expect(run.changes.repaired).toBe(run.changes.gap);
  });

  it('twenty minutes without a network are repaired, whatever was missed in them', () => {
    const market = liquidMarket(3, 20);
    const outage = { fromMs: market.startMs + 30 * minuteMs, toMs: market.startMs + 50 * minuteMs };
    const run = shortIntervals(market, { outages: [outage] });
    expectWhole(run, 60);
    expect(run.changes.repaired).toBe(run.changes.gap);
    const connections = run.health.filter((change) => change.kind === 'connection');
    expect(connections.filter(({ state }) => state === 'retrying').length).toBeGreaterThan(2);
    for (const feed of ['kline', 'price']) {
      expect(connections.findLast((change) => change.feed === feed)).toMatchObject({ state: 'open', attempt: 0 });
    }
    expect(run.health.filter((change) => change.kind === 'rest').map(({ isWorking }) => isWorking)).toEqual([
      false,
      true,
    ]);
  });

  it('an outage longer than the windows begins them anew, and they are whole', () => {
    const market = liquidMarket(3, 20);
    const outage = { fromMs: market.startMs + 30 * minuteMs, toMs: market.startMs + 50 * minuteMs };
    const run = shortIntervals(market, { outages: [outage] }, { klines: 10 });
    expect(run.audit.faults).toEqual([]);
    expect(run.changes.restarted).toBe(20);
  });

  it('finals that are lost, doubled or late leave whole windows, each close told once and in order', () => {
    const run = shortIntervals(liquidMarket(4, 20), { arrivalsMs: unreliableFinals });
    expectWhole(run, 60);
    expect(run.changes.gap).toBeGreaterThan(100);
    expect(run.changes.repaired).toBe(run.changes.gap);
    expect(run.changes.duplicate).toBeGreaterThan(100);
  });
});
