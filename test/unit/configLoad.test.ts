import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.js';
import type { ConfigPath } from '../../src/config/paths.js';
import { configSchema, type Config } from '../../src/config/schema.js';

const dir = mkdtempSync(join(tmpdir(), 'candlewick-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

function yamlFile(text: string, name = 'my.yaml'): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const nothing = { env: {}, flags: [] };

describe('loadConfig', () => {
  it('starts from the defaults of the schema', () => {
    yamlFile('', 'empty.yaml');
    const { config, origins } = loadConfig({ ...nothing, profile: 'empty', configDir: dir });
    expect(config).toEqual(configSchema.parse({}));
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  });

  it('puts profile, file, environment and flags over each other, in this order', () => {
    yamlFile('scan: { periodMs: 1, minScore: 1 }\nlog:\n  level: warn\nwindows: { klines: 100 }\n', 'base.yaml');
    const configFile = yamlFile('scan:\n  periodMs: 2\n  minScore: 2\nlog: { level: error }\n');
    const { config, origins } = loadConfig({
      profile: 'base',
      configDir: dir,
      configFile,
      env: { CANDLEWICK_SCAN__PERIOD_MS: '3', CANDLEWICK_SCAN__MIN_SCORE: '3' },
      flags: [{ path: 'scan.minScore', value: '4', flag: '--min-score' }],
    });
    expect([config.windows.klines, config.log.level, config.scan.periodMs, config.scan.minScore]).toEqual([
      100,
      'error',
      3,
      4,
    ]);
    const shortDir = dir.slice(dir.lastIndexOf('/') + 1);
    expect(origins).toMatchObject({
      'windows.klines': `profile base (${shortDir}/base.yaml:4)`,
      'log.level': `file ${configFile}:4`,
      'scan.periodMs': 'environment CANDLEWICK_SCAN__PERIOD_MS',
      'scan.minScore': 'flag --min-score',
      'feeds.backoff.baseMs': 'default',
    });
  });

  it('keeps the neighbours of a setting that one layer changes', () => {
    const configFile = yamlFile('feeds: { backoff: { baseMs: 100 } }\n');
    const { config } = loadConfig({ ...nothing, profile: 'default', configFile });
    expect(config.feeds.backoff).toEqual({ baseMs: 100, capMs: 30_000, resetAfterMs: 10_000 });
  });

  it('reads every profile of the package', () => {
    expect(loadConfig({ ...nothing, profile: 'live' }).config.exchange.mode).toBe('live');
    const demo = loadConfig({ ...nothing, profile: 'demo' });
    expect(demo.config.exchange.mode).toBe('simulated');
    expect(demo.config.universe.maxSymbols).toBe(100);
    expect(demo.origins['exchange.mode']).toMatch(/^profile demo \(config\/demo\.yaml:\d+\)$/);
  });

  it('gives a configuration that cannot be changed, twice without sharing trouble', () => {
    const { config } = loadConfig({ ...nothing, profile: 'live' });
    expect(() => Object.assign(config.scan, { minScore: 1 })).toThrow(TypeError);
    expect(Object.isFrozen(config.windows.intervals)).toBe(true);
    expect(loadConfig({ ...nothing, profile: 'live' }).config).toEqual(config);
  });

  it('looks for plugins beside the file that names them, and from the working directory otherwise', () => {
    const configFile = yamlFile('plugins: [./mine.js, ../other/theirs.js, /opt/absolute.js]\n');
    const { plugins } = loadConfig({ ...nothing, profile: 'default', configFile }).config;
    const folder = dirname(resolve(configFile));
    expect(plugins).toEqual([join(folder, 'mine.js'), join(folder, '../other/theirs.js'), '/opt/absolute.js']);
    const env = { CANDLEWICK_PLUGINS: 'a.js, b.js' };
    const given = loadConfig({ env, flags: [], profile: 'default' });
    expect(given.config.plugins).toEqual(['a.js', 'b.js']);
    expect(given.origins.plugins).toBe('environment CANDLEWICK_PLUGINS');
  });

  it('treats an empty section and an empty file as nothing said', () => {
    const configFile = yamlFile('\uFEFF# only a comment\nscan:\nfeeds: { backoff: }\n');
    const { config } = loadConfig({ ...nothing, profile: 'default', configFile });
    expect(config).toEqual(configSchema.parse({}));
  });

  it('follows YAML anchors and keeps non-ASCII symbols', () => {
    const configFile = yamlFile('universe:\n  symbols: &list [BTCUSDT, 币安人生USDT]\n  blacklist: *list\n');
    const { universe } = loadConfig({ ...nothing, profile: 'default', configFile }).config;
    expect(universe.blacklist).toEqual(['BTCUSDT', '币安人生USDT']);
  });

  it('ignores flags that were not given and takes values that are no text', () => {
    const flags = [
      { path: 'universe.maxSymbols', value: undefined, flag: '--max' },
      { path: 'simulator.seed', value: 7, flag: '--seed' },
    ] as const;
    const { config } = loadConfig({ env: {}, flags, profile: 'demo' });
    expect([config.universe.maxSymbols, config.simulator.seed]).toEqual([100, 7]);
  });

  it('takes a trailing slash off an address', () => {
    const env = { CANDLEWICK_EXCHANGE__REST_URL: 'http://127.0.0.1:8080/venue/' };
    expect(loadConfig({ flags: [], env, profile: 'live' }).config.exchange.restUrl).toBe('http://127.0.0.1:8080/venue');
  });

  it.each(['2026-01-31', '2026-01-31T09:30:00Z', '2026-01-31T09:30:00.250+02:00'])(
    'takes the instant %s',
    (startTime) => {
      const env = { CANDLEWICK_SIMULATOR__START_TIME: startTime };
      expect(loadConfig({ flags: [], env, profile: 'demo' }).config.simulator.startTime).toBe(startTime);
    },
  );

  it('knows the paths and values of the settings at compile time', () => {
    expectTypeOf<'feeds.backoff.baseMs'>().toExtend<ConfigPath>();
    expectTypeOf<'feeds.backoff'>().not.toExtend<ConfigPath>();
    expectTypeOf<Config['universe']['symbols']>().toEqualTypeOf<readonly string[]>();
    expectTypeOf<Config['universe']['maxSymbols']>().toEqualTypeOf<number | null>();
  });
});

describe('the environment', () => {
  it.each([
    ['CANDLEWICK_WINDOWS__INTERVALS', '1m, 4h', 'windows', 'intervals', ['1m', '4h']],
    ['CANDLEWICK_UNIVERSE__SYMBOLS', '', 'universe', 'symbols', []],
    ['CANDLEWICK_UNIVERSE__MAX_SYMBOLS', '', 'universe', 'maxSymbols', null],
    ['CANDLEWICK_UNIVERSE__MAX_SYMBOLS', 'null', 'universe', 'maxSymbols', null],
    ['CANDLEWICK_UNIVERSE__MIN_QUOTE_VOLUME_24H', '1.5e6', 'universe', 'minQuoteVolume24h', 1_500_000],
    ['CANDLEWICK_SIMULATOR__FLAT_FINALS', 'true', 'simulator', 'flatFinals', true],
    ['CANDLEWICK_SIMULATOR__DATA_DIR', '42', 'simulator', 'dataDir', '42'],
  ] as const)('reads %s=%s', (name, text, section, key, value) => {
    const { config } = loadConfig({ profile: 'demo', flags: [], env: { [name]: text } });
    expect(config[section]).toHaveProperty(key, value);
  });

  it('leaves variables alone that are no settings', () => {
    const env = { CANDLEWICK_DATA: '/somewhere', CANDLEWICK_KEY: 'x', OTHER__NAME: 'y', CANDLEWICK_GONE__X: undefined };
    expect(() => loadConfig({ profile: 'demo', flags: [], env })).not.toThrow();
  });
});
