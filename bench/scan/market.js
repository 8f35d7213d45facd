import { noSpot } from '../../dist/core/scoring/scanRules.js';
import { SeriesSequencer } from '../../dist/core/windows/seriesSequencer.js';
import { seededRandom } from '../lib/random.js';
import { randomWalk } from '../lib/randomWalk.js';

const intervalMs = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };
const endMs = 1_790_769_600_000;

/**
 * Warm windows of an invented market, with the other inputs of its factors: `{ input, intervals, benchmark, move }`,
 * where `input` is what a scan takes and `move(share)` closes one more kline of every window of that share of the
 * symbols, other ones each time; those of the benchmark, the first symbol, only when all move. The same arguments give
 * the same market.
 */
export function warmMarket({ symbolCount, intervals, klines, seed = 1 }) {
  const random = seededRandom(seed);
  const symbols = Array.from({ length: symbolCount }, (_, index) => `COIN${String(index).padStart(4, '0')}USDT`);
  const book = new Map();
  for (const symbol of symbols) {
    for (const interval of intervals) {
      const series = `${symbol}/${interval}`;
      const sequencer = new SeriesSequencer({ series, size: klines });
      const walk = walkOf({ symbol, interval, random, close: 0.5 + 1_000 * random() });
      sequencer.apply({ kind: 'rows', klines: Array.from({ length: klines }, (_, row) => walk(row - klines)) });
      book.set(series, sequencer);
    }
  }
  const [benchmark] = symbols;
  const books = {
    markPrices: new Map(symbols.map((symbol) => [symbol, markPrice(symbol, random)])),
    openInterest: new Map(symbols.map((symbol) => [symbol, openInterest(symbol, random)])),
    spreads: new Map(),
    spot: noSpot,
  };
  let next = 1;
  const move = (share) => {
    if (share === 1) for (const interval of intervals) closeNext(book.get(`${benchmark}/${interval}`), random);
    for (let moved = 0; moved < Math.min(symbolCount - 1, symbolCount * share); moved += 1) {
      for (const interval of intervals) closeNext(book.get(`${symbols[next]}/${interval}`), random);
      next = (next % (symbolCount - 1)) + 1;
    }
  };
  return { input: { symbols, book, books, atMs: endMs }, intervals, benchmark, move };
}

const walkOf = (start) => randomWalk({ ...start, lengthMs: intervalMs[start.interval], fromMs: endMs });

function closeNext(sequencer, random) {
  const { symbol, interval, lastOpenTimeMs, columns } = sequencer.window;
  const walk = walkOf({ symbol, interval, random, close: columns.close.at(-1) });
  const kline = walk((lastOpenTimeMs - endMs) / intervalMs[interval] + 1);
  sequencer.apply({ kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs });
}

const markPrice = (symbol, random) => ({
  symbol,
  markPrice: 1 + 0.002 * random(),
  indexPrice: 1.001,
  fundingRatio: 0.001 * (random() - 0.5),
  nextFundingTimeMs: endMs + 3_600_000,
  exchangeTimeMs: endMs - 1_000,
});

const openInterest = (symbol, random) =>
  Array.from({ length: 13 }, (_, i) => ({
    symbol,
    openInterestBase: 1e6 * (1 + 0.1 * random()),
    exchangeTimeMs: endMs - (12 - i) * 300_000,
  }));
