import { builtInFactors } from '../../dist/core/factors/index.js';

/** Every factor Candlewick brings along, all of the same weight. */
export const allFactors = Object.values(builtInFactors).map((factor) => ({ factor, weight: 1 }));
