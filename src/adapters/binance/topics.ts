import { allMarkPrices, allPrices, type Topic } from '../../domain/feed.js';
import type { Frame } from '../../ports/marketData.js';
import { parseSeriesKey, type SeriesKey } from '../../domain/series.js';

/** The stream that carries the last prices of the whole market. */
export const allPricesStream = '!miniTicker@arr';

/** The stream that carries mark price, index price and funding of the whole market, once a second. */
export const allMarkPricesStream = '!markPrice@arr@1s';

/**
 * The venue's name of a topic: `BTCUSDT/5m` → `btcusdt@kline_5m`, `allPrices` → `!miniTicker@arr`, `allMarkPrices` →
 * `!markPrice@arr@1s`.
 * Throws a `RangeError` for anything else.
 */
export function streamName(topic: Topic): string {
  if (topic === allPrices) return allPricesStream;
  if (topic === allMarkPrices) return allMarkPricesStream;
  const { symbol, interval } = parseSeriesKey(topic as SeriesKey);
  return klineStream(symbol, interval);
}

const klineMark = '@kline_';

/** The venue's name of the stream that carries the klines of a series. */
const klineStream = (symbol: string, interval: string): string => `${lowerCaseAscii(symbol)}${klineMark}${interval}`;

/** Whether a stream of this name carries the klines of the series; cheaper than making the name. */
export function isKlineStream(stream: string, symbol: string, interval: string): boolean {
  if (stream.length !== symbol.length + klineMark.length + interval.length) return false;
  if (!stream.endsWith(interval) || !stream.startsWith(klineMark, symbol.length)) return false;
  for (let i = 0; i < symbol.length; i += 1) {
    const code = symbol.charCodeAt(i);
    const isUpperCase = code >= upperA && code <= upperZ;
    if (stream.charCodeAt(i) !== (isUpperCase ? code + toLowerCase : code)) return false;
  }
  return true;
}

const upperA = 0x41;
const upperZ = 0x5a;
const toLowerCase = 0x20;

// `toLowerCase` would also change other letters (the Kelvin sign to k), and so name another symbol.
const lowerCaseAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const streamKey = '{"stream":"';
const quote = 0x22;

/** The stream a combined frame names in its envelope, without parsing it; `undefined` for any other frame. */
export function streamOf(frame: Frame): string | undefined {
  const text =
    typeof frame === 'string' ? frame : frame.toString('utf8', 0, 1 + frame.indexOf(quote, streamKey.length));
  if (!text.startsWith(streamKey)) return undefined;
  const end = text.indexOf('"', streamKey.length);
  return end < 0 ? undefined : text.slice(streamKey.length, end);
}
