import { instrumentSymbol, klineIntervals, type Kline, type KlineInterval } from '../../domain/kline.js';
import { hasPlainNumbers, isCount, numberOf } from './plainFields.js';

type Fields = Readonly<Record<string, unknown>>;

const intervals: ReadonlySet<unknown> = new Set(klineIntervals);

/**
 * The kline of an event (`e` is `kline`) that `klineFrameSchema` surely accepts, written as the venue writes it; `undefined` means "ask
 * the schema". At thousands of klines a second, schema and number parsing are most of what reading them costs.
 */
export function readPlainKline(event: Fields): { readonly kline: Kline; readonly exchangeTimeMs: number } | undefined {
  const { k, E: exchangeTimeMs } = event;
  if (!isCount(exchangeTimeMs) || !isObject(k)) return undefined;
  const { s: symbol, i: interval, t: openTimeMs, T: closeTimeMs, n: tradeCount, x: isClosed } = k;
  if (!isName(symbol) || event['s'] !== symbol || !intervals.has(interval)) return undefined;
  if (!isCount(openTimeMs) || !isCount(closeTimeMs) || !isCount(tradeCount)) return undefined;
  if (typeof isClosed !== 'boolean') return undefined;
  const kline: Kline = {
    symbol: instrumentSymbol(symbol),
    interval: interval as KlineInterval,
    openTimeMs,
    closeTimeMs,
    open: numberOf(k['o']),
    high: numberOf(k['h']),
    low: numberOf(k['l']),
    close: numberOf(k['c']),
    baseVolume: numberOf(k['v']),
    quoteVolume: numberOf(k['q']),
    takerBuyBaseVolume: numberOf(k['V']),
    takerBuyQuoteVolume: numberOf(k['Q']),
    tradeCount,
    isClosed,
  };
  return hasPlainNumbers(kline) ? { kline, exchangeTimeMs } : undefined;
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
