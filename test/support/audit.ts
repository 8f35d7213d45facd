import type { KlineRow } from '../../src/core/windows/klineWindow.js';
import type { Kline, KlineInterval } from '../../src/domain/kline.js';
import { intervalMs } from '../../src/domain/kline.js';
import type { WindowBook } from '../../src/streams/windowBook.js';

/** The closed klines of a series that opened from `fromMs` to `toMs`. */
export type Truth = (symbol: string, interval: KlineInterval, fromMs: number, toMs: number) => readonly Kline[];

export interface WindowAudit {
  readonly windows: number;
  readonly compared: number;
  /** One sentence for each kline that is missing, too many or different. */
  readonly faults: readonly string[];
}

const fields = [
  'openTimeMs',
  'open',
  'high',
  'low',
  'close',
  'baseVolume',
  'quoteVolume',
  'takerBuyQuoteVolume',
  'tradeCount',
] as const satisfies readonly (keyof KlineRow & keyof Kline)[];

/**
 * Compares every window with the truth: `size` klines, or all there are of a young symbol, up to the last that closed by
 * `closedByMs`; and every value of them.
 */
export function auditWindows(
  book: WindowBook,
  truth: Truth,
  { size, closedByMs }: { readonly size: number; readonly closedByMs: number },
): WindowAudit {
  const faults: string[] = [];
  let compared = 0;
  for (const { series, window } of book.values()) {
    const lengthMs = intervalMs(window.interval);
    const heldToMs = Number.isNaN(window.lastOpenTimeMs) ? 0 : window.lastOpenTimeMs;
    const toMs = Math.max(heldToMs, closedByMs - lengthMs);
    const wanted = truth(window.symbol, window.interval, toMs - size * lengthMs, toMs).slice(-size);
    const rows = new Map(window.toArray().map((row) => [row.openTimeMs, row]));
    for (const kline of wanted) {
      const row = rows.get(kline.openTimeMs);
      rows.delete(kline.openTimeMs);
      const wrong = row && fields.find((field) => row[field] !== kline[field]);
      if (!row) faults.push(`${series} misses ${kline.openTimeMs}`);
      else if (wrong) faults.push(`${series} ${kline.openTimeMs}: ${wrong} is ${row[wrong]}, was ${kline[wrong]}`);
    }
    for (const openTimeMs of rows.keys()) faults.push(`${series} holds ${openTimeMs}, which never was`);
    compared += wanted.length;
  }
  return { windows: book.size, compared, faults };
}
