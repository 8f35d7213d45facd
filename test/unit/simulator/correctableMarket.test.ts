import { describe, expect, it } from 'vitest';
import { CorrectableMarket } from '../../../src/simulator/correctableMarket.js';
import { minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';
import { tinyMarket } from './support/tinyMarket.js';

describe('CorrectableMarket', () => {
  const market = tinyMarket([
    [100, 110, 90, 105, 8, 4],
    [105, 110, 100, 101, 800, 4],
  ]);
  const [instrument] = market.instruments as [(typeof market.instruments)[0]];

  it('adds a trade a tick above the high, and leaves the market it stands on alone', () => {
    const corrected = new CorrectableMarket(market);
    expect(corrected.addMissedTrade(instrument, market.startMs + minuteMs)).toBe(true);
    const truth = (of: typeof market) =>
      new MarketView(of).truth({
        instrument,
        interval: '1m',
        fromMs: market.startMs,
        toMs: market.endMs,
        nowMs: market.endMs,
      });
    const [before, after] = [truth(market), truth(corrected)];
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toEqual({
      ...before[1],
      high: 1.11,
      baseVolume: 808,
      takerBuyBaseVolume: 408,
      quoteVolume: before[1]!.quoteVolume + 8 * 1.11,
      takerBuyQuoteVolume: before[1]!.takerBuyQuoteVolume + 8 * 1.11,
      tradeCount: 5,
    });
  });

  it('knows no minute the market does not have', () => {
    expect(new CorrectableMarket(market).addMissedTrade(instrument, market.endMs)).toBe(false);
  });

  it('a correction outlives the memory of the block it is in', () => {
    const synthetic = new CorrectableMarket(syntheticMarket({ seed: 3 }));
    const view = new MarketView(synthetic);
    const btc = view.instrument('BTCUSDT')!;
    const openMs = synthetic.startMs - 60 * minuteMs;
    const read = () =>
      view.truth({ instrument: btc, interval: '1h', fromMs: openMs, toMs: openMs, nowMs: synthetic.startMs })[0]!;
    const before = read();
    synthetic.addMissedTrade(btc, openMs + 7 * minuteMs);
    synthetic.addMissedTrade(btc, openMs + 7 * minuteMs);
    for (let block = 1; block < 1_000; block += 1) synthetic.blockAt(btc, openMs - block * 360 * minuteMs);
    expect(read().tradeCount).toBe(before.tradeCount + 2);
    expect(read().close).toBe(before.close);
  });
});
