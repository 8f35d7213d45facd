import type { Kline } from '../../domain/kline.js';
import type { KlineRowContext } from './mapper.js';
import { hasPlainNumbers, isCount, numberOf } from './plainFields.js';

/**
 * The kline of a row that `klineRowSchema` surely accepts, written as the venue writes it; `undefined` means "ask the
 * schema". A warm-up reads hundreds of thousands of rows.
 */
export function readPlainRow(row: unknown, { symbol, interval, closedBeforeMs }: KlineRowContext): Kline | undefined {
  if (!Array.isArray(row) || row.length < leastColumns) return undefined;
  const [openTimeMs, open, high, low, close, baseVolume, closeTimeMs, quoteVolume, tradeCount, takerBase, takerQuote] =
    row as readonly unknown[];
  if (!isCount(openTimeMs) || !isCount(closeTimeMs) || !isCount(tradeCount)) return undefined;
  if (typeof row[leastColumns - 1] !== 'string') return undefined;
  const kline: Kline = {
    symbol,
    interval,
    openTimeMs,
    closeTimeMs,
    open: numberOf(open),
    high: numberOf(high),
    low: numberOf(low),
    close: numberOf(close),
    baseVolume: numberOf(baseVolume),
    quoteVolume: numberOf(quoteVolume),
    takerBuyBaseVolume: numberOf(takerBase),
    takerBuyQuoteVolume: numberOf(takerQuote),
    tradeCount,
    isClosed: closeTimeMs < closedBeforeMs,
  };
  return hasPlainNumbers(kline) ? kline : undefined;
}

const leastColumns = 12;
