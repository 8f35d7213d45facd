import { filter, pairwise } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { syntheticMarket } from '../../src/simulator/index.js';
import { auditWindows } from '../support/audit.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { SocketRun } from '../support/socketRun.js';

const speed = 600;
const windows = { klines: 60, snapshotKlines: 99, intervals: ['1m' as const, '3m' as const] };
const listed = 60;
const listedEachLook = 3;
const looks = 12;
const onTheWayMs = 2_000;

let run: SocketRun | undefined;
afterEach(() => run?.stop());

it('follows a changing universe under load: no reconnect, no hole, no double close', { timeout: 60_000 }, async () => {
  run = await SocketRun.start({
    simulator: { market: syntheticMarket({ seed: 3 }), speed, weightLimitPerMinute: 1_000_000 },
    config: scannerConfig({
      universe: { minQuoteVolume24h: 0, refreshPeriodMs: 150_000 },
      windows,
      // Connections fill up, empty and are opened anew while the others go on.
      exchange: { maxTopicsPerConnection: 50 },
    }),
    listedAt: (instruments, look) => {
      const from = Math.min(look, looks) * listedEachLook;
      return instruments.filter(({ status }) => status === 'TRADING').slice(from, from + listed);
    },
  });
  const { scanner, simulator, closes } = run;
  const changed = { entered: 0, left: 0, lost: 0 };
  scanner.universe$.pipe(pairwise()).subscribe(([before, after]) => {
    changed.entered += after.filter((symbol) => !before.includes(symbol)).length;
    changed.left += before.filter((symbol) => !after.includes(symbol)).length;
  });
  scanner.klineFeed$.pipe(filter(({ kind }) => kind === 'lost')).subscribe(() => (changed.lost += 1));

  const turnover = (looks - 1) * listedEachLook;
  await run.until(() => changed.entered >= turnover && run!.warmUp?.isComplete === true);
  await run.until(
    () => run!.fewestLiveCloses >= 3 && [...run!.book.values()].every(({ status }) => status === 'ready'),
  );
  const series = listed * windows.intervals.length;
  const closedByMs = simulator.clock.nowMs() - onTheWayMs * speed;
  expect(auditWindows(run.book, simulator.truth, { size: windows.klines, closedByMs })).toMatchObject({
    windows: series,
    faults: [],
  });
  expect(closes.faults).toEqual([]);
  expect(changed).toEqual({ entered: turnover, left: turnover, lost: 0 });
  // One stream of prices and one of mark prices beside the klines of what is listed now, on as many connections as that takes.
  expect(simulator.stats()).toMatchObject({ streams: series + 2 });
});
