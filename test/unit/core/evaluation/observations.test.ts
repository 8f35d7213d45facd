import { describe, expect, it } from 'vitest';
import { Observations } from '../../../../src/core/evaluation/observations.js';
import { readsTakerFlow } from '../../../../src/core/evaluation/readsTakerFlow.js';
import { defineFactor } from '../../../../src/core/factors/defineFactor.js';
import { builtInFactors } from '../../../../src/core/factors/index.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { FactorPart } from '../../../../src/domain/signal.js';
import { configSchema } from '../../../../src/config/schema.js';
import { walkHistory, walkMinute } from '../../../support/walkHistory.js';

const symbol = instrumentSymbol('BTCUSDT');
const noScan = { skipped: [], failed: [], regime: undefined, recomputed: 0, oldestInputAgeMs: 0 };
const part = (score: number): FactorPart => ({
  factor: 'some',
  kind: 'directional',
  score,
  weight: 1,
  byInterval: {},
  abstained: undefined,
});

describe('observations', () => {
  it('count what is no finite number, and keep none of it', () => {
    const seen = new Observations([symbol], 1, 3);
    for (const [score, ofPart] of [
      [Number.NaN, 1],
      [2, Number.POSITIVE_INFINITY],
      [3, 3],
    ] as const) {
      const scored = { symbol, score, mean: -1, parts: [part(ofPart)] };
      seen.add({ atMs: 0, scan: { ...noScan, scores: [scored] }, signals: [] });
    }
    expect(seen.nonFinite).toBe(2);
    expect([...seen.scores]).toEqual([Number.NaN, 2, 3]);
    expect([...seen.factors[0]!]).toEqual([1, Number.NaN, 3]);
    expect([...seen.signs]).toEqual([-1, -1, -1]);
  });
});

describe('a factor reads taker columns', () => {
  const history = walkHistory({ symbols: [symbol], minutes: 500 });
  const klines = new Map([
    ['1m' as const, history.klines({ symbol, interval: '1m', fromMs: walkMinute(0), toMs: walkMinute(500) })],
  ]);
  const factors = builtInFactors(configSchema.parse({}).factors.parameters);

  it.each(Object.entries(factors))('%s', (name, factor) => {
    expect(readsTakerFlow(factor, klines)).toBe(name === 'orderFlow' || name === 'flowLead');
  });

  it('also when it throws for what it reads there, not when it throws anyway', () => {
    const throwing = (message: (taker: number) => string) =>
      defineFactor({
        name: 'throwing',
        kind: 'directional',
        requiredKlines: 1,
        score: ({ window }) => {
          throw new Error(message(window.columns.takerBuyQuoteVolume.at(-1)!));
        },
      });
    expect(
      readsTakerFlow(
        throwing((taker) => `taker ${taker}`),
        klines,
      ),
    ).toBe(true);
    expect(
      readsTakerFlow(
        throwing(() => 'always'),
        klines,
      ),
    ).toBe(false);
  });
});
