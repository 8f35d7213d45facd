import type { FaultWhere } from './faultSpec.js';

/** What a stream's name tells. */
export interface StreamTraits {
  readonly name: string;
  readonly feed: NonNullable<FaultWhere['feed']>;
  /** Upper case; `undefined` for streams of the whole market and of an account. */
  readonly symbol: string | undefined;
  readonly interval: string | undefined;
}

const klineType = 'kline_';

/** Reads `btcusdt@kline_5m`, `!miniTicker@arr`, or the listenKey that names a user's stream. */
export function streamTraits(name: string): StreamTraits {
  const [symbol = '', type] = name.split('@');
  if (type === undefined) return { name, feed: 'account', symbol: undefined, interval: undefined };
  const isKline = type.startsWith(klineType);
  return {
    name,
    feed: isKline ? 'kline' : 'price',
    symbol: symbol.startsWith('!') ? undefined : symbol.toUpperCase(),
    interval: isKline ? type.slice(klineType.length) : undefined,
  };
}

/** The series a kline stream carries, `BTCUSDT/5m`; the stream's name for any other. */
export function seriesOf(name: string): string {
  const { symbol, interval } = streamTraits(name);
  return symbol === undefined || interval === undefined ? name : `${symbol}/${interval}`;
}
