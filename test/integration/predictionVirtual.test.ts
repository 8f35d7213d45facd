import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ScannerPrediction } from '../../src/app/scanner.js';
import { featureCount, featureHash, features } from '../../src/core/features/featureList.js';
import type { Signal } from '../../src/domain/signal.js';
import { oddMarket } from '../support/exampleMarket.js';
import { scannerConfig } from '../support/scannerConfig.js';
import { virtualSilenceMs } from '../support/virtualExchange.js';
import { virtualRun } from '../support/virtualRun.js';

const intervals = ['1m', '5m', '15m'] as const;
const directionAt = features.findIndex(({ name }) => name === 'direction');

const runWith = (prediction?: ScannerPrediction) =>
  virtualRun({
    market: oddMarket(1),
    config: scannerConfig({
      universe: { minQuoteVolume24h: 0 },
      feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
      derivatives: { markPriceMaxSilenceMs: virtualSilenceMs, openInterestPeriodMs: 900_000 },
      windows: { intervals: [...intervals], klines: 80, snapshotKlines: 99 },
      scan: { minScore: 25 },
    }),
    durationMs: 1_800_000,
    ...(prediction && { prediction }),
  });

const short = ({ kind, id, direction, atMs, score }: Signal) => ({ kind, id, direction, atMs, score });

describe('a scanner with a predictor', () => {
  it('scans as it does without, asks once a cycle, and tells only of signals that are probable enough', () => {
    const batches: Float32Array[] = [];
    const plain = runWith();
    const predicted = runWith({
      predictor: {
        featureHash: featureHash(intervals),
        // Whatever rises will rise, and what falls will not.
        predict: (batch, rows) => {
          batches.push(batch);
          return of(
            Float32Array.from({ length: rows }, (_, row) =>
              batch[row * featureCount + directionAt]! > 0 ? 0.75 : 0.25,
            ),
          );
        },
      },
      minProbability: 0.5,
      timeoutMs: 1_000,
    });
    const scansOf = ({ cycles }: typeof plain) =>
      cycles.map(({ signals: _, prediction: __, ...scan }) => ({ ...scan, rssBytes: 0 }));
    expect(scansOf(predicted)).toEqual(scansOf(plain));

    expect(plain.signals.some(({ direction }) => direction === 'short')).toBe(true);
    const longs = plain.signals.filter(({ direction }) => direction === 'long');
    expect(longs.length).toBeGreaterThan(0);
    expect(predicted.signals.map(short)).toEqual(longs.map(short));
    for (const { kind, probability } of predicted.signals)
      expect(probability).toBe(kind === 'closed' ? undefined : 0.75);

    const refused = predicted.cycles.flatMap(({ prediction }) => prediction!.refused);
    const shortsOpened = plain.signals.filter(({ direction, kind }) => direction === 'short' && kind === 'opened');
    expect(refused.map(({ id }) => id)).toEqual(shortsOpened.map(({ id }) => id));

    const asked = predicted.cycles.filter(({ prediction }) => prediction!.candidates > 0);
    expect(batches.length).toBe(asked.length);
    expect(batches.map(({ length }) => length)).toEqual(
      asked.map(({ prediction }) => prediction!.candidates * featureCount),
    );
    // Every candidate can hold a signal: its score is at least that at which one is closed.
    for (const { scores, prediction } of asked)
      expect([...prediction!.probabilities.keys()]).toEqual(
        scores.filter(({ score }) => Math.abs(score) >= 0.8 * 25).map(({ symbol }) => symbol),
      );
  });
});
