import type { z } from 'zod';
import { afterAll, describe, expect, it } from 'vitest';
import { filterSchemaByName, filterSchemas } from '../../src/config/filterSchemas.js';
import { formatConfig } from '../../src/config/formatConfig.js';
import { loadConfig } from '../../src/config/loadConfig.js';
import { toFilter, universeFilters, type FilterSetting } from '../../src/core/universe/filters/index.js';
import { RefusedConfig } from './configRefused.js';

const files = new RefusedConfig();
afterAll(() => files.remove());

/** Loads a file of the user. */
const load = (text: string, env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ profile: 'default', configFile: files.write('good.yaml', text), env, flags: [] });
const inList = (filter: string): string => `universe:\n  filters:\n    - { name: AgeFilter }\n    - ${filter}\n`;

describe('filters of the universe', () => {
  it('are those that the universe knows, each with a default for every option but the lists of symbols', () => {
    expect([...filterSchemaByName.keys()]).toEqual(Object.keys(universeFilters));
    for (const schema of filterSchemas) {
      const name = schema.shape.name.value;
      const needed = 'symbols' in schema.shape ? { symbols: ['A'] } : {};
      const setting = schema.parse({ name, ...needed }) as FilterSetting;
      expect(toFilter(setting).name).toBe(name);
    }
  });

  it('are described, each with its options', () => {
    for (const { description, shape } of filterSchemas) {
      const { name: _, ...options } = shape as Readonly<Record<string, z.ZodType>>;
      const told = [description, ...Object.values(options).map((option) => option.description)];
      for (const text of told) expect(text).toMatch(/^[A-Z`].*\.$/);
    }
  });

  it('are read in their order, with their defaults', () => {
    const text = `
universe:
  filters:
    - { name: PairBlacklist, symbols: ['1000*'] }
    - name: VolumePairList
      top: 50
  elite: { filters: [{ name: SpreadFilter }] }
`;
    const { config, origins } = load(text);
    expect(config.universe.filters).toEqual([
      { name: 'PairBlacklist', symbols: ['1000*'] },
      { name: 'VolumePairList', top: 50 },
    ]);
    expect(config.universe.elite.filters).toEqual([{ name: 'SpreadFilter', maxSpreadRatio: 0.005 }]);
    expect(config.universe.overlay.filters).toEqual([]);
    expect(origins['universe.filters']).toMatch(/^file .*good\.yaml:3$/);
    expect(Object.isFrozen(config.universe.filters[0])).toBe(true);
    expect(formatConfig(config, origins)).toMatch(
      /^universe\.elite\.filters +\[\{"name":"SpreadFilter","maxSpreadRatio":0\.005\}\] /m,
    );
  });

  it('may be aliases, and may be empty', () => {
    const { config } = load(
      'universe:\n  filters: &list\n    - &one { name: ShuffleFilter, seed: 3 }\n  elite: { filters: *list }\n  overlay: { filters: [*one] }\n',
    );
    const shuffle = [{ name: 'ShuffleFilter', seed: 3 }];
    const { filters, elite, overlay } = config.universe;
    expect([filters, elite.filters, overlay.filters]).toEqual([shuffle, shuffle, shuffle]);
    expect(load('universe: { filters: [] }').config.universe.filters).toEqual([]);
  });

  it('are JSON in the environment', () => {
    const env = { CANDLEWICK_UNIVERSE__FILTERS: ' [{"name":"OffsetFilter","offset":3}] ' };
    expect(load('', env).config.universe.filters).toEqual([{ name: 'OffsetFilter', offset: 3, limit: null }]);
    expect(load('', { CANDLEWICK_UNIVERSE__FILTERS: '' }).config.universe.filters).toEqual([]);
  });
});

describe('a list of filters is refused', () => {
  it.each([
    [
      'an unknown filter, naming the nearest',
      '{ name: VolumPairlist }',
      'unknown filter `VolumPairlist` in `universe.filters[1]` at my.yaml:4; did you mean `VolumePairList`?',
    ],
    [
      'a filter like no other, naming those there are',
      '{ name: Magic }',
      /^unknown filter `Magic` in `universe\.filters\[1\]` at my\.yaml:4; expected one of VolumePairList, .*, UnderlyingFilter$/,
    ],
    [
      'an unknown option, naming the nearest',
      '{ name: VolumePairList, tpo: 5 }',
      'unknown option of VolumePairList `tpo` in `universe.filters[1]` at my.yaml:4; did you mean `top`?',
    ],
    [
      'an option of another filter, naming those there are',
      '{ name: ShuffleFilter, maxSpreadRatio: 1 }',
      'unknown option of ShuffleFilter `maxSpreadRatio` in `universe.filters[1]` at my.yaml:4; expected one of seed',
    ],
    [
      'a wrong type',
      '{ name: VolumePairList, top: many }',
      '`universe.filters[1].top` at my.yaml:4 must be a whole number, 1 or more, or null; found text "many"',
    ],
    [
      'a value out of range',
      '{ name: SpreadFilter, maxSpreadRatio: 1.5 }',
      '`universe.filters[1].maxSpreadRatio` at my.yaml:4 must be a number from 0 to 1; found 1.5',
    ],
    [
      'a word that is not among those allowed',
      '{ name: PercentChangePairList, by: luck }',
      '`universe.filters[1].by` at my.yaml:4 must be one of rise, fall, move; found text "luck"',
    ],
    [
      'an option that is needed and not there',
      '{ name: StaticPairList }',
      '`universe.filters[1].symbols` at my.yaml:4 must be a list of text without spaces (at least one, none twice); found nothing',
    ],
    [
      'a symbol given twice',
      '{ name: PairBlacklist, symbols: [A, A] }',
      '`universe.filters[1].symbols` at my.yaml:4 must be a list of text without spaces (at least one, none twice); found [A, A]',
    ],
    [
      'one bad symbol of several',
      '{ name: PairBlacklist, symbols: [A, 7] }',
      /^`universe\.filters\[1\]\.symbols` at my\.yaml:4 must be a list .*; found \[A, 7\]$/,
    ],
    [
      'a range that holds nothing',
      '{ name: PriceFilter, minPrice: 5, maxPrice: 4 }',
      '`universe.filters[1].maxPrice` at my.yaml:4 must be at least `minPrice`; found 4',
    ],
    [
      'a range below the default',
      '{ name: AgeFilter, maxDaysListed: 9 }',
      '`universe.filters[1].maxDaysListed` at my.yaml:4 must be at least `minDaysListed`; found 9',
    ],
    [
      'a name alone',
      'VolumePairList',
      '`universe.filters[1]` at my.yaml:4 must be a filter, such as { name: VolumePairList, top: 100 }; found text "VolumePairList"',
    ],
    ['a filter without a name', '{ top: 5 }', /must be a filter, such as .*; found a mapping$/],
    ['a name that is no text', '{ name: 5 }', /must be a filter, such as .*; found a mapping$/],
    ['nothing', '', /must be a filter, such as .*; found nothing \(null\)$/],
    [
      'a trap for careless objects',
      '{ name: ShuffleFilter, __proto__: 5 }',
      /^unknown option of ShuffleFilter `__proto__`/,
    ],
    ['a name that objects have', '{ name: constructor }', /^unknown filter `constructor`/],
  ])('%s', (_, filter, message) => {
    const found = files.refusalOfFile(inList(filter));
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it.each([
    [
      'universe: { filters: VolumePairList }\n',
      /^`universe\.filters` at my\.yaml:1 must be a list of filters, such as .*; found text/,
    ],
    ['universe: { filters: { name: VolumePairList } }\n', /must be a list of filters, such as .*; found a mapping$/],
    ['universe: { elite: { filters: [{ name: x }] } }\n', /^unknown filter `x` in `universe\.elite\.filters\[0\]`/],
  ])('as a whole: %s', (text, message) => {
    expect(files.refusalOfFile(text)).toMatch(message);
  });

  it.each([
    [
      '[{"name":"VolumePairList","top":0}]',
      '`universe.filters[0].top` in `CANDLEWICK_UNIVERSE__FILTERS` in the environment must be a whole number, 1 or more, or null; found 0',
    ],
    [
      '[{"name":',
      '`CANDLEWICK_UNIVERSE__FILTERS` in the environment must be a list of filters, such as [{ name: VolumePairList, top: 100 }]; found text "[{\\"name\\":"',
    ],
    ['VolumePairList', /must be a filter, such as .*; found text "VolumePairList"$/],
  ])('in the environment: %s', (text, message) => {
    const found = files.refusal({ env: { CANDLEWICK_UNIVERSE__FILTERS: text } }).message;
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it('with its place and what was found and expected, for those who read details', () => {
    expect(
      files.refusal({ configFile: files.write('my.yaml', inList('{ name: OffsetFilter, offset: -1 }')) }).details,
    ).toEqual({
      place: `${files.dir}/my.yaml:4`,
      found: '-1',
      expected: 'a whole number, 0 or more',
    });
  });
});
