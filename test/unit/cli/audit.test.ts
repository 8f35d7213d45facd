import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  auditable,
  auditWindows,
  type AuditTimes,
  type FetchTruth,
  type TruthRow,
} from '../../../src/cli/report/audit.js';
import type { AuditReport } from '../../../src/cli/report/report.js';
import { KlineWindow } from '../../../src/core/windows/klineWindow.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import type { Kline } from '../../../src/domain/kline.js';
import { klineAt, series } from '../../support/klines.js';

const minuteMs = 60_000;
const dueAfter = (index: number): number => klineAt(index).closeTimeMs + 1;

function windowOf(klines: readonly Kline[], size = 10): KlineWindow {
  const window = new KlineWindow({ series, size });
  for (const kline of klines) window.append(kline, 'ws');
  return window;
}

const truthRow = (kline: Kline): TruthRow => [
  kline.openTimeMs,
  String(kline.open),
  kline.high.toFixed(4),
  String(kline.low),
  String(kline.close),
  String(kline.baseVolume),
  kline.closeTimeMs,
  String(kline.quoteVolume),
  kline.tradeCount,
  String(kline.takerBuyBaseVolume),
  String(kline.takerBuyQuoteVolume),
  '0',
];

/** An exchange on which `klines` happened. */
const exchangeOf =
  (klines: readonly Kline[]): FetchTruth =>
  (_symbol, _interval, fromMs, toMs) =>
    Promise.resolve(
      klines.filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs <= toMs).map((kline) => truthRow(kline)),
    );

const klines = [0, 1, 2, 3].map((index) => klineAt(index));

/** Every sum that is emitted. */
const auditsOf = (
  windows: readonly KlineWindow[],
  truth: readonly Kline[],
  times: AuditTimes,
): Promise<AuditReport[]> =>
  lastValueFrom(auditWindows(windows, exchangeOf(truth), times).pipe(toArray()), { defaultValue: [] });

const audited = async (
  held: readonly Kline[],
  truth: readonly Kline[] = klines,
  dueMs = dueAfter(3),
): Promise<AuditReport | undefined> => (await auditsOf([windowOf(held)], truth, { dueMs, duplicate: 0 })).at(-1);

describe('auditWindows', () => {
  it('finds nothing wrong with a window that holds the truth', async () => {
    expect(await audited(klines)).toEqual({
      series: 1,
      compared: 4,
      missing: 0,
      duplicate: 0,
      different: 0,
      findings: [],
    });
  });

  it('finds a due kline that is not held', async () => {
    expect(await audited(klines.slice(0, 3))).toMatchObject({
      compared: 3,
      missing: 1,
      different: 0,
      findings: [{ series, openTimeMs: klineAt(3).openTimeMs, found: 'missing' }],
    });
  });

  it('does not miss a kline that may still be on its way', async () => {
    const justBeforeMs = dueAfter(3) - 1;
    expect(await audited(klines.slice(0, 3), klines, justBeforeMs)).toMatchObject({ compared: 3, missing: 0 });
  });

  it('compares a kline that came sooner than it was due', async () => {
    const early = [...klines.slice(0, 3), klineAt(3, { close: 999 })];
    expect(await audited(early, klines, dueAfter(1))).toMatchObject({ compared: 4, missing: 0, different: 1 });
  });

  it('does not ask for what the window has let go', async () => {
    const audits = await auditsOf([windowOf(klines, 2)], klines, { dueMs: dueAfter(3), duplicate: 0 });
    expect(audits.at(-1)).toMatchObject({ compared: 2, missing: 0 });
  });

  it.each(['open', 'high', 'low', 'close', 'baseVolume', 'quoteVolume', 'tradeCount', 'takerBuyQuoteVolume'] as const)(
    'finds another %s',
    async (field) => {
      const held = klines.map((kline, i) => (i === 1 ? { ...kline, [field]: kline[field] + 0.0001 } : kline));
      expect(await audited(held)).toMatchObject({
        compared: 4,
        missing: 0,
        different: 1,
        findings: [{ openTimeMs: klineAt(1).openTimeMs, found: 'different', fields: [field] }],
      });
    },
  );

  it('finds a kline that never was', async () => {
    expect(await audited(klines, klines.slice(0, 3), dueAfter(2))).toMatchObject({
      compared: 3,
      different: 1,
      findings: [{ found: 'unknown' }],
    });
  });

  it('sums over windows, one after the other, from nothing, and passes on what came twice', async () => {
    const windows = [windowOf(klines), windowOf(klines.slice(0, 2))];
    const times = { dueMs: klineAt(3).openTimeMs + minuteMs, duplicate: 5 };
    const audits = await auditsOf(windows, klines, times);
    expect(audits.map(({ series, compared, missing }) => [series, compared, missing])).toEqual([
      [0, 0, 0],
      [1, 4, 0],
      [2, 6, 2],
    ]);
    expect(audits.map(({ duplicate }) => duplicate)).toEqual([5, 5, 5]);
  });
});

describe('auditable', () => {
  it('leaves out windows that hold nothing', () => {
    const full = new SeriesSequencer({ series, size: 3 });
    full.apply({ kind: 'rows', klines });
    expect(auditable([full, new SeriesSequencer({ series, size: 3 })])).toEqual([full.window]);
  });
});
