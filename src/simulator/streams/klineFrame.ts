import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import { formatUnits } from '../decimal.js';
import type { KlineUnits } from '../klineBuilder.js';
import type { MarketInstrument } from '../market.js';

/** Prints the `kline` events of one series, at `eventTimeMs` of market time. */
export type KlineFrame = (kline: KlineUnits, isClosed: boolean, eventTimeMs: number) => string;

/** Everything that does not change between the events of a series is put together once. */
export function klineFrame(
  { symbol, price, baseVolume, quoteVolume }: MarketInstrument,
  interval: KlineInterval,
): KlineFrame {
  const lastMs = intervalMs(interval) - 1;
  const beforeOpenTime = `,"s":"${symbol}","k":{"t":`;
  const beforeFirstId = `,"s":"${symbol}","i":"${interval}","f":`;
  return (kline, isClosed, eventTimeMs) =>
    `{"e":"kline","E":${eventTimeMs}${beforeOpenTime}${kline.openTimeMs},"T":${kline.openTimeMs + lastMs}${beforeFirstId}` +
    `${kline.firstTradeId},"L":${kline.lastTradeId},"o":"${formatUnits(kline.open, price)}",` +
    `"c":"${formatUnits(kline.close, price)}","h":"${formatUnits(kline.high, price)}","l":"${formatUnits(kline.low, price)}",` +
    `"v":"${formatUnits(kline.baseVolume, baseVolume)}","n":${kline.tradeCount},"x":${isClosed},` +
    `"q":"${formatUnits(kline.quoteVolume, quoteVolume)}","V":"${formatUnits(kline.takerBuyBaseVolume, baseVolume)}",` +
    `"Q":"${formatUnits(kline.takerBuyQuoteVolume, quoteVolume)}","B":"0"}}`;
}
