import { z } from 'zod';
import { amount, count, durationMs, notes, word } from './leaves.js';

const share = () => amount('weight').max(1);
const above0 = (unit: string) => z.number().positive().register(notes, { unit });
/** Up to what a factor may look back, half of the longest window. */
const lookback = (min = 2) => count('klines', min).max(500);

const weightsSchema = z.strictObject({
  trend: amount('weight').default(1).describe('Part of the trend factor in the mean.'),
  momentum: amount('weight').default(1).describe('Part of the momentum factor in the mean.'),
  volume: amount('weight').default(1).describe('Part of the volume factor in the mean.'),
  orderFlow: amount('weight').default(1).describe('Part of the order flow (taker-buy) factor in the mean.'),
  openInterest: amount('weight').default(0.5).describe('Part of the open interest factor in the mean.'),
  basisFunding: amount('weight').default(0.25).describe('Part of the basis and funding factor in the mean.'),
  liquidity: share().default(1).describe('How much of the effect of the liquidity modulator counts.'),
  structure: share().default(1).describe('How much of the effect of the structure modulator counts.'),
  flowLead: share().default(1).describe('How much of the effect of the flow lead modulator counts.'),
  independence: share().default(1).describe('How much of the effect of the independence modulator counts.'),
});

const trendSchema = z.strictObject({
  fastKlines: lookback().default(12).describe('Period of the fast average.'),
  slowKlines: lookback().default(48).describe('Period of the slow average and of the regression.'),
});

const momentumSchema = z.strictObject({
  klines: lookback().default(12).describe('Length of the latest move; the move before it is as long.'),
});

const volumeSchema = z.strictObject({
  recentKlines: lookback(1).default(6).describe('Length of the move whose turnover is judged.'),
  usualKlines: lookback().default(60).describe('What its turnover is compared with.'),
});

const orderFlowSchema = z.strictObject({
  klines: lookback(1).default(20).describe('Over which buys and sells are summed.'),
  clearImbalanceRatio: above0('ratio').default(0.15).describe('A net share of the turnover that counts as clear.'),
  spotShare: amount('ratio')
    .max(1)
    .default(0.3)
    .describe('How much of the opinion is that of the spot market, where the coin is traded there.'),
});

const openInterestSchema = z.strictObject({
  spanMs: durationMs().default(3_600_000).describe('Market time over which the change of open interest is measured.'),
  clearChangeRatio: above0('ratio').default(0.02).describe('A change of open interest that counts as clear.'),
});

const basisFundingSchema = z.strictObject({
  extremeBasisRatio: above0('ratio').default(0.002).describe('A distance of mark price and index that is extreme.'),
  extremeFundingRatio: above0('ratio').default(0.0005).describe('Funding of one period that is extreme.'),
});

const liquiditySchema = z.strictObject({
  klines: lookback(1).default(96).describe('Over which turnover is measured.'),
  poorQuoteVolume: above0('quote asset/day').default(1_000_000).describe('Turnover at which confidence is least.'),
  richQuoteVolume: above0('quote asset/day').default(2_000_000_000).describe('Turnover at which it is greatest.'),
});

const structureSchema = z.strictObject({
  klines: lookback(5).default(96).describe('How far back swing levels are looked for.'),
  swingKlines: count('klines').max(50).default(3).describe('A swing is the extreme of so many klines on either side.'),
});

const flowLeadSchema = z.strictObject({
  klines: lookback(1).default(20).describe('Over which flow and price are compared.'),
  clearImbalanceRatio: above0('ratio').default(0.15).describe('A net share of the turnover that counts as clear.'),
  clearRanges: above0('true ranges').default(5).describe('The move that a clear flow usually comes with.'),
});

const independenceSchema = z.strictObject({
  klines: lookback(3).default(60).describe('Over which returns are correlated with those of the benchmark.'),
});

const parametersSchema = z.strictObject({
  trend: trendSchema.prefault({}).describe('Order of two averages, and how straight the move is.'),
  momentum: momentumSchema.prefault({}).describe('Speed and its gain.'),
  volume: volumeSchema.prefault({}).describe('Turnover behind the move.'),
  orderFlow: orderFlowSchema.prefault({}).describe('Who crosses the spread.'),
  openInterest: openInterestSchema.prefault({}).describe('New positions behind the move, or closed ones.'),
  basisFunding: basisFundingSchema.prefault({}).describe('What the crowd pays; contrarian at extremes.'),
  liquidity: liquiditySchema.prefault({}).describe('Modulator: depth of the market.'),
  structure: structureSchema.prefault({}).describe('Modulator: room up to the next swing level.'),
  flowLead: flowLeadSchema.prefault({}).describe('Modulator: flow ahead of the price, or behind it.'),
  independence: independenceSchema.prefault({}).describe('Modulator: moves of its own, not those of the benchmark.'),
});

export const factorsSchema = z.strictObject({
  benchmark: word.default('BTCUSDT').describe('The symbol that stands for the whole market.'),
  markPriceMaxAgeMs: durationMs().default(300_000).describe('An older mark price is stale. Market time.'),
  openInterestMaxAgeMs: durationMs().default(1_800_000).describe('Older open interest is stale. Market time.'),
  spreadMaxAgeMs: durationMs().default(900_000).describe('An older spread is stale. Market time.'),
  weights: weightsSchema
    .prefault({})
    .describe(
      'The score is the weighted mean of the directional factors, times each modulator: 1 + weight × (multiplier - 1). 0 leaves a factor out.',
    ),
  parameters: parametersSchema.prefault({}).describe('What the built-in factors are tuned with.'),
});
