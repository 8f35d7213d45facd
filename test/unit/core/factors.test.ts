import { describe, expect, it } from 'vitest';
import { builtInFactors } from '../../../src/core/factors/index.js';
import { KlineWindow } from '../../../src/core/windows/klineWindow.js';
import { klineAt, series } from '../../support/klines.js';

interface Step {
  readonly close: number;
  readonly quoteVolume?: number;
  readonly takerBuyRatio?: number;
}

/** A window of the given closes: each kline opens at the close before it. */
function windowOf(steps: readonly Step[]): KlineWindow {
  const window = new KlineWindow({ series, size: steps.length });
  steps.forEach(({ close, quoteVolume = 1_000, takerBuyRatio = 0.5 }, i) => {
    const open = steps[i - 1]?.close ?? close;
    window.append(
      {
        ...klineAt(i),
        open,
        close,
        high: Math.max(open, close),
        low: Math.min(open, close),
        quoteVolume,
        takerBuyQuoteVolume: quoteVolume * takerBuyRatio,
      },
      'ws',
    );
  });
  return window;
}

/** A reproducible wander: a small linear congruential generator. */
function wander(length: number, seed: number): Step[] {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  let close = 100;
  return Array.from({ length }, () => {
    close *= Math.exp((next() - 0.5) * 0.02);
    return { close, quoteVolume: 500 + 1_000 * next(), takerBuyRatio: next() };
  });
}

const rise = (length: number, perStep = 0.004): Step[] =>
  Array.from({ length }, (_, i) => ({ close: 100 * Math.exp(perStep * i + 0.001 * Math.sin(i)), takerBuyRatio: 0.65 }));
const mirrored = (steps: readonly Step[]): Step[] =>
  steps.map(({ close, takerBuyRatio = 0.5, ...rest }) => ({
    ...rest,
    close: 10_000 / close,
    takerBuyRatio: 1 - takerBuyRatio,
  }));

describe.each(Object.values(builtInFactors))('$name', (factor) => {
  it('stays in [-100, 100] and gives the same answer twice', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const window = windowOf(wander(factor.requiredKlines + (seed % 50), seed));
      const score = factor.score(window);
      expect(score).toBeGreaterThanOrEqual(-100);
      expect(score).toBeLessThanOrEqual(100);
      expect(factor.score(window)).toBe(score);
    }
  });

  it('answers at exactly the klines it requires', () => {
    expect(factor.score(windowOf(wander(factor.requiredKlines, 3)))).not.toBeNaN();
  });

  it('is strongly positive in a rise that buyers drive, and the mirror image in the mirrored market', () => {
    const up = factor.score(windowOf(rise(150)));
    const down = factor.score(windowOf(mirrored(rise(150))));
    expect(up).toBeGreaterThan(50);
    expect(down).toBeLessThan(-50);
    expect(Math.abs(up + down)).toBeLessThan(3);
  });

  it('has no opinion on a market that does not move or trade', () => {
    expect(
      factor.score(windowOf(Array.from({ length: 120 }, () => ({ close: 5, quoteVolume: 0, takerBuyRatio: 0 })))),
    ).toBe(0);
  });

  it('does not depend on the unit of price', () => {
    const steps = wander(150, 7);
    const scaled = steps.map((step) => ({ ...step, close: step.close * 1e-6 }));
    expect(factor.score(windowOf(scaled))).toBeCloseTo(factor.score(windowOf(steps)), 6);
  });
});

describe('hand-computed values', () => {
  it('orderFlow: 20 klines with 60 % taker buys are a net share of 0.2', () => {
    const steps = Array.from({ length: 20 }, () => ({ close: 1, takerBuyRatio: 0.6 }));
    expect(builtInFactors.orderFlow.score(windowOf(steps))).toBeCloseTo(100 * Math.tanh(0.2 / 0.15), 10);
  });

  it('momentum: a move of one percent each kline is √12 times its own volatility', () => {
    const steps = Array.from({ length: 61 }, (_, i) => ({ close: 100 * Math.exp(0.01 * i) }));
    expect(builtInFactors.momentum.score(windowOf(steps))).toBeCloseTo(100 * Math.tanh(Math.sqrt(12) / 1.5), 8);
  });

  it('volume: the same move on double turnover counts more, by 1 - e^-v', () => {
    const steps = (recent: number): Step[] =>
      Array.from({ length: 61 }, (_, i) => ({ close: 100 * Math.exp(0.01 * i), quoteVolume: i > 54 ? recent : 1 }));
    const relative = (recent: number): number => recent / ((54 + 6 * recent) / 60);
    for (const recent of [0, 1, 2, 10]) {
      expect(builtInFactors.volume.score(windowOf(steps(recent)))).toBeCloseTo(
        100 * (1 - Math.exp(-relative(recent))) * Math.tanh(Math.sqrt(6)),
        8,
      );
    }
  });

  it('trend: a straight line has an R² of 1, so that at least half the score is there', () => {
    const steps = Array.from({ length: 96 }, (_, i) => ({ close: 100 + i }));
    expect(builtInFactors.trend.score(windowOf(steps))).toBeGreaterThan(99);
    const zigzag = Array.from({ length: 96 }, (_, i) => ({ close: 100 + (i % 2) }));
    expect(Math.abs(builtInFactors.trend.score(windowOf(zigzag)))).toBeLessThan(5);
  });
});
