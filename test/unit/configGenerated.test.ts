import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filterSchemas } from '../../src/config/filterSchemas.js';
import { generateDefaultYaml, generateJsonSchema, generateReadme } from '../../src/config/generate.js';
import { loadConfig } from '../../src/config/loadConfig.js';
import { configSchema } from '../../src/config/schema.js';
import { configLeaves, configTree, type ConfigSection } from '../../src/config/tree.js';
import { builtInFactors } from '../../src/core/factors/index.js';

const read = (name: string): string => readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8');

describe('generated files', () => {
  it.each([
    ['default.yaml', generateDefaultYaml],
    ['schema.json', generateJsonSchema],
    ['README.md', generateReadme],
  ])('config/%s is fresh (npm run config:generate)', (name, generate) => {
    expect(read(name)).toBe(generate());
  });

  it('config/default.yaml sets every setting to its default', () => {
    const { config, origins } = loadConfig({ profile: 'default', env: {}, flags: [] });
    expect(config).toEqual(configSchema.parse({}));
    const unset = Object.entries(origins).filter(([, origin]) => !origin.startsWith('profile default'));
    expect(unset).toEqual([]);
  });

  it('config/schema.json refuses unknown keys on every level and demands none but in an entry of a list', () => {
    const sections = JSON.parse(read('schema.json'), (_, value: unknown) =>
      isSection(value)
        ? { ...value, wasClosed: value.additionalProperties === false && (isFilter(value) || !('required' in value)) }
        : value,
    ) as unknown;
    expect(JSON.stringify(sections).match(/"wasClosed":false/)).toBeNull();
    const levels = sectionCount(configTree) + filterSchemas.length;
    expect(JSON.stringify(sections).match(/"wasClosed":true/g)).toHaveLength(levels);
  });
});

describe('config/README.md', () => {
  it('has one table of pings and silence, with the defaults of the schema', () => {
    const { feeds } = configSchema.parse({});
    const [, table = ''] = read('README.md').split('## Pings, pongs and silence');
    const rows = table.split('\n').filter((line) => /^\| (kline|price|account) /.test(line));
    const silences = [feeds.klineMaxSilenceMs, feeds.priceMaxSilenceMs, feeds.accountMaxSilenceMs];
    expect(rows.map((row) => Number(/\((\d+) s\) \|$/.exec(row)?.[1]) * 1_000)).toEqual(silences);
    for (const row of rows) expect(row).toContain(`\`feeds.pingPeriodMs\` (${feeds.pingPeriodMs / 1_000} s)`);
  });
});

describe('every setting', () => {
  it.each(configLeaves)('$path has a description, a valid default and, when a number, a unit', (leaf) => {
    expect(leaf.description).toMatch(/^[A-Z`].*\.$/);
    expect(leaf.schema.safeParse(leaf.defaultValue).success).toBe(true);
    const isNumber = /^a (whole )?number/.test(leaf.expected);
    expect(leaf.unit !== '').toBe(isNumber && leaf.path !== 'simulator.seed');
    if (leaf.name.endsWith('Ms')) expect(leaf.unit).toBe('ms');
    if (leaf.name.endsWith('Ratio')) expect(leaf.unit).toBe('ratio');
  });

  it('weighs each built-in factor', () => {
    const { weights, parameters } = configSchema.parse({}).factors;
    expect(Object.keys(builtInFactors(parameters))).toEqual(Object.keys(weights));
  });

  it('lets no modulator count more than once', () => {
    const { weights, parameters } = configSchema.parse({}).factors;
    for (const { name, kind } of Object.values(builtInFactors(parameters))) {
      const isTaken = configSchema.safeParse({ factors: { weights: { ...weights, [name]: 1.5 } } }).success;
      expect([name, isTaken]).toEqual([name, kind === 'directional']);
    }
  });

  it('has a variable of its own', () => {
    const names = configLeaves.map(({ environmentName }) => environmentName);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('CANDLEWICK_FEEDS__BACKOFF__RESET_AFTER_MS');
    expect(names).toContain('CANDLEWICK_UNIVERSE__MIN_QUOTE_VOLUME_24H');
  });
});

const sectionCount = ({ children }: ConfigSection): number =>
  [...children.values()].reduce((sum, child) => sum + (child.kind === 'section' ? sectionCount(child) : 0), 1);

const isFilter = ({ properties }: { readonly properties: object }): boolean =>
  'name' in properties && 'const' in (properties.name as object);

function isSection(value: unknown): value is { readonly additionalProperties?: unknown; readonly properties: object } {
  return typeof value === 'object' && value !== null && 'properties' in value;
}
