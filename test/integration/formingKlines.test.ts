import { filter, map } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { syntheticMarket } from '../../src/simulator/index.js';
import { nextOf } from '../unit/binance/support/valueOf.js';
import { marketSlice } from '../support/marketSlice.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { SocketRun } from '../support/socketRun.js';

let run: SocketRun | undefined;
afterEach(() => run?.stop());

it('shows how klines form, and what closed, while windows take closed klines alone', async () => {
  const market = syntheticMarket({ seed: 1 });
  const symbols = market.instruments.slice(0, 3).map(({ symbol }) => symbol);
  run = await SocketRun.start({
    simulator: { market: marketSlice(market, symbols), speed: 120 },
    config: scannerConfig({
      universe: { minQuoteVolume24h: 0 },
      windows: { klines: 20, snapshotKlines: 50, intervals: ['1m'] },
    }),
    adapter: { formingKlinesPeriodMs: 25 },
  });
  const seen = new Set<string>();
  const everyState$ = run.scanner.latestKlines$.pipe(
    map((latest) => {
      for (const { kline } of latest.values()) seen.add(`${kline.symbol} ${kline.isClosed ? 'closed' : 'forming'}`);
      return seen.size;
    }),
    filter((states) => states === 2 * symbols.length),
  );
  await nextOf(everyState$);
  await run.until(() => run!.fewestLiveCloses >= 2);
  expect(run.closes.faults).toEqual([]);
});
