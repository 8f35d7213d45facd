import { describe, expect, it } from 'vitest';
import { createScanner } from '../../../src/app/createScanner.js';
import { scanRules, signalRules } from '../../../src/app/scoringRules.js';
import { BadInputError } from '../../../src/domain/errors.js';
import type { MarketData } from '../../../src/ports/marketData.js';
import { liquidMarket } from '../../support/exampleMarket.js';
import { saying } from '../../support/factors.js';
import { scannerConfig } from '../../support/scannerConfig.js';
import { virtualSilenceMs } from '../../support/virtualExchange.js';
import { virtualRun } from '../../support/virtualRun.js';

const usual = scannerConfig();
const weighing = (weights: Partial<typeof usual.factors.weights>) =>
  scannerConfig({ factors: { weights: { ...usual.factors.weights, ...weights } } });

describe('scanRules', () => {
  it('take the built-in factors with their weights, but for those of weight 0, then the added ones', () => {
    const { factors, benchmark } = scanRules(weighing({ trend: 3, volume: 0, liquidity: 0 }), [
      saying('mine', 1, { weight: 0.25 }),
      saying('yours', 1),
    ]);
    const weights = Object.fromEntries(factors.map(({ factor, weight }) => [factor.name, weight]));
    expect(weights).toEqual({
      trend: 3,
      momentum: 1,
      orderFlow: 1,
      openInterest: 0.5,
      basisFunding: 0.25,
      structure: 1,
      flowLead: 1,
      independence: 1,
      mine: 0.25,
      yours: 1,
    });
    expect(benchmark).toBe('BTCUSDT');
  });

  it.each([
    [
      'a name that is built in',
      [saying('trend', 1)],
      'factor 1: `name` must be a name that no other factor has; found "trend"',
    ],
    [
      'a name twice',
      [saying('a', 1), saying('a', 2)],
      'factor 2: `name` must be a name that no other factor has; found "a"',
    ],
    [
      'what is no factor',
      [{ ...saying('a', 1), requiredKlines: 1.5 }],
      'factor 1: `requiredKlines` must be a whole number of at least 1; found 1.5',
    ],
  ])('refuse %s, and createScanner does', (_, factors, sentence) => {
    expect(() => scanRules(usual, factors)).toThrow(BadInputError);
    expect(() => scanRules(usual, factors)).toThrow(sentence);
    // It comes to no call of the exchange.
    expect(() => createScanner({ config: usual, factors, marketData: {} as MarketData })).toThrow(sentence);
  });
});

describe('signalRules', () => {
  it('leave at 0.8 of the threshold, unless something else is said', () => {
    expect(signalRules(scannerConfig({ scan: { minScore: 50 } }), []).leaveScore).toBe(40);
    expect(signalRules(scannerConfig({ scan: { minScore: 50, leaveScore: 0 } }), []).leaveScore).toBe(0);
  });

  it('have another hash for everything that scores and signals depend on, and for nothing else', () => {
    const hashOf = (...given: Parameters<typeof signalRules>): string => signalRules(...given).configHash;
    const same = scannerConfig({ windows: { closeGraceMs: 1 }, universe: { maxSymbols: 3 } });
    expect(hashOf(same, [])).toBe(hashOf(usual, []));
    const others = [
      hashOf(weighing({ trend: 2 }), []),
      hashOf(scannerConfig({ scan: { minScore: 61 } }), []),
      hashOf(scannerConfig({ windows: { klines: 299 } }), []),
      hashOf(usual, [saying('a', 1)]),
      hashOf(usual, [saying('a', 1, { weight: 2 })]),
    ];
    expect(new Set([hashOf(usual, []), ...others]).size).toBe(6);
  });
});

it('a factor passed to createScanner has its part in every score', () => {
  const run = virtualRun({
    market: liquidMarket(1, 5),
    config: scannerConfig({
      universe: { minQuoteVolume24h: 0 },
      feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
      derivatives: { markPriceMaxSilenceMs: virtualSilenceMs },
      windows: { klines: 120, snapshotKlines: 121 },
    }),
    factors: [saying('mine', 42, { intervals: ['1h'], weight: 2 })],
    durationMs: 5 * 60_000,
  });
  const parts = run.cycles.flatMap(({ scores }) =>
    scores.map((score) => score.parts.find(({ factor }) => factor === 'mine')),
  );
  expect(parts.length).toBeGreaterThan(10);
  for (const part of parts) expect(part).toMatchObject({ score: 42, byInterval: { '1h': 42 }, abstained: undefined });
});
