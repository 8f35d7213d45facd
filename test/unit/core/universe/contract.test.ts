import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/universe/candidate.js';
import type { UniverseFilter } from '../../../../src/core/universe/filter.js';
import { toFilter, universeFilters, type FilterSetting } from '../../../../src/core/universe/filters/index.js';
import { needsOf, readyForKlines, runPipeline } from '../../../../src/core/universe/pipeline.js';
import { candidate } from '../../../support/candidates.js';

const nowMs = Date.UTC(2026, 0, 31);
const dayMs = 86_400_000;
const context = { nowMs };
/** They may change the order; all others keep it. */
const sorting = new Set(['VolumePairList', 'PercentChangePairList', 'ShuffleFilter']);

const settings: readonly FilterSetting[] = [
  { name: 'VolumePairList', top: 5 },
  { name: 'PercentChangePairList', top: 4, by: 'move' },
  { name: 'StaticPairList', symbols: ['S1*', '*7*', 'S2'] },
  { name: 'PairBlacklist', symbols: ['S?', '*3'] },
  { name: 'QuoteVolumeFilter', minQuoteVolume24h: 3_000_000 },
  { name: 'AgeFilter', minDaysListed: 3, maxDaysListed: 300 },
  { name: 'PriceFilter', minPrice: 10, maxPrice: 300, maxTickRatio: 0.005 },
  { name: 'SpreadFilter', maxSpreadRatio: 0.005 },
  { name: 'VolatilityFilter', lookbackDays: 3, minVolatility: 0.1, maxVolatility: 1 },
  { name: 'RangeStabilityFilter', lookbackDays: 3, minRateOfChange: 0.2, maxRateOfChange: 2 },
  { name: 'OffsetFilter', offset: 2, limit: 4 },
  { name: 'ShuffleFilter', seed: 7 },
  { name: 'StatusFilter', statuses: ['TRADING'] },
  { name: 'ContractTypeFilter', contractTypes: ['PERPETUAL'] },
  { name: 'QuoteAssetFilter', quoteAssets: ['USDT'] },
  { name: 'UnderlyingFilter', underlyingTypes: ['COIN'] },
];

const price = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e5, noNaN: true }));
const arbitraryCandidate = (symbol: string): fc.Arbitrary<Candidate> =>
  fc
    .record({
      instrument: fc.record({
        status: fc.constantFrom('TRADING', 'SETTLING'),
        contractType: fc.constantFrom('PERPETUAL', 'CURRENT_QUARTER', ''),
        quoteAsset: fc.constantFrom('USDT', 'USDC'),
        underlyingType: fc.constantFrom('COIN', 'INDEX', ''),
        onboardTimeMs: fc.integer({ min: nowMs - 400 * dayMs, max: nowMs + dayMs }),
        tickSize: fc.constantFrom(0, 0.1, 1),
      }),
      ticker: fc.option(fc.record({ lastPrice: price, openPrice: price })),
      turnover: fc.double({ min: 0, max: 1e10, noNaN: true }),
      book: fc.tuple(price, price),
      closes: fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { maxLength: 6 }),
    })
    .map((parts) => candidate(symbol, parts));
const symbols = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
const arbitraryCandidates = symbols.chain((numbers) =>
  fc.tuple(...numbers.map((number) => arbitraryCandidate(`S${number}`))),
);
const namesOf = (candidates: readonly Candidate[]): readonly string[] => candidates.map(({ symbol }) => symbol);

it('the contract covers every filter', () => {
  expect(settings.map(({ name }) => name).toSorted()).toEqual(Object.keys(universeFilters).toSorted());
});

describe.each(settings)('$name', (setting) => {
  const filter = toFilter(setting);

  it('goes by its name', () => {
    expect(filter.name).toBe(setting.name);
  });

  it('lets each candidate pass or refuses it once, with a reason, and adds none', () => {
    fc.assert(
      fc.property(arbitraryCandidates, (candidates) => {
        const { passed, refused } = filter.apply(candidates, context);
        const answered = [...namesOf(passed), ...refused.map(({ symbol }) => symbol)];
        expect(answered.toSorted()).toEqual(namesOf(candidates).toSorted());
        expect(passed.every((each) => candidates.includes(each))).toBe(true);
        for (const { filter: name, reason } of refused) {
          expect(name).toBe(setting.name);
          expect(reason).toMatch(/^(it|its|one|the|nobody) \S/);
          expect(reason).not.toMatch(/NaN|undefined|Infinity|\n/);
        }
      }),
    );
  });

  it('is pure: the same answer again, to frozen candidates', () => {
    fc.assert(
      fc.property(arbitraryCandidates, (candidates) => {
        const frozen = Object.freeze(candidates.map((each) => Object.freeze(each)));
        expect(filter.apply(frozen, context)).toEqual(filter.apply(candidates, context));
        expect(toFilter(setting).apply(frozen, context)).toEqual(filter.apply(frozen, context));
      }),
    );
  });

  it(sorting.has(setting.name) ? 'gives an order of its own, whatever it was' : 'keeps the order', () => {
    fc.assert(
      fc.property(arbitraryCandidates, (candidates) => {
        const passed = namesOf(filter.apply(candidates, context).passed);
        if (sorting.has(setting.name)) {
          expect(namesOf(filter.apply(candidates.toReversed(), context).passed)).toEqual(passed);
        } else {
          expect(namesOf(candidates).filter((symbol) => passed.includes(symbol))).toEqual(passed);
        }
      }),
    );
  });

  it('needs what it looks at, and nothing else', () => {
    const blind = (each: Candidate): Candidate => ({
      ...each,
      ...(filter.needs.bookTickers ? {} : { bookTicker: undefined }),
      dailyKlines: filter.needs.dailyKlines === 0 ? [] : each.dailyKlines.slice(-filter.needs.dailyKlines),
    });
    fc.assert(
      fc.property(arbitraryCandidates, (candidates) => {
        expect(filter.apply(candidates.map(blind), context).refused).toEqual(filter.apply(candidates, context).refused);
      }),
    );
  });
});

describe('a pipeline', () => {
  const arbitraryFilters: fc.Arbitrary<readonly UniverseFilter[]> = fc
    .array(fc.constantFrom(...settings), { maxLength: 6 })
    .map((chosen) => chosen.map(toFilter));

  it('is the composition of its filters, with all that they refuse', () => {
    fc.assert(
      fc.property(arbitraryFilters, arbitraryCandidates, (filters, candidates) => {
        let passed: readonly Candidate[] = candidates;
        const refused = [];
        for (const filter of filters) {
          const step = filter.apply(passed, context);
          refused.push(...step.refused);
          passed = step.passed;
        }
        expect(runPipeline(filters, candidates, context)).toEqual({ passed, refused });
      }),
    );
  });

  it('can be cut anywhere', () => {
    fc.assert(
      fc.property(arbitraryFilters, arbitraryCandidates, fc.nat(6), (filters, candidates, cut) => {
        const first = runPipeline(filters.slice(0, cut), candidates, context);
        const second = runPipeline(filters.slice(cut), first.passed, context);
        expect(runPipeline(filters, candidates, context)).toEqual({
          passed: second.passed,
          refused: [...first.refused, ...second.refused],
        });
      }),
    );
  });

  it('judges the same with daily klines of those alone that it asks for', () => {
    fc.assert(
      fc.property(arbitraryFilters, arbitraryCandidates, (filters, candidates) => {
        const asked = new Set(namesOf(readyForKlines(filters, candidates, context)));
        const read = candidates.map((each) => (asked.has(each.symbol) ? each : { ...each, dailyKlines: [] }));
        const namesAfter = (list: readonly Candidate[]): readonly string[] =>
          namesOf(runPipeline(filters, list, context).passed);
        expect(namesAfter(read)).toEqual(namesAfter(candidates));
        if (needsOf(filters).dailyKlines === 0) expect(asked.size).toBe(0);
      }),
    );
  });
});
