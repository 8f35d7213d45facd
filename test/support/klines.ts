import { instrumentSymbol, intervalMs, type Kline } from '../../src/domain/kline.js';
import { parseSeriesKey, seriesKey, type SeriesKey } from '../../src/domain/series.js';

export const series = seriesKey(instrumentSymbol('BTCUSDT'), '1m');

/** The `index`-th closed kline of a series: every value is made of the index, so that no two are alike. */
export function klineAt(
  index: number,
  { key = series, close = 100 + index }: { key?: SeriesKey; close?: number } = {},
): Kline {
  const { symbol, interval } = parseSeriesKey(key);
  const openTimeMs = 1_800_000_000_000 + index * intervalMs(interval);
  return {
    symbol,
    interval,
    openTimeMs,
    closeTimeMs: openTimeMs + intervalMs(interval) - 1,
    open: close - 0.5,
    high: close + 1,
    low: close - 1,
    close,
    baseVolume: 10 + index,
    quoteVolume: (10 + index) * close,
    takerBuyBaseVolume: 5 + index / 2,
    takerBuyQuoteVolume: (5 + index / 2) * close,
    tradeCount: 3 + index,
    isClosed: true,
  };
}

export const indexOf = ({ openTimeMs, interval }: Pick<Kline, 'openTimeMs' | 'interval'>): number =>
  (openTimeMs - 1_800_000_000_000) / intervalMs(interval);
