import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/universe/candidate.js';
import { toFilter, type FilterSetting } from '../../../../src/core/universe/filters/index.js';
import { candidate } from '../../../support/candidates.js';

const nowMs = Date.UTC(2026, 0, 31);
const dayMs = 86_400_000;

interface Case {
  readonly setting: FilterSetting;
  readonly candidates: readonly Candidate[];
  readonly passed: readonly string[];
  /** By symbol. */
  readonly refused: Readonly<Record<string, string>>;
}

const listedFor = (name: string, days: number): Candidate =>
  candidate(name, { instrument: { onboardTimeMs: nowMs - days * dayMs } });
const changed = (name: string, ratio: number, turnover = 1): Candidate =>
  candidate(name, { ticker: { openPrice: 100, lastPrice: 100 * (1 + ratio) }, turnover });
const named = (...names: readonly string[]): readonly Candidate[] => names.map((name) => candidate(name));

const cases: readonly Case[] = [
  {
    setting: { name: 'StatusFilter', statuses: ['TRADING', 'PRE_SETTLE'] },
    candidates: [
      candidate('A'),
      candidate('B', { instrument: { status: 'SETTLING' } }),
      candidate('C', { instrument: { status: 'PRE_SETTLE' } }),
    ],
    passed: ['A', 'C'],
    refused: { B: 'its status is SETTLING, not TRADING or PRE_SETTLE' },
  },
  {
    setting: { name: 'ContractTypeFilter', contractTypes: ['PERPETUAL'] },
    candidates: [
      candidate('TSLA', { instrument: { contractType: 'TRADIFI_PERPETUAL' } }),
      candidate('A'),
      candidate('ODD', { instrument: { contractType: '' } }),
    ],
    passed: ['A'],
    refused: {
      TSLA: 'its contract type is TRADIFI_PERPETUAL, not PERPETUAL',
      ODD: 'its contract type is not told, not PERPETUAL',
    },
  },
  {
    setting: { name: 'QuoteAssetFilter', quoteAssets: ['USDT', 'USD1', 'EUR'] },
    candidates: [candidate('A'), candidate('B', { instrument: { quoteAsset: 'USDC' } })],
    passed: ['A'],
    refused: { B: 'it is quoted in USDC, not in USDT, USD1 or EUR' },
  },
  {
    setting: { name: 'UnderlyingFilter', underlyingTypes: ['COIN'] },
    candidates: [
      candidate('A'),
      candidate('B', { instrument: { underlyingType: 'INDEX' } }),
      candidate('C', { instrument: { underlyingType: '' } }),
    ],
    passed: ['A'],
    refused: { B: 'its underlying is INDEX, not COIN', C: 'its underlying is not told, not COIN' },
  },
  {
    setting: { name: 'VolumePairList', top: 2 },
    candidates: [
      candidate('B', { turnover: 7 }),
      candidate('NONE', { ticker: null }),
      candidate('A', { turnover: 7 }),
      candidate('C', { turnover: 9 }),
    ],
    passed: ['C', 'A'],
    refused: {
      B: 'its place by turnover is 3, beyond the first 2',
      NONE: 'its place by turnover is 4, beyond the first 2',
    },
  },
  {
    setting: { name: 'VolumePairList', top: null },
    candidates: [candidate('NONE', { ticker: null }), candidate('A', { turnover: 7 })],
    passed: ['A', 'NONE'],
    refused: {},
  },
  {
    setting: { name: 'QuoteVolumeFilter', minQuoteVolume24h: 3_000_000 },
    candidates: [
      candidate('A', { turnover: 3_000_000 }),
      candidate('B', { turnover: 2_999_999.99 }),
      candidate('C', { ticker: null }),
    ],
    passed: ['A'],
    refused: {
      B: 'it turned over 2,999,999 USDT in 24 h, less than 3,000,000',
      C: 'it turned over 0 USDT in 24 h, less than 3,000,000',
    },
  },
  {
    setting: { name: 'PercentChangePairList', top: 2, by: 'move' },
    candidates: [
      changed('UP', 0.1),
      changed('DOWN', -0.2),
      changed('FLAT', 0),
      candidate('NONE', { ticker: null }),
      candidate('NEVER', { ticker: { lastPrice: 0, openPrice: 0 } }),
    ],
    passed: ['DOWN', 'UP'],
    refused: {
      FLAT: 'its place by move in 24 h is 3, beyond the first 2',
      NEVER: 'its place by move in 24 h is 4, beyond the first 2',
      NONE: 'its place by move in 24 h is 5, beyond the first 2',
    },
  },
  {
    setting: { name: 'PercentChangePairList', top: null, by: 'rise' },
    candidates: [changed('DOWN', -0.2), changed('LESS', 0.1, 1), changed('MORE', 0.1, 2)],
    passed: ['MORE', 'LESS', 'DOWN'],
    refused: {},
  },
  {
    setting: { name: 'PercentChangePairList', top: 1, by: 'fall' },
    candidates: [changed('UP', 0.3), changed('DOWN', -0.2)],
    passed: ['DOWN'],
    refused: { UP: 'its place by fall in 24 h is 2, beyond the first 1' },
  },
  {
    setting: { name: 'StaticPairList', symbols: ['ETHUSDT', 'BTC*', '币?'] },
    candidates: named('BTCUSDT', 'WBTCUSDT', 'ETHUSDT', '币安', '币'),
    passed: ['BTCUSDT', 'ETHUSDT', '币安'],
    refused: { WBTCUSDT: 'the list does not name it', 币: 'the list does not name it' },
  },
  {
    setting: { name: 'PairBlacklist', symbols: ['ETHUSDT', '*DOWN*', 'A.C'] },
    candidates: named('BTCUSDT', 'BTCDOWNUSDT', 'ETHUSDT', 'ABC'),
    passed: ['BTCUSDT', 'ABC'],
    refused: { BTCDOWNUSDT: 'it is on the blacklist, as *DOWN*', ETHUSDT: 'it is on the blacklist' },
  },
  {
    setting: { name: 'AgeFilter', minDaysListed: 10, maxDaysListed: 100 },
    candidates: [
      listedFor('TEN', 10),
      listedFor('NEW', 9.5),
      listedFor('OLD', 100.25),
      listedFor('SOON', -1),
      listedFor('HUNDRED', 100),
    ],
    passed: ['TEN', 'HUNDRED'],
    refused: {
      NEW: 'it has been listed for 9.5 days, expected at least 10',
      OLD: 'it has been listed for 100.3 days, expected at most 100',
      SOON: 'it is not listed yet, expected at least 10',
    },
  },
  {
    setting: { name: 'AgeFilter', minDaysListed: 0, maxDaysListed: null },
    candidates: [listedFor('OLD', 5_000), listedFor('SOON', -1)],
    passed: ['OLD'],
    refused: { SOON: 'it is not listed yet, expected at least 0' },
  },
  {
    setting: { name: 'PriceFilter', minPrice: 0.5, maxPrice: 200, maxTickRatio: 0.01 },
    candidates: [
      candidate('A'),
      candidate('LOW', { ticker: { lastPrice: 0.4999 }, instrument: { tickSize: 0.0001 } }),
      candidate('HIGH', { ticker: { lastPrice: 200.5 } }),
      candidate('COARSE', { ticker: { lastPrice: 1 }, instrument: { tickSize: 0.02 } }),
      candidate('EDGE', { ticker: { lastPrice: 0.5 }, instrument: { tickSize: 0.005 } }),
      candidate('NONE', { ticker: null }),
    ],
    passed: ['A', 'EDGE'],
    refused: {
      LOW: 'its price is 0.4999, below 0.5',
      HIGH: 'its price is 200.5, above 200',
      COARSE: 'one step of its price is 2 %, more than 1 %',
      NONE: 'it has no price',
    },
  },
  {
    setting: { name: 'PriceFilter', minPrice: 0, maxPrice: null, maxTickRatio: null },
    candidates: [candidate('A', { ticker: { lastPrice: 1e6 }, instrument: { tickSize: 1e6 } })],
    passed: ['A'],
    refused: {},
  },
  {
    setting: { name: 'SpreadFilter', maxSpreadRatio: 0.005 },
    candidates: [
      candidate('NARROW', { book: [99.5, 100] }),
      candidate('WIDE', { book: [99, 100] }),
      candidate('NOBODY', { book: [0, 100] }),
      candidate('UNKNOWN'),
    ],
    passed: ['NARROW'],
    refused: {
      WIDE: 'its spread is 1 %, more than 0.5 %',
      NOBODY: 'nobody bids or nobody asks',
      UNKNOWN: 'nobody bids or nobody asks',
    },
  },
  {
    // Returns +ln 2, -ln 2: mean 0, sample deviation √(2 ln² 2 / 1), times √2: 2 ln 2 = 1.386.
    setting: { name: 'VolatilityFilter', lookbackDays: 2, minVolatility: 0.5, maxVolatility: 1.38 },
    candidates: [
      candidate('WILD', { closes: [1, 2, 1] }),
      candidate('FLAT', { closes: [1, 1, 1] }),
      candidate('YOUNG', { closes: [1, 2] }),
      // Only the newest days count. Returns 0, ln 2: deviation ln 2 / √2, times √2: ln 2.
      candidate('GOOD', { closes: [1, 900, 1, 1, 2] }),
    ],
    passed: ['GOOD'],
    refused: {
      WILD: 'its volatility over 2 days is 1.386, above 1.38',
      FLAT: 'its volatility over 2 days is 0, below 0.5',
      YOUNG: 'it has 2 daily klines, 3 are needed',
    },
  },
  {
    setting: { name: 'VolatilityFilter', lookbackDays: 2, minVolatility: 0, maxVolatility: null },
    candidates: [candidate('WILD', { closes: [1, 2, 1] })],
    passed: ['WILD'],
    refused: {},
  },
  {
    setting: { name: 'RangeStabilityFilter', lookbackDays: 2, minRateOfChange: 0.1, maxRateOfChange: 0.5 },
    candidates: [
      // (110 - 90) / 90
      candidate('GOOD', { closes: [5_000, 100, 100], reach: 10 }),
      candidate('FLAT', { closes: [100, 100], reach: 1 }),
      candidate('WILD', { closes: [100, 200] }),
      candidate('YOUNG', { closes: [100] }),
    ],
    passed: ['GOOD'],
    refused: {
      FLAT: 'its range over 2 days is 2.02 %, below 10 %',
      WILD: 'its range over 2 days is 100 %, above 50 %',
      YOUNG: 'it has 1 daily kline, 2 are needed',
    },
  },
  {
    setting: { name: 'RangeStabilityFilter', lookbackDays: 1, minRateOfChange: 0, maxRateOfChange: null },
    candidates: [candidate('WILD', { closes: [100], reach: 99 })],
    passed: ['WILD'],
    refused: {},
  },
  {
    setting: { name: 'OffsetFilter', offset: 1, limit: 2 },
    candidates: named('D', 'C', 'B', 'A'),
    passed: ['C', 'B'],
    refused: {
      D: 'its place is 1, among the first 1, which are left out',
      A: 'its place is 4, beyond the 2 behind the first 1',
    },
  },
  {
    setting: { name: 'OffsetFilter', offset: 0, limit: null },
    candidates: named('B', 'A'),
    passed: ['B', 'A'],
    refused: {},
  },
];

describe('each filter', () => {
  it.each(cases.map((each) => ({ ...each, title: JSON.stringify(each.setting) })))(
    '$title',
    ({ setting, candidates, passed, refused }) => {
      const filtered = toFilter(setting).apply(candidates, { nowMs });
      expect(filtered.passed.map(({ symbol }) => symbol)).toEqual(passed);
      expect(Object.fromEntries(filtered.refused.map(({ symbol, reason }) => [symbol, reason]))).toEqual(refused);
      expect(new Set(filtered.refused.map(({ filter }) => filter))).toEqual(
        new Set(filtered.refused.length === 0 ? [] : [setting.name]),
      );
    },
  );
});

describe('ShuffleFilter', () => {
  const shuffled = (seed: number, names: readonly string[]): readonly string[] =>
    toFilter({ name: 'ShuffleFilter', seed })
      .apply(named(...names), { nowMs })
      .passed.map(({ symbol }) => symbol);
  const names = Array.from({ length: 50 }, (_, index) => `S${index}USDT`);

  it('keeps everyone, in an order of the seed that is not that of the names', () => {
    expect(shuffled(1, names).toSorted()).toEqual(names.toSorted());
    expect(shuffled(1, names)).not.toEqual(names);
    expect(shuffled(2, names)).not.toEqual(shuffled(1, names));
  });

  it('gives one order for one seed, whatever the order was and whoever is missing', () => {
    const [first, ...others] = names;
    expect(shuffled(1, names.toReversed())).toEqual(shuffled(1, names));
    expect(shuffled(1, others)).toEqual(shuffled(1, names).filter((name) => name !== first));
  });

  it('favours no place', () => {
    const sum = Array.from({ length: 200 }, (_, seed) => shuffled(seed, names).indexOf('S0USDT')).reduce(
      (a, b) => a + b,
    );
    // The mean of 200 places uniform in 0 to 49 is 24.5 with a standard deviation of 1.02.
    expect(Math.abs(sum / 200 - 24.5)).toBeLessThan(4);
  });
});
