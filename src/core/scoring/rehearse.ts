import { intervalMs, type Kline, type KlineInterval } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import { SeriesSequencer } from '../windows/seriesSequencer.js';
import { noBooks, type ScanRules } from './scanRules.js';
import { scanUniverse } from './scanUniverse.js';

const passes = 60;
const rehearsedKlines = 300;

/**
 * Runs the scan on klines of its own until the engine has compiled it, so that the first cycle takes no longer than the
 * others. Costs some ten milliseconds, once, before there is anything to scan.
 */
export function rehearse(rules: ScanRules): void {
  // The benchmark, so that what compares with it is rehearsed as well.
  const symbol = rules.benchmark;
  const book = new Map(
    rules.intervals.map((interval) => {
      const series = seriesKey(symbol, interval);
      const sequencer = new SeriesSequencer({ series, size: rehearsedKlines });
      sequencer.apply({ kind: 'rows', klines: Array.from({ length: rehearsedKlines }, (_, i) => kline(interval, i)) });
      return [series, sequencer];
    }),
  );
  for (let pass = 0; pass < passes; pass += 1)
    scanUniverse(rules, { symbols: [symbol], book, books: noBooks, atMs: 0 });

  function kline(interval: KlineInterval, index: number): Kline {
    const openTimeMs = index * intervalMs(interval);
    const close = 100 + Math.sin(index / 7) + index / 50;
    const quoteVolume = 1_000 + (index % 13);
    return {
      symbol,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + intervalMs(interval) - 1,
      open: close - 0.1,
      high: close + 0.3,
      low: close - 0.4,
      close,
      baseVolume: quoteVolume / close,
      quoteVolume,
      takerBuyBaseVolume: quoteVolume / close / 2,
      takerBuyQuoteVolume: quoteVolume / 2 + (index % 5),
      tradeCount: 10 + (index % 3),
      isClosed: true,
    };
  }
}
