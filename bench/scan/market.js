import { SeriesSequencer } from '../../dist/core/windows/seriesSequencer.js';
import { seededRandom } from '../lib/random.js';

const intervalMs = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };
const endMs = 1_790_769_600_000;

/**
 * Warm windows of an invented market: `{ symbols, intervals, book }` as a scan takes them. Prices walk at random, volume
 * and order flow vary; the same arguments give the same market.
 */
export function warmMarket({ symbolCount, intervals, klines, seed = 1 }) {
  const random = seededRandom(seed);
  const symbols = Array.from({ length: symbolCount }, (_, index) => `COIN${String(index).padStart(4, '0')}USDT`);
  const book = new Map();
  for (const symbol of symbols) {
    for (const interval of intervals) {
      const series = `${symbol}/${interval}`;
      const sequencer = new SeriesSequencer({ series, size: klines });
      sequencer.apply({ kind: 'rows', klines: randomWalk({ symbol, interval, count: klines, random }) });
      book.set(series, sequencer);
    }
  }
  return { symbols, intervals, book };
}

function randomWalk({ symbol, interval, count, random }) {
  const lengthMs = intervalMs[interval];
  let close = 0.5 + 1_000 * random();
  return Array.from({ length: count }, (_, row) => {
    const open = close;
    close = open * Math.exp((random() - 0.5) * 0.01);
    const baseVolume = 100 + 10_000 * random();
    const takerBuyBaseVolume = baseVolume * random();
    const openTimeMs = endMs - (count - row) * lengthMs;
    return {
      symbol,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + lengthMs - 1,
      open,
      high: Math.max(open, close) * (1 + 0.002 * random()),
      low: Math.min(open, close) * (1 - 0.002 * random()),
      close,
      baseVolume,
      quoteVolume: baseVolume * close,
      takerBuyBaseVolume,
      takerBuyQuoteVolume: takerBuyBaseVolume * close,
      tradeCount: 1 + Math.floor(1_000 * random()),
      isClosed: true,
    };
  });
}
