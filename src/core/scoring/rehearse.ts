import {
  instrumentSymbol,
  intervalMs,
  type InstrumentSymbol,
  type Kline,
  type KlineInterval,
} from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import { SeriesSequencer } from '../windows/seriesSequencer.js';
import type { ScanBooks, ScanInput, ScanRules } from './scanRules.js';

const passes = 50;
const rehearsedSymbols = 12;
const rehearsedKlines = 300;
const interestSamples = 13;
const interestPeriodMs = 300_000;
/** No small integer, as no instant of this century is. */
const lateInstantMs = 1_700_000_000_000;

/**
 * Runs the scan on a small market of its own until the engine has compiled it, so that the first cycle takes no longer
 * than the others. Costs about a tenth of a second, once, before that cycle. `scan` is what a cycle does,
 * each time as if it were the first.
 */
export function rehearse(rules: Pick<ScanRules, 'intervals' | 'benchmark'>, scan: (input: ScanInput) => unknown): void {
  // The benchmark is one of them, so that what compares with it is rehearsed as well.
  const symbols = Array.from({ length: rehearsedSymbols }, (_, i) =>
    i === 0 ? rules.benchmark : instrumentSymbol(`REHEARSAL${i}`),
  );
  const book = new Map<SeriesKey, SeriesSequencer>();
  for (const [seed, symbol] of symbols.entries()) {
    for (const interval of rules.intervals) book.set(seriesKey(symbol, interval), warm(symbol, interval, seed));
  }
  const books = booksOf(symbols, book);
  for (let pass = 0; pass < passes; pass += 1) scan({ symbols, book, books, atMs: 0 });
}

/** Everything is known of every symbol; its own windows stand for those of the spot market. */
function booksOf(symbols: readonly InstrumentSymbol[], windows: ReadonlyMap<SeriesKey, SeriesSequencer>): ScanBooks {
  const exchangeTimeMs = lateInstantMs;
  const bySymbol = <T>(of: (symbol: InstrumentSymbol, seed: number) => T): ReadonlyMap<InstrumentSymbol, T> =>
    new Map(symbols.map((symbol, seed) => [symbol, of(symbol, seed)]));
  return {
    markPrices: bySymbol((symbol, seed) => ({
      symbol,
      markPrice: 100 + seed / 100,
      indexPrice: 100.05,
      fundingRatio: 0.0001 * (seed - 5),
      nextFundingTimeMs: exchangeTimeMs,
      exchangeTimeMs,
    })),
    openInterest: bySymbol((symbol, seed) =>
      Array.from({ length: interestSamples }, (_, index) => ({
        symbol,
        openInterestBase: 1_000.5 + seed + index,
        exchangeTimeMs: exchangeTimeMs + index * interestPeriodMs,
      })),
    ),
    spreads: bySymbol((symbol, seed) => ({ symbol, spreadRatio: 0.0001 * (seed + 1), exchangeTimeMs })),
    spot: { symbols: bySymbol((symbol) => symbol), windows },
  };
}

function warm(symbol: InstrumentSymbol, interval: KlineInterval, seed: number): SeriesSequencer {
  const sequencer = new SeriesSequencer({ series: seriesKey(symbol, interval), size: rehearsedKlines });
  const klines = Array.from({ length: rehearsedKlines }, (_, index) => kline(symbol, interval, index, seed));
  sequencer.apply({ kind: 'rows', klines });
  // A live close gives fields their final kind of number: code that was compiled before one is thrown away.
  const next = kline(symbol, interval, rehearsedKlines, seed);
  sequencer.apply({ kind: 'close', kline: next, exchangeTimeMs: next.closeTimeMs + 1 });
  return sequencer;
}

/** Waves of its own for every symbol; now and then a minute without trades. */
function kline(symbol: InstrumentSymbol, interval: KlineInterval, index: number, seed: number): Kline {
  const openTimeMs = lateInstantMs - (lateInstantMs % 86_400_000) + index * intervalMs(interval);
  const close =
    100 + 5 * Math.sin(index / (7 + seed)) + Math.sin(index * (1.3 + seed / 10)) + (index * (seed - 5)) / 100;
  const isQuiet = (index + seed) % 29 === 0;
  const quoteVolume = isQuiet ? 0 : 1_000 + 100 * ((index * (seed + 3)) % 13);
  return {
    symbol,
    interval,
    openTimeMs,
    closeTimeMs: openTimeMs + intervalMs(interval) - 1,
    open: close - Math.cos(index),
    high: close + 1.3,
    low: close - 1.4,
    close,
    baseVolume: quoteVolume / close,
    quoteVolume,
    takerBuyBaseVolume: quoteVolume / close / 2,
    takerBuyQuoteVolume: quoteVolume * (0.5 + 0.3 * Math.sin(index / 5 + seed)),
    tradeCount: isQuiet ? 0 : 10 + (index % 3),
    isClosed: true,
  };
}
