import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recordedMarket, syntheticMarket } from '../../src/simulator/index.js';
import type { Market } from '../../src/simulator/market.js';
import { auditWindows } from '../support/audit.js';
import { marketSlice } from '../support/marketSlice.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { SocketRun, type SocketRunOptions } from '../support/socketRun.js';

const recording = join(process.env['CANDLEWICK_DATA'] ?? '../shared/data', 'klines-1m-breadth');
const hasRecording = existsSync(recording);
const speed = 600;
const intervals = ['1m', '3m', '5m'] as const;
const windows = { klines: 300, snapshotKlines: 499, intervals: [...intervals] };
/** A close that is younger than this (wall time) may still be on its way. */
const onTheWayMs = 2_000;
/** An hour passes in six seconds here: without a refresh, what is spent is spent on windows. */
const neverMs = 1_000_000_000;
/** exchangeInfo, the 24 h tickers of the whole market, and one look at the clock. */
const listingWeight = 1 + 40 + 1;

const running: SocketRun[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((run) => run.stop()));
});

async function start(simulator: SocketRunOptions['simulator']): Promise<SocketRun> {
  const config = scannerConfig({ universe: { minQuoteVolume24h: 0, refreshPeriodMs: neverMs }, windows });
  const run = await SocketRun.start({ simulator, config });
  running.push(run);
  return run;
}

const liquid = (count: number): Market => {
  const market = syntheticMarket({ seed: 1 });
  return marketSlice(
    market,
    market.instruments.slice(0, count).map(({ symbol }) => symbol),
  );
};

/** Runs until every series has had three closes over its socket, and compares everything with the exchange. */
async function expectTrueWindows(run: SocketRun, symbols: number): Promise<void> {
  const series = symbols * intervals.length;
  await run.until(() => run.warmUp?.isComplete === true && run.book.size === series && run.fewestLiveCloses >= 3);
  await run.until(() => [...run.book.values()].every(({ status }) => status === 'ready'));
  const { simulator, closes, cycles, warmUp, warmUpSpent, book } = run;
  const closedByMs = simulator.clock.nowMs() - onTheWayMs * speed;
  const audit = auditWindows(book, simulator.truth, { size: windows.klines, closedByMs });
  expect(audit).toMatchObject({ windows: series, faults: [] });
  expect(closes).toMatchObject({ seriesCount: series, faults: [] });
  expect(warmUp).toMatchObject({ series, ready: series, failed: 0 });
  expect(Object.keys(simulator.stats().restReplies)).toEqual(['200']);
  expect(warmUpSpent!.snapshots).toBe(series);
  // Ten closes a second: one that falls between a snapshot and its subscription is repaired, for a weight of 1.
  expect(warmUpSpent!.weight - warmUpSpent!.repairs).toBeLessThanOrEqual(2 * series + listingWeight);
  expect(cycles.length).toBeGreaterThan(0);
  expect(cycles.every(({ restCalls }) => restCalls === 0)).toBe(true);
  expect(cycles.at(-1)).toMatchObject({ failed: [] });
}

describe('a scanner over real sockets', { timeout: 60_000 }, () => {
  it('keeps 180 windows equal to the market, within its budget, and lets go of every socket', async () => {
    const run = await start({ market: liquid(60), speed });
    await expectTrueWindows(run, 60);
    expect(run.simulator.stats()).toMatchObject({ connections: 3, streams: 182 });
    run.leave();
    await vi.waitFor(() => expect(run.simulator.stats()).toMatchObject({ connections: 0, streams: 0 }));
  });

  it('stops asking before the exchange says 429', async () => {
    const run = await start({ market: liquid(50), weightLimitPerMinute: 300 });
    const affordable = (0.9 * 300 - listingWeight) / 2;
    await run.until(() => run.warmUp?.ready === affordable && run.budget?.waiting === 150 - affordable);
    expect(Object.keys(run.simulator.stats().restReplies)).toEqual(['200']);
    expect(run.budget).toMatchObject({ rateLimited: 0, usedWeight: 270 });
    expect(run.warmUp).toMatchObject({ series: 150, isComplete: false });
  });

  it.skipIf(!hasRecording)(
    `keeps the windows of a recorded market equal to it${hasRecording ? '' : ` (skipped: there is no ${recording})`}`,
    async () => {
      const market = recordedMarket({ dataDir: recording });
      await expectTrueWindows(await start({ market, speed }), market.instruments.length);
    },
  );
});
