import { describe, expect, it } from 'vitest';
import { catalogue, type Indicator } from '../../../../src/core/indicators/index.js';
import { runIndicator, type Columns } from './runIndicator.js';

interface Table {
  readonly name: keyof typeof catalogue;
  readonly title: string;
  readonly columns: Partial<Record<keyof Columns, readonly number[]>>;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

const _ = Number.NaN;

/** Computed by hand. */
const tables: readonly Table[] = [
  {
    name: 'sma',
    title: 'averages the last three',
    columns: { close: [1, 2, 6, 4, 11] },
    parameters: { period: 3 },
    expected: { sma: [_, _, 3, 4, 7] },
  },
  {
    name: 'sma',
    title: 'has no value for fewer klines than its period',
    columns: { close: [1, 2] },
    parameters: { period: 3 },
    expected: { sma: [_, _] },
  },
  {
    name: 'ema',
    title: 'is seeded with a mean; period 3 has alpha one half',
    columns: { close: [1, 2, 6, 5, 8] },
    parameters: { period: 3 },
    expected: { ema: [_, _, 3, 4, 6] },
  },
  {
    name: 'ema',
    title: 'is seeded anew behind a NaN, and stays NaN without enough klines',
    columns: { close: [2, 4, 6, _, 10, 20, _, 7] },
    parameters: { period: 2 },
    // Alpha 2/3: 3, 3 + 2/3 · 3 = 5; anew: 15.
    expected: { ema: [_, 3, 5, _, _, 15, _, _] },
  },
  {
    name: 'rma',
    title: 'is seeded with a mean, then takes one period-th of the way',
    columns: { close: [1, 2, 3, 8, 4] },
    parameters: { period: 3 },
    expected: { rma: [_, _, 2, 4, 4] },
  },
  {
    name: 'rsi',
    title: 'compares smoothed gains with smoothed losses',
    columns: { close: [10, 12, 11, 11, 15] },
    parameters: { period: 2 },
    // Gains 2 0 0 4, losses 0 1 0 0. Means: 1 and 0.5; then 0.5 and 0.25; then 2.25 and 0.125.
    expected: { rsi: [_, _, 100 / 1.5, 50 / 0.75, 225 / 2.375] },
  },
  {
    name: 'rsi',
    title: 'is 50 without a move, 100 without a loss, 0 without a gain',
    columns: { close: [5, 5, 5, 6, _, 9, 8, 7] },
    parameters: { period: 2 },
    expected: { rsi: [_, _, 50, 100, _, _, _, 0] },
  },
  {
    name: 'atr',
    title: 'counts gaps as range',
    columns: { high: [10, 12, 15, 14], low: [9, 11, 13, 10], close: [9.5, 11.5, 14, 11] },
    parameters: { period: 2 },
    // True ranges: 12 - 9.5 = 2.5, 15 - 11.5 = 3.5, 14 - 10 = 4.
    expected: { atr: [_, _, 3, 3.5] },
  },
  {
    name: 'adx',
    title: 'splits the true range into what went up and what went down',
    columns: { high: [10, 12, 13, 12, 11], low: [8, 9, 11, 9, 8], close: [9, 11, 12, 10, 10] },
    parameters: { period: 2 },
    // tr 3 2 3 3; up 2 1 -1 -1, down -1 -2 2 1; +DM 2 1 0 0, -DM 0 0 2 1.
    // Smoothed tr 2.5 2.75 2.875, +DM 1.5 0.75 0.375, -DM 0 1 1.
    expected: {
      plusDi: [_, _, 60, 300 / 11, 300 / 23],
      minusDi: [_, _, 0, 400 / 11, 800 / 23],
      // DX 100, 100/7, 500/11.
      adx: [_, _, _, 400 / 7, (400 / 7 + 500 / 11) / 2],
    },
  },
  {
    name: 'adx',
    title: 'is 0 in a market that does not move, and counts no move where both sides grow alike',
    columns: { high: [5, 5, 5, 5, 6], low: [5, 5, 5, 5, 4], close: [5, 5, 5, 5, 5] },
    parameters: { period: 2 },
    expected: { plusDi: [_, _, 0, 0, 0], minusDi: [_, _, 0, 0, 0], adx: [_, _, _, 0, 0] },
  },
  {
    name: 'macd',
    title: 'is the distance of two averages, and its signal their average',
    columns: { close: [3, 6, 9, 3, 12] },
    parameters: { fastPeriod: 1, slowPeriod: 3, signalPeriod: 2 },
    // Slow: 6, 4.5, 8.25. Signal: mean of 3 and -1.5, then + 2/3 · (3.75 - 0.75).
    expected: {
      macd: [_, _, 3, -1.5, 3.75],
      signal: [_, _, _, 0.75, 2.75],
      histogram: [_, _, _, -2.25, 1],
    },
  },
  {
    name: 'standardDeviation',
    title: 'is that of the population',
    columns: { close: [1, 3, 1, 3, 3] },
    parameters: { period: 2 },
    expected: { standardDeviation: [_, 1, 1, 1, 0] },
  },
  {
    name: 'bollinger',
    title: 'lies as many deviations from the mean as asked',
    columns: { close: [2, 4, 4, 4, 5, 5, 7, 9, 9] },
    parameters: { period: 8, multiplier: 2 },
    // The textbook: mean 5, deviation 2; then mean 47/8, sum of squares 309.
    expected: {
      middle: [_, _, _, _, _, _, _, 5, 5.875],
      upper: [_, _, _, _, _, _, _, 9, 5.875 + 2 * Math.sqrt((309 - 276.125) / 8)],
      lower: [_, _, _, _, _, _, _, 1, 5.875 - 2 * Math.sqrt((309 - 276.125) / 8)],
    },
  },
  {
    name: 'zScore',
    title: 'counts deviations from the mean, 0 for equal values',
    columns: { close: [2, 4, 4, 4, 5, 5, 7, 9] },
    parameters: { period: 2 },
    expected: { zScore: [_, 1, 0, 0, 1, 0, 1, 1] },
  },
  {
    name: 'keltner',
    title: 'lies as many true ranges from the average as asked; bands begin with the later of the two',
    columns: { high: [10, 12, 15, 14], low: [9, 11, 13, 10], close: [9.5, 11.5, 14, 11] },
    parameters: { period: 1, atrPeriod: 2, multiplier: 2 },
    expected: { middle: [9.5, 11.5, 14, 11], upper: [_, _, 20, 18], lower: [_, _, 8, 4] },
  },
  {
    name: 'donchian',
    title: 'holds every price of its window, the newest kline included',
    columns: { high: [5, 9, 6, 7, 8], low: [1, 4, 2, 3, 6] },
    parameters: { period: 3 },
    expected: { upper: [_, _, 9, 9, 8], middle: [_, _, 5, 5.5, 5], lower: [_, _, 1, 2, 2] },
  },
  {
    name: 'stochastic',
    title: 'says where the close lies, smoothed twice',
    columns: { high: [10, 10, 20, 20, 20], low: [0, 0, 10, 10, 0], close: [5, 10, 20, 10, 10] },
    parameters: { period: 1, smoothPeriod: 2, signalPeriod: 2 },
    // Raw: 50 100 100 0 50.
    expected: { k: [_, 75, 100, 50, 25], d: [_, _, 87.5, 75, 37.5] },
  },
  {
    name: 'stochastic',
    title: 'is 50 in a window without range',
    columns: { high: [7, 7, 8], low: [7, 7, 7], close: [7, 7, 8] },
    parameters: { period: 2, smoothPeriod: 1, signalPeriod: 1 },
    expected: { k: [_, 50, 100], d: [_, 50, 100] },
  },
  {
    name: 'roc',
    title: 'is a percentage of the earlier value, NaN where that is 0',
    columns: { close: [4, 0, 5, 3, 4] },
    parameters: { period: 2 },
    expected: { roc: [_, _, 25, _, -20] },
  },
  {
    name: 'obv',
    title: 'adds the volume of rises, subtracts that of falls, and begins anew behind a NaN',
    columns: { close: [1, 2, 2, 1, 3, _, 5, 6], baseVolume: [9, 10, 20, 30, 40, 50, 60, 70] },
    expected: { obv: [0, 10, 10, -20, 20, _, 0, 70] },
  },
  {
    name: 'mfi',
    title: 'compares turnover of rises with turnover of falls',
    columns: { high: [1, 2, 1, 1, 4], low: [1, 2, 1, 1, 4], close: [1, 2, 1, 1, 4], baseVolume: [5, 10, 20, 30, 0] },
    parameters: { period: 2 },
    // Flows: +20, -20, none, none for want of volume.
    expected: { mfi: [_, _, 50, 0, 50] },
  },
  {
    name: 'cmf',
    title: 'weighs the place of the close with volume; no range and no volume count nothing',
    columns: {
      high: [10, 10, 10, 5, 5, 5],
      low: [0, 0, 0, 5, 5, 1],
      close: [10, 5, 0, 5, 5, 4],
      baseVolume: [1, 1, 3, 4, 0, 0],
    },
    parameters: { period: 2 },
    expected: { cmf: [_, 0.5, -0.75, -3 / 7, 0, 0] },
  },
  {
    name: 'vwap',
    title: 'is the mean price of what was traded, NaN where nothing was',
    columns: { high: [3, 6, 9, 9, 9], low: [1, 4, 9, 9, 9], close: [2, 5, 9, 9, 9], baseVolume: [1, 3, 0, 0, 1] },
    parameters: { period: 2 },
    expected: { vwap: [_, 4.25, 5, _, 9] },
  },
  {
    name: 'anchoredVwap',
    title: 'counts from the first kline traded, and anew behind a NaN',
    columns: { high: [3, 3, 6, _, 9], low: [1, 1, 4, 1, 9], close: [2, 2, 5, 1, 9], baseVolume: [0, 1, 3, 1, 1] },
    expected: { anchoredVwap: [_, 2, 4.25, _, 9] },
  },
  {
    name: 'linearRegression',
    title: 'fits a line and says how well',
    columns: { close: [1, 3, 2, 1, 1, 1] },
    parameters: { period: 3 },
    // 3 2 1 is straight; 2 1 1 has slope -1/2: 0.5 of a variance of 2/3.
    expected: { slope: [_, _, 0.5, -1, -0.5, 0], r2: [_, _, 0.25, 1, 0.75, 0] },
  },
  {
    name: 'correlation',
    title: 'is 1 together, -1 apart, NaN where one side does not move',
    columns: { close: [1, 2, 4, 3, 3, 3], benchmark: [10, 20, 40, 70, 80, 90] },
    parameters: { period: 2 },
    expected: { correlation: [_, 1, 1, -1, _, _] },
  },
  {
    name: 'correlation',
    title: 'of 1 2 3 with 1 3 2 is one half',
    columns: { close: [1, 2, 3], benchmark: [1, 3, 2] },
    parameters: { period: 3 },
    expected: { correlation: [_, _, 0.5] },
  },
  {
    name: 'beta',
    title: 'is the move per move of the benchmark: 0 for who stands still, NaN where the benchmark does',
    columns: { close: [1, 2, 4, 3, 3, 5], benchmark: [10, 20, 40, 60, 70, 70] },
    parameters: { period: 2 },
    expected: { beta: [_, 0.1, 0.1, -0.05, 0, _] },
  },
  {
    name: 'correlation',
    title: 'is NaN where a move is too small to be squared',
    columns: { close: [1, 2, 4], benchmark: [0, 1e-170, 0] },
    parameters: { period: 2 },
    expected: { correlation: [_, _, _] },
  },
  {
    name: 'correlation',
    title: 'is NaN where a move of its own is too small to be squared',
    columns: { close: [0, 1e-170, 0], benchmark: [1, 2, 4] },
    parameters: { period: 2 },
    expected: { correlation: [_, _, _] },
  },
  {
    name: 'beta',
    title: 'is NaN where a move is too small to be squared',
    columns: { close: [1, 2, 4], benchmark: [0, 1e-170, 0] },
    parameters: { period: 2 },
    expected: { beta: [_, _, _] },
  },
  {
    name: 'percentileRank',
    title: 'counts values below, and ties by half',
    columns: { close: [1, 2, 3, 4, 2, 2, 0] },
    parameters: { period: 2 },
    expected: { percentileRank: [_, _, 100, 100, 0, 25, 0] },
  },
];

describe('tables computed by hand', () => {
  it.each(tables)('$name $title', ({ name, columns, parameters, expected }) => {
    const indicator: Indicator = catalogue[name];
    const { length } = Object.values(expected)[0]!;
    const filled = { close: new Array<number>(length).fill(_), ...columns };
    const typed = Object.fromEntries(Object.entries(filled).map(([key, column]) => [key, Float64Array.from(column)]));
    const out = runIndicator(indicator, typed as unknown as Columns, parameters);
    for (const [output, values] of Object.entries(expected)) {
      expect(Array.from(out[output]!, (value) => Number(value.toFixed(12)))).toEqual(
        values.map((value) => Number(value.toFixed(12))),
      );
    }
  });

  it('there is one for every indicator', () => {
    expect(Object.keys(catalogue).filter((name) => !tables.some((table) => table.name === name))).toEqual([]);
  });
});
