import { describe, expect, it } from 'vitest';
import { dayMs, minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { RollingDays } from '../../../src/simulator/rollingDay.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

const market = syntheticMarket({ seed: 5 });
const view = new MarketView(market);
const { startMs } = market;

/** The same from minutes, without a ring. */
function naiveDay(symbol: string, nowMs: number) {
  const stepMs = nowMs - (nowMs % (5 * minuteMs));
  const instrument = view.instrument(symbol)!;
  let [high, low, baseVolume, tradeCount] = [0, Number.POSITIVE_INFINITY, 0, 0];
  view.visitKlines({ instrument, interval: '1m', fromMs: stepMs - dayMs, toMs: nowMs, nowMs }, (minute) => {
    high = Math.max(high, minute.high);
    low = Math.min(low, minute.low);
    baseVolume += minute.baseVolume;
    tradeCount += minute.tradeCount;
  });
  return { high, low, baseVolume, tradeCount };
}

describe('RollingDays', () => {
  it.each(['BTCUSDT', 'QUIET1USDT', 'YOUNG2USDT', 'DEAD1USDT'])('%s: the last 24 hours, as time goes on', (symbol) => {
    const days = new RollingDays(view);
    const instrument = view.instrument(symbol)!;
    for (const afterMs of [0, 1_000, 299_999, 300_000, 3_600_123, 3_600_124, 40_000_000, 200_000_000]) {
      const nowMs = startMs + afterMs;
      expect(days.at(instrument, nowMs)).toMatchObject({
        ...naiveDay(symbol, nowMs),
        closeTimeMs: nowMs,
        last: view.lastPriceUnits(instrument, nowMs),
      });
    }
  });

  it('knows nothing of a symbol without klines', () => {
    expect(new RollingDays(view).at(view.instrument('SOON1USDT')!, startMs)).toBeUndefined();
  });

  it('is flat for a symbol without trades', () => {
    const ticker = new RollingDays(view).at(view.instrument('DEAD1USDT')!, startMs)!;
    expect([ticker.open, ticker.high, ticker.low]).toEqual([ticker.last, ticker.last, ticker.last]);
    expect(ticker.quoteVolume).toBe(0);
  });
});
