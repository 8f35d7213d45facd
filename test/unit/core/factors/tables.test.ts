import { describe, expect, it } from 'vitest';
import type { FactorContext } from '../../../../src/core/factors/factor.js';
import { factorContext } from '../../../../src/core/factors/factorContext.js';
import type { KlineWindow } from '../../../../src/core/windows/klineWindow.js';
import type { MarkPrice, OpenInterest } from '../../../../src/domain/derivatives.js';
import { usualFactors } from '../../../support/factors.js';
import { steady, steppedWindow, type Step } from '../../../support/steppedWindow.js';

const asked = (window: KlineWindow, more: Partial<FactorContext> = {}): FactorContext =>
  factorContext({ ...more, windows: { [window.interval]: window }, interval: window.interval });
const askedOf = (steps: readonly Step[], more: Partial<FactorContext> = {}): FactorContext =>
  asked(steppedWindow(steps), more);
/** Closes that grow by `perStep` of their logarithm. */
const growth = (length: number, perStep = 0.01, more: Partial<Step> = {}): Step[] =>
  Array.from({ length }, (_, i) => ({ close: 100 * Math.exp(perStep * i), ...more }));

describe('directional factors, computed by hand', () => {
  it('trend: a straight rise has an R² of 1, and averages (slow - fast) / 2 klines apart', () => {
    const spread = (48 - 12) / 2 / 1.5;
    expect(usualFactors.trend.score(askedOf(growth(96)))).toBeCloseTo(50 * (Math.tanh(spread) + 1), 6);
    const zigzag = Array.from({ length: 96 }, (_, i) => ({ close: 100 + (i % 2) }));
    expect(Math.abs(usualFactors.trend.score(askedOf(zigzag)))).toBeLessThan(5);
  });

  it('momentum: a steady move of one true range each kline is 12 of them in 12 klines, without gain', () => {
    expect(usualFactors.momentum.score(askedOf(growth(24)))).toBeCloseTo(100 * Math.tanh(12 / 5), 8);
  });

  it('momentum: a move that begins only now gains speed and counts more, one that fades less', () => {
    const flat = steady(12, { close: 100, high: 101, low: 99 });
    const from = (start: number, sign: number): Step[] =>
      Array.from({ length: 12 }, (_, i) => ({ close: start * Math.exp(0.005 * sign * (i + 1)), high: 0 }));
    const begun = [...flat, ...from(100, 1)];
    const steadyRise = growth(24, 0.005);
    const faded = [...growth(12, 0.01), ...growth(12, 0.005).map(({ close }) => ({ close: close * Math.exp(0.12) }))];
    const ratio = (steps: Step[]): number => {
      const context = askedOf(steps);
      const score = usualFactors.momentum.score(context);
      return Math.atanh(score / 100) * context.figures.trueRange(14);
    };
    expect(ratio(begun)).toBeGreaterThan(1.4 * ratio(steadyRise));
    expect(ratio(faded)).toBeLessThan(0.8 * ratio(steadyRise));
  });

  it.each([0, 1, 2, 10])('volume: the same move on %d times the turnover counts 1 - e^-v', (recent) => {
    const steps = growth(61).map((step, i) => ({ ...step, quoteVolume: i > 54 ? recent : 1 }));
    const relative = recent / ((54 + 6 * recent) / 60);
    expect(usualFactors.volume.score(askedOf(steps))).toBeCloseTo(
      100 * (1 - Math.exp(-relative)) * Math.tanh(Math.sqrt(6)),
      8,
    );
  });

  it('orderFlow: 20 klines with 60 % taker buys are a net share of 0.2', () => {
    const score = usualFactors.orderFlow.score(askedOf(steady(20, { close: 1, takerBuyRatio: 0.6 })));
    expect(score).toBeCloseTo(100 * Math.tanh(0.2 / 0.15), 10);
  });

  it.each(['trend', 'momentum', 'volume', 'orderFlow'] as const)(
    '%s: a market that does not move or trade is 0',
    (name) => {
      const flat = askedOf(steady(120, { close: 5, quoteVolume: 0, takerBuyRatio: 0 }));
      expect(usualFactors[name].score(flat)).toBe(0);
    },
  );
});

describe('openInterest', () => {
  const window = steppedWindow(growth(80));
  const closedAtMs = (row: number): number => window.firstOpenTimeMs + (row + 1) * 300_000;
  const sample = (row: number, openInterestBase: number): OpenInterest => ({
    symbol: window.symbol,
    openInterestBase,
    exchangeTimeMs: closedAtMs(row),
  });
  const score = (...samples: OpenInterest[]): number =>
    usualFactors.openInterest.score(asked(window, { openInterest: samples }));
  const fullMove = 100 * Math.tanh(Math.sqrt(12));

  it('rising prices on new contracts are a score, on closed ones half of its opposite', () => {
    expect(score(sample(67, 100), sample(79, 102))).toBeCloseTo(fullMove * Math.tanh(Math.log(1.02) / 0.02), 8);
    expect(score(sample(67, 102), sample(79, 100))).toBeCloseTo((-fullMove * Math.tanh(Math.log(1.02) / 0.02)) / 2, 8);
  });

  it('takes the sample nearest to an hour before the latest', () => {
    const samples = [sample(40, 1), sample(66, 100), sample(72, 300), sample(79, 102)];
    expect(score(...samples)).toBe(score(sample(66, 100), sample(79, 102)));
  });

  it('has no opinion on one sample, on two that are near, on nonsense, and where the window does not reach', () => {
    expect(score(sample(79, 100))).toBeNaN();
    expect(score(sample(75, 100), sample(79, 101))).toBeNaN();
    expect(score(sample(67, 0), sample(79, 101))).toBeNaN();
    expect(score(sample(-30, 100), sample(0, 101))).toBeNaN();
    expect(score()).toBeNaN();
  });

  it('reads no kline that closed after the sample', () => {
    const early = sample(70, 101);
    const late = { ...early, exchangeTimeMs: early.exchangeTimeMs + 299_998 };
    expect(score(sample(58, 100), late)).toBeCloseTo(score(sample(58, 100), early), 10);
  });
});

describe('basisFunding', () => {
  const score = (markPrice: number, fundingRatio: number, indexPrice = 100): number => {
    const window = steppedWindow(steady(1, { close: 100 }));
    const latest: MarkPrice = {
      symbol: window.symbol,
      markPrice,
      indexPrice,
      fundingRatio,
      nextFundingTimeMs: 0,
      exchangeTimeMs: 0,
    };
    return usualFactors.basisFunding.score(asked(window, { markPrice: latest }));
  };

  it.each([
    [100, 0, 0],
    [100, 0.0005, -50],
    [100, -0.0005, 50],
    [100, 0.00005, -100 / 101],
    [100 * Math.exp(0.002), 0, -50],
    [100 * Math.exp(0.002), 0.0005, -80],
    [100 * Math.exp(-0.002), 0.0005, 0],
  ])('a mark price of %d with a funding of %d is %d', (markPrice, fundingRatio, expected) => {
    expect(score(markPrice, fundingRatio)).toBeCloseTo(expected, 8);
  });

  it('has no opinion without an index', () => {
    expect(score(100, 0.01, 0)).toBeNaN();
  });
});

describe('modulators, computed by hand', () => {
  it.each([
    [1_000, 0.6],
    [1e6, 0.6],
    [Math.sqrt(1e6 * 2e9), 0.85],
    [2e9, 1.1],
    [1e12, 1.1],
  ])('liquidity: a turnover of %d a day multiplies with %d', (turnover, expected) => {
    const context = askedOf(steady(96, { close: 1, quoteVolume: turnover / 288 }));
    expect(usualFactors.liquidity.score(context)).toBeCloseTo(expected, 10);
  });

  it('liquidity: a spread of 20 bp halves it, down to the least of all multipliers', () => {
    const steps = steady(96, { close: 1, quoteVolume: 1e12 });
    const spread = { symbol: steppedWindow(steps).symbol, spreadRatio: 0.002, exchangeTimeMs: 0 };
    expect(usualFactors.liquidity.score(askedOf(steps, { spread }))).toBeCloseTo(0.55, 10);
    expect(usualFactors.liquidity.score(askedOf(steps, { spread: { ...spread, spreadRatio: 1 } }))).toBe(0.5);
  });

  it('structure: room up to the nearest swing high in true ranges, and nothing in the way beyond the last', () => {
    const range = 0.01;
    const steps = steady(96, { close: 100, high: 100 * Math.exp(range / 2), low: 100 * Math.exp(-range / 2) });
    const withHigh = (high: number): Step[] => steps.map((step, i) => (i === 50 ? { ...step, high } : step));
    const score = (high: number, sign: 1 | -1): number =>
      usualFactors.structure.score(askedOf(withHigh(high), { sign }));
    expect(score(100 * Math.exp(2 * range), 1)).toBeCloseTo(1.15 - 0.4 * Math.exp(-1), 8);
    expect(score(100 * Math.exp(4 * range), 1)).toBeCloseTo(1.15 - 0.4 * Math.exp(-2), 8);
    expect(usualFactors.structure.score(askedOf(steps, { sign: 1 }))).toBe(1.15);
    expect(score(100 * Math.exp(2 * range), -1)).toBe(1.15);
    expect(usualFactors.structure.score(askedOf(steps))).toBeNaN();
  });

  it('flowLead: flow without a move leads, a move without flow lags, for the direction of the score', () => {
    const pressed = steady(30, { close: 100, high: 101, low: 99, takerBuyRatio: 0.575 });
    const score = (steps: readonly Step[], sign: 1 | -1): number =>
      usualFactors.flowLead.score(askedOf(steps, { sign }));
    expect(score(pressed, 1)).toBeCloseTo(1 + 0.25 * Math.tanh(1), 8);
    expect(score(pressed, -1)).toBeCloseTo(1 - 0.25 * Math.tanh(1), 8);
    expect(score(growth(30), 1)).toBeCloseTo(1 - 0.25 * Math.tanh(20 / 5), 8);
    expect(score(steady(30, { close: 1 }), 1)).toBeNaN();
  });
});

describe('independence', () => {
  const moves = [1, -2, 3, -1, 2, -3, 1, 1, -2, 2];
  const path = (of: (move: number, i: number) => number, length = 70): Step[] => {
    let close = 100;
    return Array.from({ length }, (_, i) => ({ close: (close *= 1 + 0.001 * of(moves[i % moves.length]!, i)) }));
  };
  const score = (steps: readonly Step[], benchmark: readonly Step[]): number =>
    usualFactors.independence.score(
      askedOf(steps, { benchmark: { '5m': steppedWindow(benchmark, { symbol: 'BTCUSDT' }) } }),
    );

  it('is least for the benchmark’s double, in either direction, and most for what is unrelated', () => {
    const benchmark = path((move) => move);
    expect(
      score(
        path((move) => 2 * move),
        benchmark,
      ),
    ).toBeCloseTo(0.8, 3);
    expect(
      score(
        path((move) => -move),
        benchmark,
      ),
    ).toBeCloseTo(0.8, 3);
    expect(
      score(
        path((_, i) => (Math.floor(i / 10) % 2 === 0 ? 1 : -1)),
        benchmark,
      ),
    ).toBeGreaterThan(1.09);
  });

  it('compares the same instants when one of the two is a kline ahead', () => {
    const steps = path((move) => 2 * move, 71);
    expect(
      score(
        steps,
        path((move) => move, 70),
      ),
    ).toBeCloseTo(0.8, 3);
    expect(
      score(
        steps.slice(0, 70),
        path((move) => move, 71),
      ),
    ).toBeCloseTo(0.8, 3);
  });

  it('has no opinion on the benchmark itself, on what does not move, and without enough in common', () => {
    const benchmark = steppedWindow(
      path((move) => move),
      { symbol: 'BTCUSDT' },
    );
    expect(usualFactors.independence.score(asked(benchmark, { benchmark: { '5m': benchmark } }))).toBeNaN();
    expect(
      score(
        steady(70, { close: 1 }),
        path((move) => move),
      ),
    ).toBeNaN();
    expect(
      score(
        path((move) => move),
        path((move) => move, 40),
      ),
    ).toBeNaN();
  });
});
