import { z } from 'zod';
import { amount, count, notes, uniqueList, word } from './leaves.js';

const words = () => uniqueList(word).min(1);
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const top = count('symbols').nullable().default(null);
const ratio = (max: number) => amount('ratio').max(max);
const lookbackDays = (min: number) => count('days', min).max(365).default(10);

/** A filter of the universe: its name and its options, of which none is needed that has a default. */
const filter = <N extends string, O extends z.ZodRawShape>(name: N, description: string, options: O) =>
  z.strictObject({ name: z.literal(name), ...options }).describe(description);

/** A largest value below the least one would refuse everything. */
const ordered = <S extends z.ZodObject>(schema: S, least: string, largest: string): S =>
  schema.refine((options) => !(Number(options[least]) > Number(options[largest] ?? Infinity)), {
    path: [largest],
    error: `at least \`${least}\``,
  });

/** Every filter that `universe.filters` may name, in the order in which they are told. */
export const filterSchemas = [
  filter('VolumePairList', 'Sorts by the turnover of 24 hours, the highest first, and takes the first.', {
    top: top.describe('So many pass; null: all, which only sorts.'),
  }),
  filter('PercentChangePairList', 'Sorts by the change of price in 24 hours, and takes the first.', {
    top: top.describe('So many pass; null: all, which only sorts.'),
    by: z
      .enum(['rise', 'fall', 'move'])
      .default('move')
      .describe('`rise`: the highest change first; `fall`: the lowest; `move`: the largest, up or down.'),
  }),
  filter('StaticPairList', 'The whitelist.', {
    symbols: words().describe('Only these pass: symbols, or patterns with `*` (anything) and `?` (one character).'),
  }),
  filter('PairBlacklist', 'The blacklist.', {
    symbols: words().describe('These do not pass: symbols, or patterns with `*` (anything) and `?` (one character).'),
  }),
  filter('QuoteVolumeFilter', 'By turnover.', {
    minQuoteVolume24h: amount('quote asset').default(3_000_000).describe('Least turnover of the last 24 hours.'),
  }),
  ordered(
    filter('AgeFilter', 'By the days since its listing.', {
      minDaysListed: amount('days').default(10).describe('Least age.'),
      maxDaysListed: amount('days').nullable().default(null).describe('Largest age; null: no limit.'),
    }),
    'minDaysListed',
    'maxDaysListed',
  ),
  ordered(
    filter('PriceFilter', 'By the last price.', {
      minPrice: amount('quote asset').default(0).describe('Lowest price.'),
      maxPrice: amount('quote asset').nullable().default(null).describe('Highest price; null: no limit.'),
      maxTickRatio: ratio(1)
        .nullable()
        .default(null)
        .describe('The most that one price step may be of the price, 0.01 for 1 %; null: no limit.'),
    }),
    'minPrice',
    'maxPrice',
  ),
  filter('SpreadFilter', 'By the spread, (ask - bid) / ask, at the look (one request of weight 5).', {
    maxSpreadRatio: ratio(1).default(0.005).describe('Widest spread, 0.005 for 0.5 %.'),
  }),
  ordered(
    filter(
      'VolatilityFilter',
      'By the standard deviation of the daily log returns, times the root of their number (weight 1 per symbol and day).',
      {
        lookbackDays: lookbackDays(2).describe('Closed days that are looked at.'),
        minVolatility: ratio(100).default(0).describe('Least volatility.'),
        maxVolatility: ratio(100).nullable().default(null).describe('Largest volatility; null: no limit.'),
      },
    ),
    'minVolatility',
    'maxVolatility',
  ),
  ordered(
    filter(
      'RangeStabilityFilter',
      'By the range of the last days, (highest high - lowest low) / lowest low (weight 1 per symbol and day).',
      {
        lookbackDays: lookbackDays(1).describe('Closed days that are looked at.'),
        minRateOfChange: ratio(1_000).default(0.01).describe('Least range, 0.01 for 1 %.'),
        maxRateOfChange: ratio(1_000).nullable().default(null).describe('Largest range; null: no limit.'),
      },
    ),
    'minRateOfChange',
    'maxRateOfChange',
  ),
  filter('OffsetFilter', 'Takes a stretch of the list.', {
    offset: count('symbols', 0).default(0).describe('So many are left out at the front.'),
    limit: count('symbols').nullable().default(null).describe('So many of those behind them pass; null: all.'),
  }),
  filter('ShuffleFilter', 'Puts the list into an order that the seed decides.', {
    seed: seed.default(1).describe('The same seed gives the same order.'),
  }),
  filter('StatusFilter', "By the exchange's status.", {
    statuses: words().default(['TRADING']).describe('Statuses that pass. Only TRADING ones get here in any case.'),
  }),
  filter('ContractTypeFilter', 'By the type of contract.', {
    contractTypes: words().default(['PERPETUAL']).describe('Types that pass, of those in `universe.contractTypes`.'),
  }),
  filter('QuoteAssetFilter', 'By the quote asset.', {
    quoteAssets: words().default(['USDT']).describe('Quote assets that pass.'),
  }),
  filter('UnderlyingFilter', 'By the kind of underlying.', {
    underlyingTypes: words()
      .default(['COIN'])
      .describe('Kinds that pass, such as COIN, INDEX, EQUITY, COMMODITY or PREMARKET.'),
  }),
] as const;

/** The filters by their names. */
export const filterSchemaByName: ReadonlyMap<string, z.ZodObject> = new Map(
  filterSchemas.map((schema): [string, z.ZodObject] => [schema.shape.name.value, schema]),
);

/** One entry of a list of filters, in the words of an error. */
export const filterInWords = 'a filter, such as { name: VolumePairList, top: 100 }';

/** A list of filters, through which candidates pass in its order. */
export const filterList = z
  .array(z.discriminatedUnion('name', filterSchemas))
  .register(z.globalRegistry, { id: 'universeFilters' })
  .register(notes, { words: 'a list of filters, such as [{ name: VolumePairList, top: 100 }]' });
