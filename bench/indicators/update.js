import { catalogue } from '../../dist/core/indicators/index.js';
import { significant } from '../lib/stats.js';
import { medianMs } from '../lib/timing.js';
import { compare } from './agreement.js';
import { indicatorNames } from './common.js';
import { ours } from './ours.js';
import { inventedSeries } from './series.js';
import { comparison, theirs } from './table.js';

const klines = 300;
const warmUpRounds = 3;

/** One more kline on every series: what each library does to know the newest value of each indicator. */
export const indicatorsUpdate = {
  name: 'indicators.update',
  title: `The newest value of ${indicatorNames.length} indicators after one more kline, against two libraries`,
  run({ isQuick }) {
    const count = isQuick ? 180 : 1_800;
    const rounds = isQuick ? 10 : 40;
    const seriesList = inventedSeries({ count, klines, more: rounds + warmUpRounds });
    const works = { append: oneByOne(seriesList, ({ window }, { kline }) => window.append(kline, 'ws').columns) };
    const newest = {};
    for (const name of indicatorNames) {
      const run = ours.update(name);
      works[`${name} ours`] = () => {
        for (const { window } of seriesList) newest[`${name} ours`] = run(window);
      };
      for (const library of theirs) {
        const states = seriesList.map((series) => library.stateOf(name, series));
        const key = `${name} ${library.name}`;
        works[key] = oneByOne(seriesList, (_, { candle }, index) => (newest[key] = states[index].update(candle)));
      }
    }
    const ms = medianMs(works, { rounds, warmUpRounds });
    checkNewest(newest, seriesList.at(-1));
    const ns = (key) => (ms[key] / count) * 1e6;
    const { rows, total } = comparison((name, library) => ns(`${name} ${library.name}`), 'ns');
    const slower = rows.slice(0, -1).filter((row) => row['× trading-signals'] < 1 || row['× technicalindicators'] < 1);
    return {
      rows,
      notes: [
        `${count.toLocaleString('en')} warm series; median of ${rounds} klines; × is theirs by ours, below 1 where ours ` +
          'is slower. Theirs keep a state for each indicator and series and go on from it. Ours keeps the window, whose ' +
          `append, ${significant(ns('append'))} ns, comes once for all indicators, and computes over the klines that the ` +
          'newest value depends on: the whole window for recursions, and for obv and anchoredVwap, which count from its ' +
          'first kline and not from the first ever.',
        `Ours is the slower one per kline in ${slower.length} of ${indicatorNames.length}: ` +
          `${slower.map(({ indicator }) => indicator).join(', ')}.`,
      ],
    };
  },
};

/** A work that gives every series the next of its later klines. */
function oneByOne(seriesList, give) {
  let round = 0;
  return () => {
    seriesList.forEach((series, index) => void give(series, series.later[round], index));
    round += 1;
  };
}

/** Theirs remember every kline since the first, ours what is in the window: what is anchored to the first cannot agree. */
function checkNewest(newest, series) {
  for (const name of indicatorNames) {
    const { memory } = catalogue[name];
    if (memory === 'anchored') continue;
    const values = ours.valuesAt(name, newest[`${name} ours`], 0);
    for (const library of theirs) {
      const otherValues = library.valuesOf(name, newest[`${name} ${library.name}`]);
      compare({ name, theirs: library, series, values, otherValues, leastRelative: memory === 'recursive' ? 1e-6 : 0 });
    }
  }
}
