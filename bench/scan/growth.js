import { scanUniverse } from '../../dist/core/scoring/scanUniverse.js';
import { significant } from '../lib/stats.js';
import { rulesFor } from './factors.js';
import { warmMarket } from './market.js';
import { medianMs } from './timing.js';

const sizes = [50, 100, 200, 600, 1_000, 2_000];

/** How the time of a full scan grows with the market. */
export const scanGrowth = {
  name: 'scan.growth',
  title: 'A full scan of ever more symbols, 3 intervals × 300 klines',
  run({ isQuick }) {
    const results = sizes.map((symbolCount) => {
      const market = warmMarket({ symbolCount, intervals: ['5m', '15m', '1h'], klines: 300 });
      const scan = () => scanUniverse(rulesFor(market), market.input);
      const { ms } = medianMs({ ms: scan }, { rounds: isQuick ? 10 : 50 });
      return { symbolCount, ms, usPerSymbol: (ms / symbolCount) * 1_000 };
    });
    return {
      rows: results.map(({ symbolCount, ms, usPerSymbol }) => ({
        symbols: symbolCount,
        ms: significant(ms),
        'µs per symbol': significant(usPerSymbol),
      })),
      notes: [
        'Small markets stay in the processor’s caches; from 600 symbols on the cost of a symbol should not grow.',
      ],
    };
  },
};
