import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, type Indicator } from '../../../../src/core/indicators/index.js';
import { runIndicator, type Columns } from './runIndicator.js';

const folder = join(process.env['CANDLEWICK_DATA'] ?? '../shared/data', 'indicators');
const isThere = existsSync(folder);

interface Case {
  readonly name: keyof typeof catalogue;
  readonly file: string;
  readonly parameters?: Readonly<Record<string, number>>;
  /** Our output to their field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Klines by which theirs is later than ours. */
  readonly delay?: number;
}

/**
 * Results of Stock.Indicators (Apache-2.0) on 502 daily quotes. Seeds are the same as ours (EMA: mean of the first values,
 * Wilder's averages: mean of the first changes), so that values agree from the first on; deviations are of the population
 * in both. One convention differs: their Donchian channel leaves out the newest kline, so that theirs is ours of one kline
 * before.
 */
const cases: readonly Case[] = [
  { name: 'sma', file: 'sma', fields: { sma: 'sma' } },
  { name: 'ema', file: 'ema', fields: { ema: 'ema' } },
  { name: 'rsi', file: 'rsi', fields: { rsi: 'rsi' } },
  { name: 'atr', file: 'atr', fields: { atr: 'atr' } },
  { name: 'adx', file: 'adx', fields: { adx: 'adx', plusDi: 'pdi', minusDi: 'mdi' } },
  { name: 'macd', file: 'macd', fields: { macd: 'macd', signal: 'signal', histogram: 'histogram' } },
  { name: 'bollinger', file: 'bb', fields: { upper: 'upperBand', middle: 'sma', lower: 'lowerBand' } },
  { name: 'zScore', file: 'bb', fields: { zScore: 'zScore' } },
  { name: 'stochastic', file: 'stoch', fields: { k: 'k', d: 'd' } },
  { name: 'roc', file: 'roc', parameters: { period: 14 }, fields: { roc: 'roc' } },
  { name: 'obv', file: 'obv', fields: { obv: 'obv' } },
  { name: 'mfi', file: 'mfi', fields: { mfi: 'mfi' } },
  { name: 'cmf', file: 'cmf', fields: { cmf: 'cmf' } },
  {
    name: 'donchian',
    file: 'donchian',
    fields: { upper: 'upperBand', middle: 'centerline', lower: 'lowerBand' },
    delay: 1,
  },
  { name: 'keltner', file: 'keltner', fields: { upper: 'upperBand', middle: 'centerline', lower: 'lowerBand' } },
  { name: 'linearRegression', file: 'slope', fields: { slope: 'slope', r2: 'rSquared' } },
  {
    name: 'standardDeviation',
    file: 'stdev',
    parameters: { period: 14 },
    fields: { standardDeviation: 'stdDev' },
  },
];

function readQuotes(): Columns {
  const rows = readFileSync(join(folder, 'quotes.csv'), 'utf8').trim().split('\n').slice(1);
  const column = (at: number): Float64Array => Float64Array.from(rows, (row) => Number(row.split(',')[at]));
  const [open, high, low, close, baseVolume] = [1, 2, 3, 4, 5].map(column) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const none = new Float64Array(rows.length);
  return {
    open,
    high,
    low,
    close,
    baseVolume,
    quoteVolume: none,
    takerBuyQuoteVolume: none,
    tradeCount: none,
    benchmark: none,
  };
}

const absence = isThere ? '' : ` – SKIPPED, there is no ${folder}`;

describe.skipIf(!isThere)(`reference values of other hands${absence}`, () => {
  it.each(cases)('$name agrees within 1e-9 from its first value to its last', (reference) => {
    const { name, file, fields, parameters, delay = 0 } = reference;
    const indicator: Indicator = catalogue[name];
    const out = runIndicator(indicator, readQuotes(), parameters);
    const rows = JSON.parse(readFileSync(join(folder, `${file}.standard.json`), 'utf8')) as Record<
      string,
      number | null
    >[];
    for (const [ours, theirs] of Object.entries(fields)) {
      const wrong = rows.flatMap((row, i) => {
        const expected = row[theirs] ?? NaN;
        const value = i < delay ? NaN : out[ours]![i - delay]!;
        const agrees = Number.isNaN(expected)
          ? Number.isNaN(value)
          : Math.abs(value - expected) <= 1e-9 * Math.abs(expected);
        return agrees ? [] : [{ i, ours: value, theirs: expected }];
      });
      expect({ [ours]: wrong }).toEqual({ [ours]: [] });
    }
  });
});
