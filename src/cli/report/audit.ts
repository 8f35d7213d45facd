import { from, map, mergeMap, scan, startWith, type Observable } from 'rxjs';
import type { SeriesSequencer } from '../../core/windows/seriesSequencer.js';
import type { KlineRow, KlineWindow } from '../../core/windows/klineWindow.js';
import { intervalMs } from '../../domain/kline.js';
import type { AuditFinding, AuditReport } from './report.js';

/** A kline as REST writes it: open time, o, h, l, c, base volume, close time, quote volume, trades, taker base, taker quote. */
export type TruthRow = readonly (string | number)[];

/** Closed klines of a series that opened in a stretch, both ends included, from the simulator. */
export type FetchTruth = (
  symbol: string,
  interval: string,
  fromMs: number,
  toMs: number,
) => Promise<readonly TruthRow[]>;

export interface AuditTimes {
  /** Market time: what had closed by then must be there. */
  readonly dueMs: number;
  /** Closes that came twice or out of order during the run. */
  readonly duplicate: number;
}

type Comparison = Pick<AuditReport, 'compared' | 'missing' | 'different' | 'findings'>;

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
const mostFindings = 1_000;

/** The windows that can be audited: those that hold anything. */
export const auditable = (sequencers: Iterable<SeriesSequencer>): readonly KlineWindow[] =>
  [...sequencers].map(({ window }) => window).filter(({ count }) => count > 0);

/**
 * Compares windows with the truth, each from its oldest kline to the last one that had closed by `dueMs`. Emits the sums
 * so far: first that nothing was compared, then once per window. The windows must not change any more. Fails as
 * `fetchTruth` does.
 */
export const auditWindows = (
  windows: readonly KlineWindow[],
  fetchTruth: FetchTruth,
  { dueMs, duplicate }: AuditTimes,
): Observable<AuditReport> => {
  const nothing: AuditReport = { series: 0, compared: 0, missing: 0, duplicate, different: 0, findings: [] };
  return from(windows).pipe(
    mergeMap((window) => {
      const lastDueMs = dueMs - intervalMs(window.interval);
      const toMs = Math.max(window.lastOpenTimeMs, lastDueMs);
      return from(fetchTruth(window.symbol, window.interval, window.firstOpenTimeMs, toMs)).pipe(
        map((truth) => compare(window, truth)),
      );
    }, requestsAtOnce),
    scan(add, nothing),
    startWith(nothing),
  );
};

const add = (sum: AuditReport, { compared, missing, different, findings }: Comparison): AuditReport => ({
  ...sum,
  series: sum.series + 1,
  compared: sum.compared + compared,
  missing: sum.missing + missing,
  different: sum.different + different,
  findings: [...sum.findings, ...findings].slice(0, mostFindings),
});

/** A kline that is held and does not exist is different too. */
function compare(window: KlineWindow, truth: readonly TruthRow[]): Comparison {
  const { series } = window;
  const held = new Map(window.toArray().map((row) => [row.openTimeMs, row]));
  const findings = truth.flatMap((truthRow): AuditFinding[] => {
    const openTimeMs = Number(truthRow[0]);
    const row = held.get(openTimeMs);
    held.delete(openTimeMs);
    if (!row) return [{ series, openTimeMs, found: 'missing' }];
    const wrong = fields.filter(([field, column]) => row[field] !== Number(truthRow[column])).map(([field]) => field);
    return wrong.length === 0 ? [] : [{ series, openTimeMs, found: 'different', fields: wrong }];
  });
  for (const openTimeMs of held.keys()) findings.push({ series, openTimeMs, found: 'unknown' });
  const missing = findings.filter(({ found }) => found === 'missing').length;
  return { compared: truth.length - missing, missing, different: findings.length - missing, findings };
}
