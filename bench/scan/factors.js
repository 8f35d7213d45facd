import { configSchema } from '../../dist/config/schema.js';
import { builtInFactors } from '../../dist/core/factors/index.js';

const { factors } = configSchema.parse({});

/** Every factor Candlewick brings along, all of the same weight, with its usual parameters. */
export const allFactors = Object.values(builtInFactors(factors.parameters)).map((factor) => ({ factor, weight: 1 }));

/** The rules of a scan of a market with all factors. */
export const rulesFor = ({ intervals, benchmark }) => ({
  intervals,
  benchmark,
  factors: allFactors,
  maxAgeMs: { markPrice: 300_000, openInterest: 1_800_000, spread: 300_000 },
});
