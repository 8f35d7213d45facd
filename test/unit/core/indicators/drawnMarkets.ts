import fc from 'fast-check';
import type { Indicator } from '../../../../src/core/indicators/index.js';
import type { Columns } from './runIndicator.js';

export type Parameters = Readonly<Record<string, number>>;

/** Regressions need two points. */
export const leastPeriod: Readonly<Record<string, number>> = { linearRegression: 2, correlation: 2, beta: 2 };

/** Parameters of an indicator: small periods, so that short series go through many blocks and windows. */
export function parametersOf(name: string, { parameters }: Indicator): fc.Arbitrary<Parameters> {
  const arbitraries = Object.fromEntries(
    Object.keys(parameters).map((key) => [
      key,
      key === 'multiplier' ? fc.constantFrom(0, 0.5, 2, 3) : fc.integer({ min: leastPeriod[name] ?? 1, max: 9 }),
    ]),
  );
  return fc
    .record(arbitraries)
    .map((drawn): Parameters =>
      name === 'macd' ? { ...drawn, slowPeriod: drawn['fastPeriod']! + drawn['slowPeriod']! } : drawn,
    );
}

interface Step {
  readonly move: number;
  readonly above: number;
  readonly below: number;
  readonly volume: number;
  readonly benchmarkMove: number;
}

const price = (steps: number): fc.Arbitrary<number> => fc.integer({ min: -steps, max: steps });
/** Many ties, klines without range and klines without volume: what divides by zero. */
const step: fc.Arbitrary<Step> = fc.record({
  move: fc.oneof(fc.constant(0), price(400)),
  above: fc.oneof(fc.constant(0), fc.nat(100)),
  below: fc.oneof(fc.constant(0), fc.nat(100)),
  volume: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(10_000) }),
  benchmarkMove: fc.oneof(fc.constant(0), price(400)),
});
/** Something moves and is traded in every kline: every indicator has a value. */
export const livelyStep: fc.Arbitrary<Step> = fc.record({
  move: fc.oneof(fc.integer({ min: -400, max: -1 }), fc.integer({ min: 1, max: 400 })),
  above: fc.integer({ min: 1, max: 100 }),
  below: fc.integer({ min: 1, max: 100 }),
  volume: fc.integer({ min: 1, max: 10_000 }),
  benchmarkMove: fc.integer({ min: 1, max: 400 }),
});

export function columnsOf(steps: readonly Step[]): Columns {
  const { length } = steps;
  const make = (): Float64Array => new Float64Array(length);
  const [open, high, low, close, benchmark, baseVolume] = [make(), make(), make(), make(), make(), make()] as const;
  let last = 100;
  let lastBenchmark = 40_000;
  steps.forEach(({ move, above, below, volume, benchmarkMove }, i) => {
    open[i] = last;
    last *= 1 + move / 10_000;
    close[i] = last;
    high[i] = Math.max(open[i], last) * (1 + above / 10_000);
    low[i] = Math.min(open[i], last) * (1 - below / 10_000);
    baseVolume[i] = volume / 8;
    lastBenchmark *= 1 + (i % 2 === 0 ? benchmarkMove : -benchmarkMove) / 10_000;
    benchmark[i] = lastBenchmark;
  });
  const quoteVolume = baseVolume.map((volume, i) => volume * close[i]!);
  return {
    open,
    high,
    low,
    close,
    benchmark,
    baseVolume,
    quoteVolume,
    takerBuyQuoteVolume: quoteVolume,
    tradeCount: baseVolume,
  };
}

export const klines = (minLength = 0, from = step): fc.Arbitrary<Columns> =>
  fc.array(from, { minLength, maxLength: Math.max(60, minLength) }).map(columnsOf);
