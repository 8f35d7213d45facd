import { of, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ScannerPrediction } from '../../src/app/scanner.js';
import { featureCount, featureHash } from '../../src/core/features/featureList.js';
import { noVirtualPast, type VirtualPast } from '../../src/core/virtual/virtualBook.js';
import type { VirtualRules } from '../../src/core/virtual/virtualRules.js';
import type { Sample } from '../../src/domain/sample.js';
import type { VirtualPosition } from '../../src/domain/virtualPosition.js';
import { virtualLoop } from '../../src/streams/virtualLoop.js';
import { oddMarket } from '../support/exampleMarket.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { virtualSilenceMs } from '../support/virtualExchange.js';
import { virtualRules } from '../support/virtualPositions.js';
import { virtualRun } from '../support/virtualRun.js';

const intervals = ['1m', '5m', '15m'] as const;
const rules: VirtualRules = {
  ...virtualRules,
  intervals,
  distanceUnit: 'trueRange',
  stopDistance: 2,
  targetDistances: [2, 4],
  timeoutMs: 900_000,
};
const market = oddMarket(1);
const config = scannerConfig({
  universe: { minQuoteVolume24h: 0 },
  feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
  derivatives: { markPriceMaxSilenceMs: virtualSilenceMs, openInterestPeriodMs: 900_000 },
  windows: { intervals: [...intervals], klines: 120, snapshotKlines: 199 },
  scan: { minScore: 25 },
});

interface Followed {
  readonly rules?: Partial<VirtualRules>;
  readonly past?: VirtualPast;
  readonly durationMs?: number;
  readonly prediction?: ScannerPrediction;
}

/** A whole scanner with the loop beside it. */
function follow({ rules: given, past = noVirtualPast, durationMs = 2_400_000, prediction }: Followed = {}) {
  const samples: Sample[] = [];
  const opened: VirtualPosition[] = [];
  const lost: VirtualPosition[] = [];
  let positions: readonly VirtualPosition[] = past.positions;
  const run = virtualRun({
    market,
    config,
    durationMs,
    ...(prediction && { prediction }),
    beside: (scanner, time) => {
      const loop$ = virtualLoop({ ...scanner, rules: { ...rules, ...given }, past, market: time });
      return loop$.pipe(
        tap((update) => {
          samples.push(...update.samples);
          opened.push(...update.opened);
          lost.push(...update.lost);
          positions = update.positions();
          expect(positions).toHaveLength(update.openCount);
        }),
      );
    },
  });
  return { run, samples, opened, lost, positions };
}

const idsOf = (positions: readonly VirtualPosition[]): string[] => positions.map(({ entry }) => entry.signalId);
const byId = (samples: readonly Sample[]): Sample[] =>
  [...samples].sort((a, b) => (a.signalId! < b.signalId! ? -1 : 1));

describe('the virtual loop beside a scanner', () => {
  it('follows every signal to a sample or on, and the scan is what it is without', () => {
    const plain = virtualRun({ market, config, durationMs: 2_400_000 });
    const { run, samples, opened, lost, positions } = follow();
    const scansOf = ({ cycles }: typeof plain) => cycles.map((cycle) => ({ ...cycle, rssBytes: 0 }));
    expect(scansOf(run)).toEqual(scansOf(plain));
    expect(run.pendingTimers).toBe(0);

    const signals = run.signals.filter(({ kind }) => kind === 'opened');
    expect(signals.length).toBeGreaterThan(5);
    expect(idsOf(opened)).toEqual(signals.map(({ id }) => id));
    expect(opened.map(({ entry }) => entry.entryPrice)).toEqual(signals.map(({ price }) => price));
    expect(lost).toEqual([]);
    expect([...samples.map(({ signalId }) => signalId!), ...idsOf(positions)].sort()).toEqual(idsOf(opened).sort());
    expect(new Set(samples.map(({ exit }) => exit)).size).toBeGreaterThan(1);
    for (const { openedAtMs, closedAtMs } of samples)
      expect(closedAtMs - openedAtMs).toBeLessThan(rules.timeoutMs + 60_000);
  });

  it('shows a sample the very features that a model was asked about, also of signals that it held back', () => {
    const rows = new Map<string, readonly number[]>();
    const batches: Float32Array[] = [];
    const { run, opened } = follow({
      prediction: {
        predictor: {
          featureHash: featureHash(intervals),
          predict: (batch, count) => {
            batches.push(batch.slice());
            return of(new Float32Array(count).fill(0.1));
          },
        },
        minProbability: 0.5,
        timeoutMs: 1_000,
      },
    });
    const asked = run.cycles.filter(({ prediction }) => prediction!.candidates > 0);
    asked.forEach(({ prediction }, cycle) => {
      const symbols = [...prediction!.probabilities.keys()];
      for (const { id, symbol, kind } of prediction!.refused) {
        const from = symbols.indexOf(symbol) * featureCount;
        if (kind === 'opened') rows.set(id, Array.from(batches[cycle]!.subarray(from, from + featureCount)));
      }
    });
    expect(run.signals).toEqual([]);
    expect(rows.size).toBeGreaterThan(5);
    const found = opened.map(({ entry }) => [entry.signalId, entry.features.map(Math.fround)] as const);
    expect(new Map(found)).toEqual(rows);
  });

  it('comes to the same samples when it is stopped half way and taken up again', () => {
    // Looks at prices refine what klines say; a restart looks at other instants.
    const klinesOnly = { periodMs: 100_000_000 };
    const whole = follow({ rules: klinesOnly });
    const first = follow({ rules: klinesOnly, durationMs: 1_200_000 });
    expect(first.positions.length).toBeGreaterThan(0);
    // What a file would give back.
    const positions = JSON.parse(JSON.stringify(first.positions)) as readonly VirtualPosition[];
    const endedIds = first.samples.map(({ signalId }) => signalId!);
    // The market is played again from its start: the same signals come again.
    const second = follow({ rules: klinesOnly, past: { positions, endedIds } });
    expect(byId([...first.samples, ...second.samples])).toEqual(byId(whole.samples));
    expect(second.lost).toEqual([]);
    expect(idsOf(second.positions).sort()).toEqual(idsOf(whole.positions).sort());
  });
});
