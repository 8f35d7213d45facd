import { syntheticMarket } from '../../src/simulator/index.js';
import type { Market } from '../../src/simulator/market.js';
import { marketSlice } from './marketSlice.js';

/** The most traded perpetuals, and two listings that a universe in USDT leaves out. */
export const liquidMarket = (seed: number, count = 40): Market => {
  const market = syntheticMarket({ seed });
  const liquid = market.instruments.slice(0, count).map(({ symbol }) => symbol);
  return marketSlice(market, [...liquid, 'BTCUSDC', 'SOON1USDT']);
};

/** The edges of a market: majors, names beyond ASCII, symbols listed an hour before, symbols that trade rarely or never. */
export const oddMarket = (seed: number): Market =>
  marketSlice(syntheticMarket({ seed }), [
    ...['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT', '币安人生USDT', 'ЛУНАUSDT', 'YOUNG1USDT', 'YOUNG2USDT'],
    ...['QUIET1USDT', 'QUIET2USDT', 'DEAD1USDT'],
  ]);
