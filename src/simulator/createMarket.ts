import type { Market } from './market.js';
import { recordedMarket } from './recordedMarket.js';
import { syntheticMarket } from './syntheticMarket.js';

/** A market as plain data, so that it can be named in a configuration and sent to a thread. */
export type MarketSpec =
  | { readonly kind: 'synthetic'; readonly seed: number; readonly startMs?: number; readonly maxSymbols?: number }
  | { readonly kind: 'recorded'; readonly dataDir: string; readonly startMs?: number };

/** Makes the market. Throws `BadInputError` for a recording that cannot be used. */
export const createMarket = (spec: MarketSpec): Market =>
  spec.kind === 'synthetic' ? syntheticMarket(spec) : recordedMarket(spec);
