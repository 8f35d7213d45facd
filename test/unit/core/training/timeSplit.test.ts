import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeSplit } from '../../../../src/core/training/timeSplit.js';
import { trainingSet, type TrainingSet } from '../../../../src/core/training/trainingSet.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { Sample } from '../../../../src/domain/sample.js';
import { plantedSamples } from '../../../support/samples.js';

const sample = (openedAtMs: number, durationMs: number, mark: number): Sample => ({
  symbol: instrumentSymbol('X'),
  direction: 'long',
  openedAtMs,
  closedAtMs: openedAtMs + durationMs,
  features: [mark],
  featureHash: 'h',
  outcome: mark % 2 === 0 ? 0 : 1,
  returnRatio: 0,
});
const latest = (times: Float64Array): number => times.reduce((most, time) => Math.max(most, time), -Infinity);
const marksOf = ({ features }: TrainingSet): number[] => [...features];

describe('timeSplit', () => {
  const anySamples = fc.array(fc.tuple(fc.nat(1_000), fc.nat(120)), { maxLength: 80 });

  it('learns only of what had ended before what follows began, by the length of the longest sample', () => {
    fc.assert(
      fc.property(anySamples, (times) => {
        const { train, validation, beforeTest, test, embargoMs } = timeSplit(
          trainingSet(times.map(([openedAtMs, durationMs], index) => sample(openedAtMs, durationMs, index))),
        );
        expect(embargoMs).toBe(Math.max(0, ...times.map(([, durationMs]) => durationMs)));
        for (const [before, after] of [
          [train, validation],
          [train, test],
          [validation, test],
          [beforeTest, test],
        ] as const) {
          if (before.count === 0 || after.count === 0) continue;
          expect(after.openedAtMs[0]! - latest(before.openedAtMs)).toBeGreaterThan(embargoMs);
          expect(latest(before.closedAtMs)).toBeLessThan(after.openedAtMs[0]!);
        }
      }),
    );
  });

  it('keeps the order of time, uses no sample twice, and nothing else is left out than the embargo demands', () => {
    fc.assert(
      fc.property(anySamples, (times) => {
        const set = trainingSet(times.map(([openedAtMs, durationMs], index) => sample(openedAtMs, durationMs, index)));
        const { train, validation, beforeTest, test, embargoMs } = timeSplit(set);
        const used = [train, validation, test].flatMap(marksOf);
        expect(new Set(used).size).toBe(used.length);
        for (const part of [train, validation, test])
          expect([...part.openedAtMs]).toEqual([...part.openedAtMs].sort((a, b) => a - b));
        expect(marksOf(beforeTest)).toEqual(expect.arrayContaining([...marksOf(train), ...marksOf(validation)]));
        const cuts = [validation.openedAtMs[0], test.openedAtMs[0]].filter((cut) => cut !== undefined);
        for (let row = 0; row < set.count; row += 1) {
          if (used.includes(set.features[row]!) || cuts.length < 2) continue;
          const openedAtMs = set.openedAtMs[row]!;
          expect(cuts.some((cut) => openedAtMs < cut && openedAtMs + embargoMs >= cut)).toBe(true);
        }
      }),
    );
  });

  it('gives three fifths, a fifth and a fifth, when samples are short', () => {
    const { train, validation, test } = timeSplit(trainingSet(plantedSamples({ count: 1_000, longestMinutes: 1 })));
    expect([train.count, validation.count, test.count]).toEqual([600, 200, 200]);
  });
});
