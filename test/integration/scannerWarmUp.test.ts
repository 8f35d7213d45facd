import { describe, expect, it } from 'vitest';
import { syntheticMarket } from '../../src/simulator/index.js';
import { marketSlice } from '../support/marketSlice.js';
import { klinesOnly, scannerConfig } from '../support/scannerConfig.js';
import { virtualSilenceMs } from '../support/virtualExchange.js';
import { virtualRun, type VirtualRun } from '../support/virtualRun.js';

const minuteMs = 60_000;
/** Past the last close by more than its grace. */
const settleMs = 40_000;
const startMs = Date.UTC(2026, 1, 1);
/** exchangeInfo and the 24 h tickers of the whole market. */
const listingWeight = 1 + 40;

interface ColdStart {
  readonly symbols: number;
  readonly weightLimitPerMinute: number;
  readonly durationMs: number;
  /** How far into the venue's minute the scanner starts. */
  readonly phaseMs?: number;
}

/** 100 rows weigh what 499 do, and are faster to make. */
function coldStart({ symbols, phaseMs = 0, ...limits }: ColdStart): VirtualRun {
  const market = syntheticMarket({ seed: 1, startMs: startMs + phaseMs });
  return virtualRun({
    market: marketSlice(
      market,
      market.instruments.slice(0, symbols).map(({ symbol }) => symbol),
    ),
    config: scannerConfig({
      universe: { minQuoteVolume24h: 0 },
      feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
      factors: klinesOnly,
      windows: { intervals: ['1m', '3m', '5m'], klines: 60, snapshotKlines: 100 },
    }),
    ...limits,
  });
}

/** A close that falls between a snapshot and its stream's subscription is repaired, for a weight of 1: no warm-up. */
function expectWithinBudget(run: VirtualRun, series: number): void {
  const { exchange, audit, closes, changes, warmUp, warmUpBudget, budgets } = run;
  expect([...exchange.replies.keys()]).toEqual([200]);
  expect(warmUp).toMatchObject({ series, ready: series, isComplete: true });
  expect(warmUpBudget).toMatchObject({ rateLimited: 0 });
  expect(warmUpBudget!.weight - listingWeight - (changes.gap ?? 0)).toBeLessThanOrEqual(2 * series);
  expect(Math.max(...budgets.map(({ usedWeight, limitWeight }) => usedWeight / limitWeight))).toBeLessThanOrEqual(0.9);
  expect({ audit: audit.faults, closes: closes.faults }).toEqual({ audit: [], closes: [] });
}

describe('a cold warm-up in virtual time, against the venue’s own count of weight', () => {
  it('of 1,800 series needs a second minute of the real limit, 2 weight per series, and no 429', () => {
    const run = coldStart({ symbols: 600, weightLimitPerMinute: 2_400, durationMs: 1.5 * minuteMs });
    expectWithinBudget(run, 1_800);
    expect(run.warmAtMs! - run.exchange.view.market.startMs).toBeGreaterThan(minuteMs);
    expect(run.warmAtMs! - run.exchange.view.market.startMs).toBeLessThan(2 * minuteMs);
  });

  it.each([0, 20_000, 40_000, 59_900])('begun %d ms into the venue’s minute costs no 429 either', (phaseMs) => {
    const run = coldStart({
      symbols: 60,
      weightLimitPerMinute: 240,
      durationMs: 4 * minuteMs + settleMs - phaseMs,
      phaseMs,
    });
    expectWithinBudget(run, 180);
  });
});
