import { IncrementalScan } from '../../dist/core/scoring/incrementalScan.js';
import { significant } from '../lib/stats.js';
import { rulesFor } from './factors.js';
import { warmMarket } from './market.js';
import { medianMs } from '../lib/timing.js';

const intervals = ['5m', '15m', '1h'];

/** A cycle in which only a part of the market has moved since the last one. */
export const scanIncremental = {
  name: 'scan.incremental',
  title: 'A scan when a part of 600 symbols has moved, 3 intervals × 300 klines, all factors',
  run({ isQuick }) {
    const rounds = isQuick ? 50 : 300;
    const shares = [0, 0.01, 0.1, 1];
    const results = shares.map((share) => {
      const market = warmMarket({ symbolCount: 600, intervals, klines: 300 });
      const scan = new IncrementalScan(rulesFor(market));
      scan.scan(market.input);
      let recomputed = 0;
      const work = () => (recomputed = scan.scan(market.input).recomputed);
      const { ms } = medianMs({ ms: work }, { rounds, prepare: () => market.move(share) });
      return { share, ms, recomputed };
    });
    const onePercent = results.find(({ share }) => share === 0.01);
    return {
      rows: results.map(({ share, ms, recomputed }) => ({
        'windows that moved': `${share * 100} %`,
        'symbols computed': recomputed,
        ms: significant(ms),
      })),
      claims: [{ claim: '1 % moved', value: significant(onePercent.ms), unit: 'ms', limit: 2 }],
    };
  },
};
