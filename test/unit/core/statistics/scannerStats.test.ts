import { describe, expect, it } from 'vitest';
import { recentCycles, ScannerCounter } from '../../../../src/core/statistics/scannerStats.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { cycleResult, openedSignal } from '../../../support/cycles.js';
import { klineAt } from '../../../support/klines.js';

const btc = instrumentSymbol('BTCUSDT');
const score = { symbol: btc, score: 70, mean: 70, parts: [] };
const opened = openedSignal(score);

/** A counter that has seen these cycles, and what it says. */
const after = (...cycles: readonly Parameters<typeof cycleResult>[0][]) => {
  const counter = new ScannerCounter();
  for (const cycle of cycles) counter.cycle(cycleResult(cycle));
  return counter.stats([]);
};

describe('the statistics of a scanner', () => {
  it('are nothing at first', () => {
    expect(after()).toMatchObject({
      cycles: 0,
      last: undefined,
      duration: { lastMs: 0, meanMs: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 },
      symbolsPerSecond: 0,
      windowHitRatio: 1,
      windows: { warming: 0, ready: 0, suspect: 0, dead: 0 },
    });
  });

  it('add up what cycles say', () => {
    const stats = after(
      { cycle: 3, durationMs: 2, scores: [score, score], windowHits: 5, windowMisses: 1, signals: [opened] },
      {
        cycle: 4,
        durationMs: 4,
        scores: [score],
        windowHits: 4,
        windowMisses: 6,
        restCalls: 2,
        signals: [
          { ...opened, kind: 'updated' },
          { ...opened, kind: 'closed', cause: 'fell' },
        ],
        skipped: [
          { symbol: btc, reason: 'warming' },
          { symbol: btc, reason: 'warming' },
          { symbol: btc, reason: 'dead' },
        ],
        failed: [{ symbol: btc, factor: 'mine', message: 'it threw' }],
      },
    );
    expect(stats).toMatchObject({
      cycles: 2,
      cyclesSkipped: 0,
      symbolsPerSecond: 500,
      restCalls: 2,
      windowHits: 9,
      windowMisses: 7,
      windowHitRatio: 9 / 16,
      signalsOpened: 1,
      signalsClosed: 1,
      skipped: { warming: 2, dead: 1 },
      failed: { mine: 1 },
      duration: { lastMs: 4, meanMs: 3, maxMs: 4 },
    });
    expect(stats.last?.cycle).toBe(4);
  });

  it.each([
    ['the numbers between two cycles', [3, 7, 8], 3],
    ['nothing before the first', [5], 0],
  ])('count as skipped %s', (_, numbers, skipped) => {
    expect(after(...numbers.map((cycle) => ({ cycle }))).cyclesSkipped).toBe(skipped);
  });

  it('count nothing as skipped where numbers begin anew', () => {
    const counter = new ScannerCounter();
    for (const cycle of [2, 3]) counter.cycle(cycleResult({ cycle }));
    counter.begin();
    for (const cycle of [10, 11]) counter.cycle(cycleResult({ cycle }));
    expect(counter.stats([]).cyclesSkipped).toBe(0);
  });

  it('tell percentiles of the latest cycles only', () => {
    const slow = { durationMs: 1_000 };
    const usual = Array.from({ length: recentCycles }, (_, index) => ({ durationMs: index + 1 }));
    expect(after(slow, ...usual).duration).toEqual({
      lastMs: 1_000,
      meanMs: 500.5,
      p50Ms: 501,
      p99Ms: 991,
      maxMs: 1_000,
    });
  });

  it('count what happens to windows, and which there are', () => {
    const counter = new ScannerCounter();
    const missing = { fromMs: 0, toMs: 0 };
    for (const source of ['rest', 'rest', 'ws'] as const)
      counter.window({ kind: 'closed', kline: klineAt(0), source, exchangeTimeMs: 0 });
    counter.window({ kind: 'entered' });
    counter.window({ kind: 'duplicate', openTimeMs: 0 });
    counter.window({ kind: 'corrected', kline: klineAt(0) });
    counter.window({ kind: 'gap', missing });
    counter.window({ kind: 'repaired' });
    expect(counter.stats(['ready', 'ready', 'suspect'])).toMatchObject({
      klinesClosed: 3,
      klinesClosedLive: 1,
      duplicates: 1,
      corrections: 1,
      gaps: 1,
      repairs: 1,
      windows: { warming: 0, ready: 2, suspect: 1, dead: 0 },
    });
  });
});
