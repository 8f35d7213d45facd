import { KlineWindow } from '../../dist/core/windows/klineWindow.js';
import { seededRandom } from '../lib/random.js';
import { randomWalk } from '../lib/randomWalk.js';

const lengthMs = 300_000;
const fromMs = 1_790_769_600_000;

/**
 * `count` invented series, each as every library wants it before the clock starts: a `window` with its first `klines`
 * klines, the same as `candles` (objects of numbers) and as `arrays` of numbers, and `later`, the `more` klines that come
 * after these, to be given one by one.
 */
export function inventedSeries({ count, klines, more = 0, seed = 1 }) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const symbol = `COIN${String(index).padStart(4, '0')}USDT`;
    const walk = randomWalk({ symbol, interval: '5m', lengthMs, fromMs, random, close: 0.5 + 1_000 * random() });
    const window = new KlineWindow({ series: `${symbol}/5m`, size: klines });
    const first = Array.from({ length: klines }, (_, row) => walk(row));
    for (const kline of first) window.append(kline, 'rest');
    const later = Array.from({ length: more }, (_, row) => walk(klines + row));
    return {
      window,
      candles: first.map(toCandle),
      arrays: toArrays(first),
      later: later.map((kline) => ({ kline, candle: toCandle(kline) })),
    };
  });
}

const toCandle = ({ open, high, low, close, baseVolume }) => ({ open, high, low, close, volume: baseVolume });

const toArrays = (klines) => ({
  high: klines.map(({ high }) => high),
  low: klines.map(({ low }) => low),
  close: klines.map(({ close }) => close),
  volume: klines.map(({ baseVolume }) => baseVolume),
});
