import { instrumentSymbol, isKlineInterval, type InstrumentSymbol, type KlineInterval } from './kline.js';

/** One symbol on one interval, written `BTCUSDT/5m`. */
export type SeriesKey = string & { readonly __brand: 'SeriesKey' };

export const seriesKey = (symbol: InstrumentSymbol, interval: KlineInterval): SeriesKey =>
  `${symbol}/${interval}` as SeriesKey;

/** Takes `BTCUSDT/5m` apart. Throws a `RangeError` for anything else. */
export function parseSeriesKey(key: SeriesKey): {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
} {
  const slash = key.lastIndexOf('/');
  const interval = key.slice(slash + 1);
  if (slash < 1 || !isKlineInterval(interval)) throw new RangeError(`"${key}" is not a series such as BTCUSDT/5m`);
  return { symbol: instrumentSymbol(key.slice(0, slash)), interval };
}
