import { significant } from '../lib/stats.js';
import { medianMs } from '../lib/timing.js';
import { checkAgreement, differencesOf } from './agreement.js';
import { indicatorNames } from './common.js';
import { ours } from './ours.js';
import { inventedSeries } from './series.js';
import { comparison, theirs } from './table.js';

const klines = 300;

/** The same indicators by three libraries over the same windows, every value of them. */
export const indicatorsBatch = {
  name: 'indicators.batch',
  title: `${indicatorNames.length} indicators over windows of ${klines} klines, against two libraries`,
  run({ isQuick }) {
    const count = isQuick ? 180 : 1_800;
    const seriesList = inventedSeries({ count, klines });
    for (const library of theirs) checkAgreement(ours, library, seriesList);
    const works = {};
    for (const name of indicatorNames) {
      for (const library of [ours, ...theirs]) {
        const run = library.batch(name);
        works[`${name} ${library.name}`] = () => seriesList.forEach((series) => void run(series));
      }
    }
    const rounds = isQuick ? 3 : 5;
    const ms = medianMs(works, { rounds, warmUpRounds: 1 });
    const { rows, total } = comparison((name, library) => ms[`${name} ${library.name}`], 'ms');
    const fastest = Math.min(...theirs.map(({ name }) => total[name]));
    return {
      rows,
      claims: [
        {
          claim: 'all, ours against the faster of the two',
          value: significant(total.ours / fastest),
          unit: '×',
          limit: 1,
        },
      ],
      notes: [
        `${count.toLocaleString('en')} series; median of ${rounds} rounds; × is theirs by ours. The newest values agree ` +
          `within 1e-9; those that are defined otherwise within 1e-6 or what they are rounded to: ${differencesOf(theirs)}. ` +
          'Ours writes into arrays that are used again, theirs return new ones.',
      ],
    };
  },
};
