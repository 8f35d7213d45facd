import { describe, expect, it } from 'vitest';
import { explanationJson } from '../../../src/cli/explain/explanationJson.js';
import { explanationLines } from '../../../src/cli/explain/explanationLines.js';
import { factorLines } from '../../../src/cli/explain/factorLines.js';
import { verdict } from '../../../src/cli/explain/verdict.js';
import type { ExplainedFactor, Explanation } from '../../../src/core/scoring/explainSignal.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { keptSignal } from '../../support/signalRecords.js';

const kept = keptSignal('ab');
const { score: recorded, configHash } = kept.signal;
const trend: ExplainedFactor = {
  part: {
    factor: 'trend',
    kind: 'directional',
    score: 30,
    weight: 0.25,
    byInterval: { '5m': 100, '15m': -40 },
    abstained: undefined,
  },
  formula: '100 · x',
  weight: 1,
  answers: [
    { interval: '5m', terms: [{ term: 'x', value: 1.2 }], answer: 120 },
    { interval: '15m', terms: [{ term: 'x', value: -0.4 }], answer: -40 },
    { interval: '1h', terms: [], answer: Number.NaN },
  ],
  tooShort: ['1d'],
};
const structure: ExplainedFactor = {
  part: {
    factor: 'structure',
    kind: 'modulator',
    score: 1.05,
    weight: 0.5,
    byInterval: { '5m': 1.1 },
    abstained: undefined,
  },
  formula: undefined,
  weight: 0.5,
  answers: [{ interval: '5m', terms: [{ term: 'level', value: Number.POSITIVE_INFINITY }], answer: 1.1 }],
  tooShort: [],
};
const absent = (kind: 'directional' | 'modulator'): ExplainedFactor => ({
  part: { factor: 'news', kind, score: undefined, weight: 0, byInterval: {}, abstained: 'spreadMissing' },
  formula: undefined,
  weight: 3,
  answers: [],
  tooShort: [],
});

const explained = (more: Partial<Explanation> = {}, score = recorded): Explanation => ({
  score: { symbol: instrumentSymbol('ETHUSDT'), score, mean: score / 1.05, parts: [] },
  why: undefined,
  id: 'ab',
  configHash,
  factors: [trend, structure],
  isSameScore: true,
  isSameId: true,
  ...more,
});

describe('factorLines', () => {
  it('show what was clipped, what is no opinion, where it was not asked, and the mean', () => {
    expect(factorLines(trend, 4)).toEqual([
      'trend +30.00, weight 1 of 4 = 0.25',
      '  100 · x',
      '  5m   x 1.2 → +120.00, counted as +100.00',
      '  15m  x -0.4 → -40.00',
      '  1h   no opinion',
      '  1d   not asked: too few klines',
      '  mean of 2 intervals: +30.00',
    ]);
  });

  it('show how far a modulator counts', () => {
    expect(factorLines(structure, 4)).toEqual([
      'structure ×1.0500, weight 0.5',
      '  5m   level ∞ → ×1.1000',
      '  weighted: 1 + 0.5 · (1.1000 - 1) = ×1.0500',
    ]);
  });

  it('say why a factor has no part, and what that means', () => {
    expect(factorLines(absent('directional'), 4)).toEqual([
      'news abstains (spreadMissing): its weight of 3 is shared out',
    ]);
    expect(factorLines(absent('modulator'), 4)).toEqual(['news abstains (spreadMissing): it changes nothing']);
  });
});

describe('explanationLines', () => {
  it('end with the steps from the mean to the score, clipped where it must be', () => {
    const score = { symbol: instrumentSymbol('ETHUSDT'), score: 100, mean: 96, parts: [] };
    const lines = explanationLines(kept, explained({ score, isSameScore: false }));
    expect(lines.slice(-7)).toEqual([
      'factor                               score',
      'trend               +30.00 × 0.25    +7.50',
      'mean             the sum of these   +96.00',
      'structure                 ×1.0500  +100.80',
      'clipped to ±100                    +100.00',
      '',
      'Recomputed: +100.00, where -62.24 was recorded: this version of the program, or of a plugin, computes it in another way.',
    ]);
  });
});

describe('explanationJson', () => {
  it('writes what JSON has no number for as text', () => {
    const { factors, recorded: before } = JSON.parse(explanationJson(kept, explained())) as {
      factors: { answers: { answer: unknown; terms: { value: unknown }[] }[] }[];
      recorded: { price: unknown };
    };
    expect(factors[0]!.answers[2]!.answer).toBe('NaN');
    expect(factors[1]!.answers[0]!.terms[0]!.value).toBe('Infinity');
    expect(before.price).toBe('NaN');
  });
});

describe('verdict', () => {
  it.each<[string, Explanation, string]>([
    ['the same', explained(), 'Recomputed: -62.24, as recorded.'],
    [
      'another score',
      explained({ isSameScore: false, isSameId: false }, -50),
      'Recomputed: -50.00, where -62.24 was recorded: this version of the program, or of a plugin, computes it in another way.',
    ],
    [
      'a score that differs in the last digit',
      explained({ isSameScore: false, isSameId: false }, recorded + 2 ** -46),
      `Recomputed: ${recorded + 2 ** -46}, where ${recorded} was recorded: this version of the program, or of a plugin, computes it in another way.`,
    ],
    [
      'no score',
      explained({ score: undefined, id: undefined, why: 'noOpinion', isSameScore: false, isSameId: false }),
      'Recomputed: no score (noOpinion), where -62.24 was recorded: this version of the program, or of a plugin, computes it in another way.',
    ],
    [
      'other settings',
      explained({ isSameId: false, configHash: 'beef' }),
      `Recomputed: -62.24, as recorded, but the id is another one: the configuration is beef now, where it was ${configHash}: this version has other settings.`,
    ],
    [
      'other parts',
      explained({ isSameId: false }),
      'Recomputed: -62.24, as recorded, but the id is another one: its parts are not those that were recorded.',
    ],
  ])('tells of %s', (_, explanation, sentence) => {
    expect(verdict(kept, explanation)).toBe(sentence);
  });
});
