import { from, lastValueFrom, mergeMap, reduce } from 'rxjs';
import type { SeriesSequencer } from '../../core/windows/seriesSequencer.js';
import type { KlineRow, KlineWindow } from '../../core/windows/klineWindow.js';
import { intervalMs } from '../../domain/kline.js';
import type { AuditReport } from './report.js';

/** A kline as REST writes it: open time, o, h, l, c, base volume, close time, quote volume, trades, taker base, taker quote. */
export type TruthRow = readonly (string | number)[];

/** Closed klines of a series that opened in a stretch, from the simulator. */
export type FetchTruth = (
  symbol: string,
  interval: string,
  fromMs: number,
  toMs: number,
) => Promise<readonly TruthRow[]>;

const fieldColumns: Readonly<Record<keyof KlineRow, number>> = {
  openTimeMs: 0,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  baseVolume: 5,
  quoteVolume: 7,
  tradeCount: 8,
  takerBuyQuoteVolume: 10,
};
const fields = Object.entries(fieldColumns) as [keyof KlineRow, number][];
const requestsAtOnce = 16;

/**
 * Compares every window with the truth: from its oldest kline to the last one that had closed, and had time to arrive,
 * by `dueMs` (market time).
 */
export async function auditWindows(
  sequencers: readonly SeriesSequencer[],
  fetchTruth: FetchTruth,
  { dueMs, duplicate }: { readonly dueMs: number; readonly duplicate: number },
): Promise<AuditReport> {
  const held = sequencers.filter(({ window }) => window.count > 0).map(({ window }) => snapshot(window));
  const nothing: AuditReport = { series: held.length, compared: 0, missing: 0, duplicate, different: 0 };
  return lastValueFrom(
    from(held).pipe(
      mergeMap(async ({ window, rows }) => {
        const from = rows[0]?.openTimeMs ?? 0;
        const lastHeld = rows.at(-1)?.openTimeMs ?? 0;
        const lastDue = dueMs - intervalMs(window.interval);
        return compare(rows, await fetchTruth(window.symbol, window.interval, from, Math.max(lastHeld, lastDue)));
      }, requestsAtOnce),
      reduce(
        (sum, { compared, missing, different }) => ({
          ...sum,
          compared: sum.compared + compared,
          missing: sum.missing + missing,
          different: sum.different + different,
        }),
        nothing,
      ),
    ),
  );
}

const snapshot = (window: KlineWindow): { window: KlineWindow; rows: readonly KlineRow[] } => ({
  window,
  rows: window.toArray(),
});

function compare(
  rows: readonly KlineRow[],
  truth: readonly TruthRow[],
): Pick<AuditReport, 'compared' | 'missing' | 'different'> {
  const held = new Map(rows.map((row) => [row.openTimeMs, row]));
  let missing = 0;
  let different = 0;
  for (const truthRow of truth) {
    const row = held.get(Number(truthRow[0]));
    if (!row) missing += 1;
    else if (fields.some(([field, column]) => row[field] !== Number(truthRow[column]))) different += 1;
    held.delete(Number(truthRow[0]));
  }
  return { compared: truth.length - missing, missing, different: different + held.size };
}
