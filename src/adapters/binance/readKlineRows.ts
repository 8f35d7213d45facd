import { intervalMs, type Kline } from '../../domain/kline.js';
import type { KlineQuery } from '../../ports/marketData.js';
import { klineFault } from './klineFault.js';
import { rowToKline, type KlineRowContext } from './mapper.js';
import { readPlainRow } from './readPlainRow.js';
import { validate } from './validate.js';
import { klineRowSchema } from './wire.js';

export type KlineRows =
  { readonly kind: 'klines'; readonly klines: readonly Kline[] } | { readonly kind: 'bad'; readonly reason: string };

/** Nobody's clock is off by as much. */
const longSinceMs = 60_000;

/**
 * The klines of an answer, or the first row that is none, is not after the one before it, or was not asked for. One bad
 * row spoils the answer: a window must not be filled from a list that is known to be wrong.
 *
 * Closed is what closed before `closedBeforeMs` and has a row behind it, or closed long before: the venue's clock, from
 * which `closedBeforeMs` comes, may be wrong. The row behind the last that was wanted is asked for as such a proof, and
 * left out.
 */
export function readKlineRows(rows: readonly unknown[], query: KlineQuery, closedBeforeMs: number): KlineRows {
  const most = query.toMs === undefined ? query.limit : query.limit + 1;
  if (rows.length > most) return bad(`${rows.length} rows, ${most} were asked for`);
  const context: KlineRowContext = { symbol: query.symbol, interval: query.interval, closedBeforeMs };
  const klines: Kline[] = [];
  for (const [index, row] of rows.entries()) {
    const place = `row ${index}`;
    const kline = readPlainRow(row, context) ?? readCarefully(row, place, context);
    if (typeof kline === 'string') return bad(kline);
    const fault = klineFault(kline) ?? orderFault(kline, klines.at(-1)) ?? rangeFault(kline, query);
    if (fault !== undefined) return bad(`${place}: ${fault}`);
    klines.push(kline);
  }
  const proven = klines.map((kline, index) =>
    index < klines.length - 1 || kline.closeTimeMs < closedBeforeMs - longSinceMs
      ? kline
      : { ...kline, isClosed: false },
  );
  const { toMs = Number.POSITIVE_INFINITY } = query;
  return { kind: 'klines', klines: proven.filter(({ openTimeMs }) => openTimeMs <= toMs).slice(0, query.limit) };
}

/** The kline, or one sentence on why there is none. */
function readCarefully(row: unknown, place: string, context: KlineRowContext): Kline | string {
  const checked = validate(klineRowSchema, row, place);
  return checked.isValid ? rowToKline(checked.value, context) : checked.reason;
}

const bad = (reason: string): KlineRows => ({ kind: 'bad', reason });

function orderFault({ openTimeMs }: Kline, previous: Kline | undefined): string | undefined {
  if (previous === undefined || openTimeMs > previous.openTimeMs) return undefined;
  return `open time ${openTimeMs} is not after that of the row before, ${previous.openTimeMs}`;
}

function rangeFault({ openTimeMs }: Kline, { fromMs, toMs, interval }: KlineQuery): string | undefined {
  if (fromMs !== undefined && openTimeMs < fromMs)
    return `open time ${openTimeMs} is before ${fromMs}, the first wanted`;
  if (toMs !== undefined && openTimeMs > toMs + intervalMs(interval))
    return `open time ${openTimeMs} is after ${toMs}, the last wanted`;
  return undefined;
}
