import { z } from 'zod';
import { amount, count, durationMs, notes } from './leaves.js';

const lookbackMs = (ms: number) => durationMs().default(ms).describe('How far back positions count. Market time.');
const tradeLimit = (trades: number) =>
  count('positions', 0).default(trades).describe('With fewer it says nothing; 0: it is off.');
const stopDurationMs = (ms: number) =>
  durationMs(0).default(ms).describe('How long nothing is opened, from the end of the last of them; 0: it is off.');
const onlyPerSide = () =>
  z.boolean().default(false).describe('Whether long positions speak for long entries alone, and short for short.');
const profitRatio = () => z.number().min(-10).max(10).register(notes, { unit: 'ratio' });

export const protectionsSchema = z.strictObject({
  cooldownPeriod: z
    .strictObject({ stopDurationMs: stopDurationMs(300_000) })
    .prefault({})
    .describe('CooldownPeriod: a symbol rests after each of its positions.'),
  stoplossGuard: z
    .strictObject({
      lookbackMs: lookbackMs(3_600_000),
      tradeLimit: tradeLimit(4),
      stopDurationMs: stopDurationMs(3_600_000),
      onlyPerPair: z.boolean().default(false).describe('Whether stops of a symbol lock that symbol alone.'),
      onlyPerSide: onlyPerSide(),
      requiredProfitRatio: profitRatio().default(0).describe('Stops with at least this profit do not count.'),
    })
    .prefault({})
    .describe('StoplossGuard: nothing is opened after many stops in a short time.'),
  maxDrawdown: z
    .strictObject({
      lookbackMs: lookbackMs(86_400_000),
      tradeLimit: tradeLimit(10),
      stopDurationMs: stopDurationMs(14_400_000),
      maxAllowedDrawdownRatio: amount('ratio')
        .default(0.2)
        .describe('The most that the summed profit ratios may fall from their height.'),
    })
    .prefault({})
    .describe('MaxDrawdown: nothing is opened when what was won lately has been lost again.'),
  lowProfitPairs: z
    .strictObject({
      lookbackMs: lookbackMs(86_400_000),
      tradeLimit: tradeLimit(3),
      stopDurationMs: stopDurationMs(7_200_000),
      requiredProfitRatio: profitRatio().default(-0.02).describe('The least that they must have earned together.'),
      onlyPerSide: onlyPerSide(),
    })
    .prefault({})
    .describe('LowProfitPairs: a symbol rests when it has not earned enough.'),
});
