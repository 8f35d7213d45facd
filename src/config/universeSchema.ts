import { z } from 'zod';
import { filterList } from './filterSchemas.js';
import { amount, count, durationMs, notes, uniqueList, word } from './leaves.js';

const eliteSchema = z.strictObject({
  filters: filterList.default([]).describe('What the elite must pass besides `universe.filters`.'),
  refreshPeriodMs: durationMs()
    .default(86_400_000)
    .describe('Market time for which an elite stays chosen; what can no longer be traded leaves at the next look.'),
});

const threshold = z.number().positive().register(notes, { unit: 'ratio' }).nullable();

const overlaySchema = z.strictObject({
  filters: filterList.default([]).describe('What a mover must pass besides `universe.filters`.'),
  minVolumeRatio: threshold
    .default(3)
    .describe('A mover turns over so many times what it did when the elite was chosen; null: does not matter.'),
  minChangeRatio: threshold
    .default(0.1)
    .describe('Or its price has changed that much in 24 hours, 0.1 for 10 % up or down; null: does not matter.'),
  freshForMs: durationMs(0)
    .default(259_200_000)
    .describe(
      'Or it was listed less than this much market time ago, or after the elite was chosen; 0: does not matter.',
    ),
  maxSymbols: count('symbols')
    .nullable()
    .default(null)
    .describe('The most movers beside the elite, the strongest; null: no limit but that of `universe.maxSymbols`.'),
});

export const universeSchema = z.strictObject({
  quoteAsset: word.default('USDT').describe('Only contracts quoted in this asset.'),
  contractTypes: uniqueList(word)
    .min(1)
    .default(['PERPETUAL'])
    .describe("Only contracts of these types, in the exchange's words, such as PERPETUAL or TRADIFI_PERPETUAL."),
  underlyingTypes: uniqueList(word)
    .default([])
    .describe(
      'Only contracts on these underlyings, such as COIN, INDEX, EQUITY or COMMODITY; an empty list means any.',
    ),
  minQuoteVolume24h: amount('quote asset').default(3_000_000).describe('Least turnover of the last 24 hours.'),
  symbols: uniqueList(word)
    .default([])
    .describe('Scan only these, symbols or patterns such as "BTC*", whatever they turn over; an empty list means all.'),
  blacklist: uniqueList(word).default([]).describe('Never scan these, symbols or patterns such as "*DOWN*".'),
  filters: filterList
    .default([])
    .describe('What every symbol must pass besides: filters in their order, sorted by turnover before the first.'),
  maxSymbols: count('symbols')
    .nullable()
    .default(null)
    .describe('Scan at most this many symbols, the elite first, those of the highest turnover; null: no limit.'),
  refreshPeriodMs: durationMs()
    .default(3_600_000)
    .describe('Market time between two looks at what is listed; the overlay is chosen at each.'),
  elite: eliteSchema.prefault({}).describe('The liquid core: all that passes the filters.'),
  overlay: overlaySchema.prefault({}).describe('The movers between two choices of the elite, beside it.'),
});
