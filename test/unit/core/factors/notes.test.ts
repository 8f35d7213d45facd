import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../../src/config/schema.js';
import { contextAt, contractMarket } from '../../../../src/core/factors/contractMarket.js';
import type { Factor, FactorContext } from '../../../../src/core/factors/factor.js';
import { builtInFactors, type BuiltInFactorName } from '../../../../src/core/factors/index.js';
import { factorContext } from '../../../../src/core/factors/factorContext.js';
import { steady, steppedWindow } from '../../../support/steppedWindow.js';
import { usualFactors } from '../../../support/factors.js';

type Terms = Readonly<Record<string, number>>;

/** What a factor noted, by term, and what it answered. */
function noted(factor: Factor, context: FactorContext): { terms: Terms; answer: number } {
  const terms: Record<string, number> = {};
  const answer = factor.score({ ...context, note: (term, value) => (terms[term] = value) });
  return { terms, answer };
}

/** The formulas of the factors, with the usual parameters, written down once more. */
const byHand: Readonly<Record<BuiltInFactorName, (terms: Terms) => number>> = {
  trend: (t) => (100 * (Math.tanh(t.spread! / 1.5) + Math.sign(t.slope!) * t['R²']!)) / 2,
  momentum: (t) => 100 * Math.tanh((12 * (t.slope! + t.gain! / 2)) / (5 * t.range14!)),
  volume: (t) => 100 * (1 - Math.exp(-t.v!)) * Math.tanh(t.move! / (t.sigma! * Math.sqrt(6))),
  orderFlow: (t) => 100 * Math.tanh((t.delta! + 0.3 * (t['spot delta']! - t.delta!)) / 0.15),
  openInterest: (t) =>
    100 *
    Math.tanh(t.move! / (t.sigma60! * Math.sqrt(t.klines!))) *
    Math.tanh(t.change! / 0.02) *
    (t.change! < 0 ? 0.5 : 1),
  basisFunding: (t) => {
    const x = t.basis! / 0.002 + t.funding! / 0.0005;
    return (-100 * Math.sign(x) * x * x) / (1 + x * x);
  },
  liquidity: (t) => Math.max(0.5, (0.6 + 0.5 * t.share!) / (1 + t.spread! / 0.002)),
  structure: (t) => 1.15 - 0.4 * Math.exp(-Math.abs(Math.log(t.level! / t.close!)) / t.range14! / 2),
  flowLead: (t) => 1 + 0.25 * Math.tanh(t.sign! * (t.delta! / 0.15 - t.move!)),
  independence: (t) => 0.8 + 0.3 * (1 - t['R²']!),
};

const contexts = [1, 2, 3].flatMap((seed) => {
  const market = contractMarket({ intervals: ['5m', '15m'], count: () => 220, seed });
  return ([1, -1] as const).map((sign) => contextAt(market, { interval: '5m', back: 3, size: 200, sign }));
});

describe('noted terms', () => {
  it.each(Object.keys(byHand) as BuiltInFactorName[])('%s: its formula makes its answer of them', (name) => {
    const opinions = contexts
      .map((context) => noted(usualFactors[name], context))
      .filter(({ answer }) => !Number.isNaN(answer));
    expect(opinions.length).toBeGreaterThan(0);
    for (const { terms, answer } of opinions) expect(byHand[name](terms)).toBeCloseTo(answer, 9);
  });

  it.each(Object.values(usualFactors))('$name: each of them is named in its formula', (factor) => {
    const terms = new Set(contexts.flatMap((context) => Object.keys(noted(factor, context).terms)));
    const words = factor.formula?.split(/[^\p{L}\p{N}²]+/u) ?? [];
    expect([...terms].filter((term) => !term.split(' ').every((word) => words.includes(word)))).toEqual([]);
    expect(terms.size).toBeGreaterThan(0);
  });

  it('change nothing: whoever listens hears the answer of a scan', () => {
    for (const context of contexts)
      for (const factor of Object.values(usualFactors))
        expect(noted(factor, context).answer).toBe(factor.score(context));
  });

  it('name the parameters as they are configured', () => {
    const { parameters } = configSchema.parse({}).factors;
    const { momentum } = builtInFactors({ ...parameters, momentum: { klines: 7 } });
    expect(momentum.formula).toContain('100 · tanh(7 · (slope + gain / 2) / (5 · range14))');
  });

  it('say why a market that does not move has no score', () => {
    const window = steppedWindow(steady(120, { close: 5, quoteVolume: 0 }));
    const context = factorContext({ windows: { '5m': window }, interval: '5m' });
    expect(noted(usualFactors.trend, context)).toEqual({ answer: 0, terms: { range14: 0 } });
    expect(noted(usualFactors.volume, context)).toEqual({ answer: 0, terms: { 'usual volume': 0, sigma: 0 } });
  });
});
