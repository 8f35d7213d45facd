import { z } from 'zod';
import { amount, count, durationMs, notes } from './leaves.js';

const positives = z
  .array(z.number().gt(0))
  .min(1)
  .max(10)
  .register(notes, { words: 'a list of numbers above 0, such as [3, 6]' });

export const virtualSchema = z.strictObject({
  enabled: z.boolean().default(true).describe('Follow signals on paper, and keep what became of them as samples.'),
  periodMs: durationMs()
    .default(300_000)
    .describe('Market time between two looks at prices, beside the klines that close.'),
  distanceUnit: z
    .enum(['trueRange', 'ratio'])
    .default('trueRange')
    .describe(
      'What distances count in: `trueRange`, the mean true range of the last 14 klines of the shortest interval when the signal opens; `ratio`, the entry price.',
    ),
  stopDistance: z
    .number()
    .gt(0)
    .register(notes, { unit: '`distanceUnit`' })
    .default(3)
    .describe('Of the stop from the entry.'),
  targetDistances: positives.default([3, 6]).describe('Of the targets from the entry, nearest first.'),
  targetShares: positives.default([0.5, 0.5]).describe('How much of the position each target takes.'),
  timeoutMs: durationMs().default(14_400_000).describe('Market time after which a position is over.'),
  costRatio: amount('ratio')
    .max(0.1)
    .default(0.0015)
    .describe('What entry and exit cost together: fees, spread and slippage.'),
  rotateBytes: count('bytes', 1_000)
    .default(16_777_216)
    .describe('A file of samples that is longer is put aside, and another begun. None is ever taken away.'),
});
