import { IncrementalScan } from '../../dist/core/scoring/incrementalScan.js';
import { significant } from '../lib/stats.js';
import { allFactors, rulesFor } from './factors.js';
import { warmMarket } from './market.js';
import { plainPass } from './plainPass.js';
import { medianMs } from '../lib/timing.js';

const intervals = ['5m', '15m', '1h'];
const klines = 300;

/** A full recompute, as after the close of a kline: every window has moved, every factor is asked on every one of them. */
export const scanPass = {
  name: 'scan.pass',
  title: 'A full scan from memory, 3 intervals × 300 klines, all factors',
  run({ isQuick }) {
    const large = warmMarket({ symbolCount: 600, intervals, klines });
    const small = warmMarket({ symbolCount: 100, intervals, klines });
    const windows = [...large.input.book.values()].map(({ window }) => window);
    const benchmarks = Object.fromEntries(
      intervals.map((interval) => [interval, large.input.book.get(`${large.benchmark}/${interval}`).window]),
    );
    const largeScan = new IncrementalScan(rulesFor(large));
    const smallScan = new IncrementalScan(rulesFor(small));
    const prepare = () => {
      large.move(1);
      small.move(1);
    };
    const ms = medianMs(
      {
        large: () => largeScan.scan(large.input),
        small: () => smallScan.scan(small.input),
        plain: () => plainPass(windows, benchmarks),
      },
      { rounds: isQuick ? 20 : 100, prepare },
    );
    const ratio = significant(ms.large / ms.plain);
    return {
      rows: [
        row('600 symbols', ms.large, 600),
        row('100 symbols', ms.small, 100),
        row('600 symbols, the indicators alone', ms.plain, 600),
      ],
      claims: [
        { claim: '600 symbols', value: significant(ms.large), unit: 'ms', limit: 40 },
        { claim: '100 symbols', value: significant(ms.small), unit: 'ms', limit: 7 },
        {
          claim: '600 symbols against the indicators alone',
          value: ratio,
          unit: '×',
          limit: 1.5,
          why:
            'Beside the indicators a scan looks every window and sample up, squashes what they say, and keeps an answer of ' +
            'every factor for every interval.',
        },
      ],
      notes: [`${allFactors.length} factors: ${allFactors.map(({ factor }) => factor.name).join(', ')}.`],
    };
  },
};

const row = (scan, ms, symbols) => ({
  scan,
  ms: significant(ms),
  'symbols per second': Math.round((symbols / ms) * 1_000),
});
