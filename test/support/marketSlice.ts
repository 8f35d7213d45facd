import type { Market } from '../../src/simulator/market.js';

/** The same market with only these symbols listed, so that a test pays for no others. */
export function marketSlice(market: Market, symbols: readonly string[]): Market {
  const wanted = new Set<string>(symbols);
  return { ...market, instruments: market.instruments.filter(({ symbol }) => wanted.has(symbol)) };
}
