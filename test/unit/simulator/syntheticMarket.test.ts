import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dayMs, minuteMs, type Market } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { defaultSyntheticStartMs, syntheticMarket } from '../../../src/simulator/syntheticMarket.js';
import { exponential } from '../../../src/simulator/synthetic/exponential.js';
import { bridgedWalk } from '../../../src/simulator/synthetic/walks.js';

const startMs = defaultSyntheticStartMs;
const market = syntheticMarket({ seed: 1 });
const view = new MarketView(market);

const minutesOf = (symbol: string, fromMs: number, count: number, from = view) =>
  from.truth({
    instrument: from.instrument(symbol)!,
    interval: '1m',
    fromMs,
    toMs: fromMs + (count - 1) * minuteMs,
    nowMs: fromMs + count * minuteMs,
  });

function digest(of: Market): string {
  const hash = createHash('sha256').update(JSON.stringify(of.instruments));
  const ofView = new MarketView(of);
  for (const { symbol } of of.instruments)
    hash.update(JSON.stringify(minutesOf(symbol, startMs - 200_000, 90, ofView)));
  return hash.digest('hex');
}

describe('the same seed', () => {
  it('gives the same market to the byte, and another seed another', () => {
    const first = digest(market);
    expect(digest(syntheticMarket({ seed: 1 }))).toBe(first);
    expect(digest(syntheticMarket({ seed: 2 }))).not.toBe(first);
  });

  it('gives the bytes it has always given', () => {
    const rows = minutesOf('BTCUSDT', startMs, 720);
    expect(createHash('sha256').update(JSON.stringify(rows)).digest('hex')).toMatchInlineSnapshot(
      `"aa02bccfb21b2f6c98c5e9d224f2e146404e90991a30d1ee059957d032930d8b"`,
    );
  });

  it('gives a minute the same values whatever was read before it', () => {
    const cold = new MarketView(syntheticMarket({ seed: 1 }));
    const rows = minutesOf('ETHUSDT', startMs + 5 * dayMs + 17 * minuteMs, 3, cold);
    const warm = new MarketView(syntheticMarket({ seed: 1 }));
    // More blocks than are kept, so that memory has been reused.
    for (const { symbol } of market.instruments) minutesOf(symbol, startMs - dayMs, 1_000, warm);
    expect(minutesOf('ETHUSDT', startMs + 5 * dayMs + 17 * minuteMs, 3, warm)).toEqual(rows);
  });
});

describe('minutes', () => {
  it('are contiguous and consistent, across blocks too', () => {
    for (const symbol of ['BTCUSDT', '1000PEPEUSDT', 'QUIET1USDT', 'YOUNG3USDT', 'BTCUSDT_261225', '币安人生USDT']) {
      const rows = minutesOf(symbol, startMs - 6 * 60 * minuteMs, 1_000);
      rows.forEach((row, index) => {
        const previous = rows[index - 1];
        if (previous) expect(row.openTimeMs - previous.openTimeMs).toBe(minuteMs);
        expect(row.low).toBeLessThanOrEqual(Math.min(row.open, row.close));
        expect(row.high).toBeGreaterThanOrEqual(Math.max(row.open, row.close));
        expect(row.takerBuyBaseVolume).toBeLessThanOrEqual(row.baseVolume);
        expect(row.takerBuyQuoteVolume).toBeLessThanOrEqual(row.quoteVolume);
        expect(row.baseVolume > 0).toBe(row.tradeCount > 0);
        if (row.tradeCount === 0 && previous)
          expect([row.open, row.high, row.low, row.close]).toEqual(Array.from({ length: 4 }, () => previous.close));
        const meanPrice = row.quoteVolume / row.baseVolume;
        if (row.tradeCount > 0) {
          expect(meanPrice).toBeGreaterThanOrEqual(row.low * 0.999_999);
          expect(meanPrice).toBeLessThanOrEqual(row.high * 1.000_001);
        }
      });
    }
  });

  it('open within a tick of the previous close', () => {
    const rows = minutesOf('ETHUSDT', startMs, 1_440);
    rows.slice(1).forEach((row, index) => expect(Math.abs(row.open - rows[index]!.close)).toBeLessThan(0.0101));
  });
});

describe('statistics', () => {
  const days = 6;
  const returnsOf = (symbol: string): number[] => {
    const closes = minutesOf(symbol, startMs, days * 1_440).map(({ close }) => close);
    return closes.slice(1).map((close, index) => Math.log(close / closes[index]!));
  };
  const btc = returnsOf('BTCUSDT');

  it.each(['ETHUSDT', 'SOLUSDT', 'AVAXUSDT', 'LINKUSDT', 'DOTUSDT'])('%s moves with BTCUSDT', (symbol) => {
    const together = correlation(returnsOf(symbol), btc);
    expect(together).toBeGreaterThan(0.25);
    expect(together).toBeLessThan(0.95);
  });

  it('volatility comes in clusters, returns hardly repeat', () => {
    const sizes = btc.map(Math.abs);
    for (const lag of [1, 10, 60]) {
      expect(correlation(sizes.slice(lag), sizes.slice(0, -lag))).toBeGreaterThan(lag === 60 ? 0.08 : 0.12);
    }
    expect(Math.abs(correlation(btc.slice(1), btc.slice(0, -1)))).toBeLessThan(0.08);
  });

  it('tails are heavier than normal', () => {
    expect(kurtosis(btc)).toBeGreaterThan(4);
  });

  it('turnover follows volatility', () => {
    const rows = minutesOf('AVAXUSDT', startMs, days * 1_440).slice(1);
    const sizes = returnsOf('AVAXUSDT').map(Math.abs);
    expect(
      correlation(
        sizes,
        rows.map(({ quoteVolume }) => quoteVolume),
      ),
    ).toBeGreaterThan(0.4);
  });

  it('buyers take more when prices rise', () => {
    const rows = minutesOf('AVAXUSDT', startMs, days * 1_440).slice(1);
    const shares = rows.map(({ takerBuyBaseVolume, baseVolume }) => takerBuyBaseVolume / baseVolume);
    expect(correlation(returnsOf('AVAXUSDT'), shares)).toBeGreaterThan(0.4);
  });

  it.each([
    ['BTCUSDT', 0.3, 0.8],
    ['ETHUSDT', 0.35, 1],
    ['APEUSDT', 0.7, 2.2],
  ])('%s has an annual volatility from %d to %d', (symbol, least, most) => {
    const annual = deviation(returnsOf(symbol)) * Math.sqrt(525_600);
    expect(annual).toBeGreaterThan(least);
    expect(annual).toBeLessThan(most);
  });

  it('a year of prices stays within a sane range', () => {
    for (const symbol of ['BTCUSDT', 'DOGEUSDT', 'APEUSDT']) {
      const instrument = view.instrument(symbol)!;
      const closes = view
        .truth({ instrument, interval: '1d', fromMs: startMs - 365 * dayMs, toMs: startMs, nowMs: startMs })
        .map(({ close }) => close);
      expect(closes).toHaveLength(365);
      expect(Math.max(...closes) / Math.min(...closes)).toBeLessThan(60);
      expect(Math.max(...closes) / Math.min(...closes)).toBeGreaterThan(1.2);
    }
  });
});

describe('the listing', () => {
  const scannable = market.instruments.filter(
    ({ status, contractType, quoteAsset }) =>
      status === 'TRADING' && contractType === 'PERPETUAL' && quoteAsset === 'USDT',
  );
  const dayTurnover = (symbol: string): number =>
    view
      .truth({
        instrument: view.instrument(symbol)!,
        interval: '1h',
        fromMs: startMs - dayMs,
        toMs: startMs,
        nowMs: startMs,
      })
      .reduce((sum, { quoteVolume }) => sum + quoteVolume, 0);

  it('has about 700 symbols, of which more than 600 turn over 3,000,000 a day', () => {
    expect(market.instruments.length).toBeGreaterThan(680);
    expect(market.instruments.length).toBeLessThan(720);
    expect(scannable.filter(({ symbol }) => dayTurnover(symbol) >= 3e6).length).toBeGreaterThan(600);
    expect(new Set(market.instruments.map(({ symbol }) => symbol)).size).toBe(market.instruments.length);
  });

  it('begins with the names people know', () => {
    expect(market.instruments.slice(0, 3).map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
  });

  it('has what clients stumble over', () => {
    const kinds = new Set(market.instruments.map(({ status, contractType }) => `${status} ${contractType}`));
    expect([...kinds].sort()).toEqual([
      'PENDING_TRADING PERPETUAL',
      'SETTLING PERPETUAL',
      'TRADING CURRENT_QUARTER',
      'TRADING PERPETUAL',
      'TRADING TRADIFI_PERPETUAL',
    ]);
    expect(view.instrument('SOON1USDT')?.tickSize).toBe('0');
    expect(view.instrument('BTCUSDC')?.quoteAsset).toBe('USDC');
    expect(view.instrument('BTCUSDT_261225')?.pair).toBe('BTCUSDT');
    expect(market.instruments.filter(({ symbol }) => /[^!-~]/.test(symbol))).toHaveLength(4);
  });

  it('has dead and quiet symbols', () => {
    expect(minutesOf('DEAD1USDT', startMs, 600).every(({ tradeCount }) => tradeCount === 0)).toBe(true);
    const tradedMinutes = minutesOf('QUIET1USDT', startMs, 600).filter(({ tradeCount }) => tradeCount > 0).length;
    expect(tradedMinutes).toBeGreaterThan(30);
    expect(tradedMinutes).toBeLessThan(200);
  });

  it('has no klines before a listing, and none of what is not listed yet', () => {
    const young = view.instrument('YOUNG1USDT')!;
    const hours = view.truth({ instrument: young, interval: '15m', fromMs: 0, toMs: startMs, nowMs: startMs });
    expect(hours).toHaveLength(4);
    expect(hours[0]!.openTimeMs).toBe(young.onboardTimeMs);
    expect(minutesOf('SOON1USDT', startMs, 10)).toEqual([]);
  });
});

describe('exponential', () => {
  it('is e^x within 1e-10', () => {
    for (let x = -39; x < 39; x += 0.037) expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 10);
  });
});

describe('bridgedWalk', () => {
  it('has steps of variance one', () => {
    const steps = Array.from({ length: 4_000 }, (_, step) => bridgedWalk(7, step + 1) - bridgedWalk(7, step));
    expect(deviation(steps)).toBeGreaterThan(0.95);
    expect(deviation(steps)).toBeLessThan(1.05);
    expect(bridgedWalk(7, 0)).toBe(0);
    expect(bridgedWalk(7, 2_048)).toBe(0);
  });
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};
const kurtosis = (values: readonly number[]): number => {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 4)) / deviation(values) ** 4;
};
const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [centerA, centerB] = [mean(a), mean(b)];
  return mean(a.map((value, index) => (value - centerA) * (b[index]! - centerB))) / (deviation(a) * deviation(b));
};
