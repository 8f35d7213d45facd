import { z } from 'zod';
import { count } from './leaves.js';

export const stateSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .nullable()
    .default('.candlewick')
    .describe('Where it is kept, from the working directory; null: nothing is kept.'),
  signals: count('signals')
    .max(1_000)
    .default(200)
    .describe('The latest signals that are kept for `candlewick explain`, some 60 kB each.'),
});
