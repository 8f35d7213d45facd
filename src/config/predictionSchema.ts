import { z } from 'zod';
import { amount, durationMs } from './leaves.js';

export const predictionSchema = z.strictObject({
  modelFile: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('A model that `candlewick train` has written, from the working directory; null: nothing is predicted.'),
  minProbability: amount('probability')
    .max(1)
    .nullable()
    .default(null)
    .describe('A signal opens only when it is at least so likely to end well; null: none is held back.'),
  timeoutMs: durationMs()
    .default(5_000)
    .describe('A cycle goes on by score when there is no answer after this long. Wall time.'),
  modelCheckMs: durationMs(100)
    .default(5_000)
    .describe('How often it is looked whether the file has changed; a change is taken up when it lasts for two looks.'),
});
