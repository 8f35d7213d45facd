import type { Config } from '../../config/schema.js';
import { hashText } from '../../core/scoring/hashText.js';

/** The same for runs on the same market: what is held of one is worth nothing on another. Part of a file's name. */
export function marketName({ exchange, simulator }: Pick<Config, 'exchange' | 'simulator'>): string {
  if (exchange.mode === 'live') return hashText(exchange.restUrl);
  const { market, seed, dataDir } = simulator;
  return hashText(market === 'recorded' ? `recorded ${dataDir}` : `synthetic ${seed}`);
}
