import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, klineIntervals, type Kline } from '../../../src/domain/kline.js';
import { minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { emptyMinuteRow } from '../../../src/simulator/minuteRow.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';
import { tinyInstrument, tinyMarket, tinyStartMs } from './support/tinyMarket.js';

const market = syntheticMarket({ seed: 3 });
const view = new MarketView(market);
const { startMs } = market;

/** Klines from minutes, the slow and obvious way: from trades only, flat where there are none. */
function fromMinutes(minutes: readonly Kline[], openTimeMs: number, lengthMs: number) {
  const all = minutes.filter((minute) => Math.floor(minute.openTimeMs / lengthMs) * lengthMs === openTimeMs);
  const traded = all.filter(({ tradeCount }) => tradeCount > 0);
  const used = traded.length > 0 ? traded : all.slice(0, 1);
  const sum = (of: (kline: Kline) => number): number => traded.reduce((total, minute) => total + of(minute), 0);
  return {
    open: used[0]!.open,
    high: Math.max(...used.map(({ high }) => high)),
    low: Math.min(...used.map(({ low }) => low)),
    close: used.at(-1)!.close,
    baseVolume: sum(({ baseVolume }) => baseVolume),
    quoteVolume: sum(({ quoteVolume }) => quoteVolume),
    takerBuyBaseVolume: sum(({ takerBuyBaseVolume }) => takerBuyBaseVolume),
    tradeCount: sum(({ tradeCount }) => tradeCount),
  };
}

describe('truth', () => {
  it.each(klineIntervals)('%s klines are their minutes added up', (interval) => {
    const lengthMs = intervalMs(interval);
    const fromMs = Math.floor(startMs / 86_400_000) * 86_400_000 - 86_400_000;
    const nowMs = fromMs + 2 * 86_400_000;
    for (const symbol of ['BTCUSDT', 'QUIET2USDT', 'DEAD2USDT']) {
      const range = { instrument: view.instrument(symbol)!, fromMs, toMs: nowMs - 1, nowMs };
      const minutes = view.truth({ ...range, interval: '1m' });
      const klines = view.truth({ ...range, interval });
      expect(klines).toHaveLength((nowMs - fromMs) / lengthMs);
      const sums = klines.map(({ openTimeMs }) => fromMinutes(minutes, openTimeMs, lengthMs));
      const exact = sums.map(({ baseVolume: _base, quoteVolume: _quote, takerBuyBaseVolume: _taker, ...rest }) => rest);
      expect(klines).toMatchObject(exact);
      const isClose = (kline: Kline, at: number): boolean => {
        const { baseVolume, quoteVolume, takerBuyBaseVolume } = sums[at]!;
        return (
          kline.closeTimeMs === kline.openTimeMs + lengthMs - 1 &&
          Math.abs(kline.baseVolume - baseVolume) < 0.000_005 &&
          Math.abs(kline.quoteVolume / (quoteVolume || 1) - (quoteVolume > 0 ? 1 : 0)) < 0.000_000_000_5 &&
          Math.abs(kline.takerBuyBaseVolume - takerBuyBaseVolume) < 0.000_005
        );
      };
      expect(klines.filter((kline, at) => !isClose(kline, at))).toEqual([]);
    }
  });

  it('does not tell the kline that is still open', () => {
    const range = {
      instrument: view.instrument('BTCUSDT')!,
      interval: '5m',
      fromMs: startMs,
      toMs: startMs + 1e6,
    } as const;
    expect(view.truth({ ...range, nowMs: startMs + 5 * minuteMs - 1 })).toHaveLength(0);
    expect(view.truth({ ...range, nowMs: startMs + 5 * minuteMs })).toHaveLength(1);
  });

  it('takes open times that lie in the range', () => {
    const range = { instrument: view.instrument('BTCUSDT')!, interval: '5m', nowMs: startMs } as const;
    const opens = (fromMs: number, toMs: number): number[] =>
      view.truth({ ...range, fromMs, toMs }).map(({ openTimeMs }) => (openTimeMs - startMs) / minuteMs);
    expect(opens(startMs - 15 * minuteMs, startMs - 5 * minuteMs)).toEqual([-15, -10, -5]);
    expect(opens(startMs - 15 * minuteMs + 1, startMs - 5 * minuteMs - 1)).toEqual([-10]);
    expect(opens(startMs - 4 * minuteMs, startMs - minuteMs)).toEqual([]);
  });

  it('ignores trade-less minutes for open, high and low, and is flat without any trade', () => {
    const tiny = new MarketView(
      tinyMarket([undefined, [200, 210, 190, 205, 7, 3], undefined, undefined, undefined, undefined]),
    );
    const range = { instrument: tinyInstrument(), interval: '3m', fromMs: 0, toMs: tinyStartMs * 2 } as const;
    const klines = tiny.truth({ ...range, nowMs: tinyStartMs + 6 * minuteMs });
    expect(klines).toMatchObject([
      { open: 2, high: 2.1, low: 1.9, close: 2.05, baseVolume: 7, tradeCount: 3 },
      { open: 2.05, high: 2.05, low: 2.05, close: 2.05, baseVolume: 0, quoteVolume: 0, tradeCount: 0 },
    ]);
  });
});

describe('a minute in the making', () => {
  it('grows, never shrinks, and becomes the whole minute', () => {
    const symbols = ['BTCUSDT', 'DOGEUSDT', 'QUIET1USDT', 'YOUNG1USDT'];
    fc.assert(
      fc.property(fc.constantFrom(...symbols), fc.nat(500), fc.nat(60_000), fc.nat(60_000), (symbol, minute, a, b) => {
        const instrument = view.instrument(symbol)!;
        const openMs = startMs + minute * minuteMs;
        const [earlyMs, lateMs] = [Math.min(a, b), Math.max(a, b)];
        const at = (elapsedMs: number) => {
          const row = emptyMinuteRow();
          expect(view.readMinuteAt(instrument, openMs, openMs + elapsedMs, row)).toBe(true);
          return row;
        };
        const [early, late, whole] = [at(earlyMs), at(lateMs), at(minuteMs)];
        for (const field of ['baseVolume', 'quoteVolume', 'takerBuyBaseVolume', 'tradeCount', 'high'] as const) {
          expect(early[field]).toBeLessThanOrEqual(late[field]);
          expect(late[field]).toBeLessThanOrEqual(whole[field]);
        }
        expect(early.low).toBeGreaterThanOrEqual(late.low);
        expect(late.low).toBeGreaterThanOrEqual(whole.low);
        expect(early.open).toBe(whole.open);
        expect(late.close).toBeLessThanOrEqual(late.high);
        expect(late.close).toBeGreaterThanOrEqual(late.low);
      }),
    );
  });

  it('has not traded before its first trade', () => {
    const tiny = new MarketView(tinyMarket([[100, 120, 90, 110, 8, 2]]));
    const row = emptyMinuteRow();
    tiny.readMinuteAt(tinyInstrument(), tinyStartMs, tinyStartMs, row);
    expect(row).toMatchObject({ open: 100, high: 100, low: 100, close: 100, baseVolume: 0, hasTrades: false });
  });

  it('is the last kline of every interval while it is open', () => {
    const nowMs = startMs + 7 * minuteMs + 31_000;
    const instrument = view.instrument('BTCUSDT')!;
    const last = (interval: '1m' | '5m') => {
      const seen: { closed: boolean; close: number }[] = [];
      view.visitKlines({ instrument, interval, fromMs: startMs, toMs: nowMs, nowMs }, ({ close }, closed) =>
        seen.push({ closed, close }),
      );
      return seen.at(-1)!;
    };
    expect(last('1m')).toEqual({ closed: false, close: view.lastPriceUnits(instrument, nowMs) });
    expect(last('5m')).toEqual(last('1m'));
  });
});
