import { z } from 'zod';
import { amount, count, durationMs, notes } from './leaves.js';
import { protectionsSchema } from './protectionsSchema.js';

const ratio = () => amount('ratio').max(1);
const positiveRatio = () => z.number().gt(0).max(1).register(notes, { unit: 'ratio' });
const ratios = z
  .array(z.number().gt(0))
  .max(10)
  .register(notes, { words: 'a list of numbers above 0, such as [0.02, 0.04]' });

const riskSchema = z.strictObject({
  riskRatio: positiveRatio()
    .default(0.01)
    .describe('Share of the equity that is lost when a stop is hit, before costs.'),
  maxLeverage: z
    .number()
    .gt(0)
    .max(125)
    .register(notes, { unit: '× equity' })
    .default(3)
    .describe('All positions together, at their last prices.'),
  maxPositions: count('positions').max(200).default(5).describe('Positions at a time; one of each symbol.'),
  maxDirectionExposure: amount('× equity').default(2).describe('All long positions together, and all short ones.'),
  maxSymbolExposure: amount('× equity').default(1).describe('The position of one symbol.'),
  maxDailyLossRatio: ratio()
    .default(0.05)
    .describe('Nothing is opened for the rest of a day (UTC) in which so much of the equity was lost; 0: no limit.'),
  lossesInARow: count('positions', 0)
    .default(4)
    .describe('So many losses one upon the other make a pause; 0: none do.'),
  lossCooldownMs: durationMs(0).default(3_600_000).describe('Market time of that pause.'),
  accountMaxAgeMs: durationMs()
    .default(120_000)
    .describe('Nothing is opened on an account that was heard of longer ago.'),
  priceMaxAgeMs: durationMs().default(60_000).describe('Nothing is opened at an older price.'),
  signalMaxAgeMs: durationMs().default(60_000).describe('A signal that is older is not traded.'),
  windowMaxDelayMs: durationMs()
    .default(60_000)
    .describe('Nothing is opened on windows that wait longer for a close that is due.'),
});

const exitsSchema = z.strictObject({
  stopRatio: positiveRatio().default(0.02).describe('Distance of the stop from the entry.'),
  targetRatios: ratios.default([0.02, 0.04]).describe('Distances of the targets from the entry, nearest first.'),
  targetShares: ratios
    .default([0.4, 0.3])
    .describe('How much of what was entered each target takes; what none takes waits for another exit.'),
  trailingFromRatio: positiveRatio()
    .nullable()
    .default(0.02)
    .describe('The stop follows the price once it has come this far; null: it stays.'),
  trailingDistanceRatio: positiveRatio().default(0.015).describe('Distance at which it follows the best price.'),
  trailingStepRatio: ratio().default(0.002).describe('It is moved by no less, as a share of the entry price.'),
  timeoutMs: durationMs()
    .nullable()
    .default(14_400_000)
    .describe('Market time after which a position is closed; null: no limit.'),
  onSignal: z
    .enum(['never', 'turned', 'closed'])
    .default('turned')
    .describe('Whether a position ends with its signal: when that turns round, or whenever it is closed.'),
  maxUnprotectedMs: durationMs()
    .default(5_000)
    .describe('A position without a confirmed stop for longer than this is closed at market.'),
  retryAfterMs: durationMs()
    .default(1_000)
    .describe('Between two attempts of a stop, target or exit that was refused.'),
  maxAttempts: count('orders')
    .max(10)
    .default(3)
    .describe(
      'After so many refused stops a position is closed at market, after so many refused targets one is given up.',
    ),
});

const paperSchema = z.strictObject({
  startBalanceQuote: z
    .number()
    .gt(0)
    .register(notes, { unit: 'quote asset' })
    .default(10_000)
    .describe('What a new account on paper begins with.'),
  spreadRatio: ratio().default(0.0002).describe('Between bid and ask; an order at market pays half of it.'),
  maxSlippageRatio: ratio()
    .default(0.0003)
    .describe('The most that such an order pays on top of that, drawn by chance.'),
  takerFeeRatio: ratio().default(0.0005).describe('Fee of what is filled at market.'),
  makerFeeRatio: ratio().default(0.0002).describe('Fee of what waited in the book.'),
  partialFillRatio: ratio().default(0.1).describe('Chance that an order is filled in parts.'),
  rejectRatio: ratio().default(0).describe('Chance that an order is rejected.'),
});

export const tradingSchema = z.strictObject({
  mode: z
    .enum(['off', 'paper', 'live'])
    .default('paper')
    .describe(
      'Whether signals are traded, and where: `live` needs keys and `--live-orders` as well, or nothing is sent.',
    ),
  entryType: z.enum(['market', 'limit']).default('market').describe('How a position is entered.'),
  limitOffsetRatio: ratio().default(0.0005).describe('Of a limit entry: how much better than the last price.'),
  entryTimeoutMs: durationMs().default(60_000).describe('An entry that is not filled by then is cancelled.'),
  answerWithinMs: durationMs()
    .default(3_000)
    .describe('An order that is not answered by then has an unknown outcome, and is asked for.'),
  risk: riskSchema.prefault({}).describe('How much is put at risk, and when nothing is.'),
  exits: exitsSchema.prefault({}).describe('How positions end.'),
  protections: protectionsSchema
    .prefault({})
    .describe("freqtrade's protections: rules that look back at positions that are over."),
  paper: paperSchema.prefault({}).describe('What trading on paper costs.'),
});
