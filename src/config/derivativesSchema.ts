import { z } from 'zod';
import { count, durationMs } from './leaves.js';

export const derivativesSchema = z.strictObject({
  markPriceMaxSilenceMs: durationMs()
    .default(30_000)
    .describe('Reconnect the mark price connection after this much silence.'),
  openInterestPeriodMs: durationMs()
    .default(300_000)
    .describe('Market time in which the open interest of each symbol is asked for once (weight 1); slower when short.'),
  openInterestSamples: count('samples', 2)
    .max(1_000)
    .default(24)
    .describe('The latest samples of open interest that are kept for each symbol.'),
  spreadPeriodMs: durationMs()
    .default(300_000)
    .describe('Market time between two requests for the best bid and ask of all symbols (weight 5).'),
});
