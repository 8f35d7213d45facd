import type { Factor } from './factor.js';
import { momentum } from './momentum.js';
import { orderFlow } from './orderFlow.js';
import { trend } from './trend.js';
import { volume } from './volume.js';

/** The factors Candlewick brings along, by name. */
export const builtInFactors = { trend, momentum, volume, orderFlow } as const satisfies Record<string, Factor>;

export type BuiltInFactorName = keyof typeof builtInFactors;
