import { scanUniverse } from '../../dist/core/scoring/scanUniverse.js';
import { growthExponent, significant } from '../lib/stats.js';
import { medianMs } from '../lib/timing.js';
import { rulesFor } from './factors.js';
import { warmMarket } from './market.js';

const sizes = [50, 100, 200, 600, 1_000, 2_000];

/** How the time of a full scan grows with the market. */
export const scanGrowth = {
  name: 'scan.growth',
  title: 'Growth of a full scan from 50 to 2,000 symbols, 3 intervals × 300 klines',
  run({ isQuick }) {
    const works = {};
    for (const symbolCount of sizes) {
      const market = warmMarket({ symbolCount, intervals: ['5m', '15m', '1h'], klines: 300 });
      works[symbolCount] = () => scanUniverse(rulesFor(market), market.input);
    }
    const ms = medianMs(works, { rounds: isQuick ? 10 : 50 });
    return {
      rows: sizes.map((symbolCount) => ({
        symbols: symbolCount,
        ms: significant(ms[symbolCount]),
        'µs per symbol': significant((ms[symbolCount] / symbolCount) * 1_000),
      })),
      claims: [
        {
          claim: 'exponent of the growth, 1 being linear',
          value: significant(growthExponent(sizes.map((symbolCount) => [symbolCount, ms[symbolCount]]))),
          unit: '',
          limit: 1.1,
        },
      ],
      notes: ['The exponent is the slope of the straight line through the logarithms of symbols and time.'],
    };
  },
};
