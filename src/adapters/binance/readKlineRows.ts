import type { Kline } from '../../domain/kline.js';
import type { KlineQuery } from '../../ports/marketData.js';
import { klineFault } from './klineFault.js';
import { rowToKline, type KlineRowContext } from './mapper.js';
import { validate } from './validate.js';
import { klineRowSchema } from './wire.js';

export type KlineRows =
  { readonly kind: 'klines'; readonly klines: readonly Kline[] } | { readonly kind: 'bad'; readonly reason: string };

/**
 * The klines of an answer, or the first row that is none, is not after the one before it, or was not asked for. One bad
 * row spoils the answer: a window must not be filled from a list that is known to be wrong.
 */
export function readKlineRows(rows: readonly unknown[], query: KlineQuery, closedBeforeMs: number): KlineRows {
  if (rows.length > query.limit) return bad(`${rows.length} rows, ${query.limit} were asked for`);
  const context: KlineRowContext = { symbol: query.symbol, interval: query.interval, closedBeforeMs };
  const klines: Kline[] = [];
  for (const [index, row] of rows.entries()) {
    const place = `row ${index}`;
    const checked = validate(klineRowSchema, row, place);
    if (!checked.isValid) return bad(checked.reason);
    const kline = rowToKline(checked.value, context);
    const fault = klineFault(kline) ?? orderFault(kline, klines.at(-1)) ?? rangeFault(kline, query);
    if (fault !== undefined) return bad(`${place}: ${fault}`);
    klines.push(kline);
  }
  return { kind: 'klines', klines };
}

const bad = (reason: string): KlineRows => ({ kind: 'bad', reason });

function orderFault({ openTimeMs }: Kline, previous: Kline | undefined): string | undefined {
  if (previous === undefined || openTimeMs > previous.openTimeMs) return undefined;
  return `open time ${openTimeMs} is not after that of the row before, ${previous.openTimeMs}`;
}

function rangeFault({ openTimeMs }: Kline, { fromMs, toMs }: KlineQuery): string | undefined {
  if (fromMs !== undefined && openTimeMs < fromMs)
    return `open time ${openTimeMs} is before ${fromMs}, the first wanted`;
  if (toMs !== undefined && openTimeMs > toMs) return `open time ${openTimeMs} is after ${toMs}, the last wanted`;
  return undefined;
}
