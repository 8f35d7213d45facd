import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ConfigFlag } from '../../src/config/flagLayer.js';
import { loadConfig } from '../../src/config/loadConfig.js';
import { configSchema } from '../../src/config/schema.js';
import { RefusedConfig } from './configRefused.js';

const refused = new RefusedConfig();
const { dir } = refused;
afterAll(() => refused.remove());

describe('a profile is refused', () => {
  it.each([
    ['dmo', 'unknown profile `dmo`; expected one of default, demo, live; did you mean `demo`?'],
    ['../config/live', 'unknown profile `../config/live`; expected one of default, demo, live'],
    ['', 'unknown profile ``; expected one of default, demo, live'],
  ])('that does not exist: "%s"', (profile, message) => {
    expect(refused.refusal({ profile }).message).toBe(message);
  });

  it('when the folder has none', () => {
    mkdirSync(join(dir, 'bare'));
    const { message } = refused.refusal({ configDir: join(dir, 'bare') });
    expect(message).toBe('unknown profile `default`; expected a profile, but there are none');
  });
});

describe('a variable is refused', () => {
  it.each([
    [
      'CANDLEWICK_SCAN__MIN_SCOR',
      '60',
      'unknown variable `CANDLEWICK_SCAN__MIN_SCOR` in the environment; did you mean `CANDLEWICK_SCAN__MIN_SCORE`?',
    ],
    [
      'CANDLEWICK_PAINT__COLOUR_OF_THE_DOOR',
      'red',
      'unknown variable `CANDLEWICK_PAINT__COLOUR_OF_THE_DOOR` in the environment; expected a name listed in config/README.md',
    ],
    [
      'CANDLEWICK_SCAN__MIN_SCORE',
      'high',
      '`CANDLEWICK_SCAN__MIN_SCORE` in the environment must be a number from 0 to 100; found text "high"',
    ],
    ['CANDLEWICK_SCAN__MIN_SCORE', '', /found empty text$/],
    ['CANDLEWICK_SCAN__MIN_SCORE', '0x10', /found text "0x10"$/],
    ['CANDLEWICK_SIMULATOR__FLAT_FINALS', 'yes', /must be true or false; found text "yes"$/],
    ['CANDLEWICK_UNIVERSE__SYMBOLS', 'A,,B', /found \[A, , B\]$/],
  ])('%s=%s', (name, text, message) => {
    const found = refused.refusal({ env: { [name]: text } }).message;
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });
});

it('a flag is refused in its own name', () => {
  const error = refused.refusal({ flags: [{ path: 'universe.maxSymbols', value: 'many', flag: '--max' }] });
  expect(error.message).toBe(
    '`--max` (`universe.maxSymbols`) must be a whole number, 1 or more, or null; found text "many"',
  );
  expect(error.code).toBe('BAD_INPUT');
  expect(error.details).toEqual({
    place: 'flag --max',
    found: 'text "many"',
    expected: 'a whole number, 1 or more, or null',
  });
});

it('a flag of no setting is a bug, not bad input', () => {
  const flags = [{ path: 'scan.colour', value: 'red', flag: '--colour' }] as unknown as readonly ConfigFlag[];
  expect(() => loadConfig({ profile: 'demo', env: {}, flags })).toThrow(TypeError);
});

describe('laws between settings', () => {
  it.each([
    [
      { CANDLEWICK_WINDOWS__KLINES: '499' },
      '`windows.snapshotKlines` must be at least `windows.klines` + 1; found 499 (default), with `windows.klines` 499 (environment CANDLEWICK_WINDOWS__KLINES)',
    ],
    [
      { CANDLEWICK_FEEDS__BACKOFF__CAP_MS: '499' },
      '`feeds.backoff.capMs` must be at least `feeds.backoff.baseMs`; found 499 (environment CANDLEWICK_FEEDS__BACKOFF__CAP_MS), with `feeds.backoff.baseMs` 500 (default)',
    ],
    [
      { CANDLEWICK_FEEDS__ACCOUNT_MAX_SILENCE_MS: '39999' },
      '`feeds.accountMaxSilenceMs` must be at least twice `feeds.pingPeriodMs`; found 39999 (environment CANDLEWICK_FEEDS__ACCOUNT_MAX_SILENCE_MS), with `feeds.pingPeriodMs` 20000 (default)',
    ],
    [
      { CANDLEWICK_FEEDS__FORMING_KLINES_PERIOD_MS: '15001' },
      '`feeds.formingKlinesPeriodMs` must be at most half of `feeds.klineMaxSilenceMs`; found 15001 (environment CANDLEWICK_FEEDS__FORMING_KLINES_PERIOD_MS), with `feeds.klineMaxSilenceMs` 30000 (default)',
    ],
    [
      { CANDLEWICK_EXCHANGE__STREAM_URL: 'wss://fstream.binance.com/ws/' },
      '`exchange.streamUrl` must be the root of the streams: routes such as /market/stream are added to it; found text "wss://fstream.binance.com/ws" (environment CANDLEWICK_EXCHANGE__STREAM_URL)',
    ],
    [
      { CANDLEWICK_FEEDS__ROTATION__LIFETIME_MS: '10000' },
      '`feeds.rotation.lifetimeMs` must be more than `feeds.rotation.overlapMs`; found 10000 (environment CANDLEWICK_FEEDS__ROTATION__LIFETIME_MS), with `feeds.rotation.overlapMs` 10000 (default)',
    ],
    [
      { CANDLEWICK_SIMULATOR__MARKET: 'recorded' },
      '`simulator.dataDir` must be a folder when `simulator.market` is `recorded`; found nothing (null) (default), with `simulator.market` text "recorded" (environment CANDLEWICK_SIMULATOR__MARKET)',
    ],
  ])('are kept: %o', (env, message) => {
    refused.write('laws.yaml', '');
    const error = refused.refusal({ profile: 'laws', configDir: dir, env });
    expect(error.message).toBe(message);
    expect(error.details.place).toBe(`environment ${Object.keys(env)[0] ?? ''}`);
  });

  it('want at least one directional factor', () => {
    const others = 'momentum: 0, volume: 0, orderFlow: 0, openInterest: 0';
    const fileOf = (basisFunding: number): string =>
      `factors: { weights: { trend: 0, ${others}, basisFunding: ${basisFunding}, liquidity: 1 } }\n`;
    expect(refused.refusalOfFile(fileOf(0))).toMatch(
      /^`factors\.weights\.trend` must be above 0 when all other weights of directional factors are 0; found 0 /,
    );
    const configFile = refused.write('one.yaml', fileOf(0.1));
    expect(() => loadConfig({ profile: 'default', configFile, env: {}, flags: [] })).not.toThrow();
  });

  it.each([
    ['scan: { minScore: 60, leaveScore: 60.5 }', '`scan.leaveScore` must be at most `scan.minScore`; found 60.5'],
    ['scan: { confirmCycles: 3, confirmOfCycles: 2 }', '`scan.confirmCycles` must be at most `scan.confirmOfCycles`'],
    [
      'factors: { parameters: { trend: { fastKlines: 48 } } }',
      '`factors.parameters.trend.slowKlines` must be more than `factors.parameters.trend.fastKlines`; found 48 ',
    ],
    ['factors: { parameters: { volume: { usualKlines: 6 } } }', '`factors.parameters.volume.usualKlines` must be more'],
    [
      'factors: { parameters: { liquidity: { richQuoteVolume: 1000000 } } }',
      '`factors.parameters.liquidity.richQuoteVolume` must be more',
    ],
    ['factors: { parameters: { structure: { klines: 6 } } }', '`factors.parameters.structure.klines` must be more'],
    [
      'factors: { weights: { momentun: 1 } }',
      'unknown key `factors.weights.momentun` at my.yaml:1; did you mean `momentum`?',
    ],
    [
      'factors: { weights: { flowLead: 1.01 } }',
      '`factors.weights.flowLead` at my.yaml:1 must be a number from 0 to 1; found 1.01',
    ],
  ])('of scores and signals are kept: %s', (text, sentence) => {
    expect(refused.refusalOfFile(`${text}\n`)).toContain(sentence);
  });

  it('allow the edge', () => {
    const env = {
      CANDLEWICK_WINDOWS__KLINES: '498',
      CANDLEWICK_FEEDS__BACKOFF__CAP_MS: '500',
      CANDLEWICK_FEEDS__ACCOUNT_MAX_SILENCE_MS: '40000',
      CANDLEWICK_FEEDS__ROTATION__LIFETIME_MS: '10001',
      CANDLEWICK_SCAN__LEAVE_SCORE: '62',
      CANDLEWICK_SCAN__CONFIRM_CYCLES: '1',
      CANDLEWICK_FACTORS__PARAMETERS__TREND__FAST_KLINES: '47',
      CANDLEWICK_FACTORS__PARAMETERS__VOLUME__USUAL_KLINES: '7',
      CANDLEWICK_FACTORS__PARAMETERS__STRUCTURE__KLINES: '7',
    };
    expect(() => loadConfig({ profile: 'default', env, flags: [] })).not.toThrow();
  });

  it('are part of the schema, for those who do not load from files', () => {
    const parsed = configSchema.safeParse({ windows: { klines: 600 } });
    expect(parsed.error?.issues[0]).toMatchObject({
      path: ['windows', 'snapshotKlines'],
      message: 'must be at least `windows.klines` + 1',
    });
  });
});

describe('several mistakes', () => {
  it('are counted after the first, in the order of the sources', () => {
    expect(refused.refusalOfFile('scan: { minScore: 101, periodMs: 0 }\n')).toMatch(
      /^`scan\.minScore` .*; found 101 \(and 1 more problem\)$/,
    );
    const flags = [{ path: 'scan.minScore', value: '-1', flag: '--min-score' }] as const;
    const env = { CANDLEWICK_SCAN__MIN_SCORE: 'x', CANDLEWICK_LOG__LEVEL: 'loud' };
    expect(refused.refusal({ flags, env }).message).toMatch(/^`CANDLEWICK_LOG__LEVEL` .* \(and 2 more problems\)$/);
  });

  it('include a bad value that a later source replaces', () => {
    const configFile = refused.write('my.yaml', 'scan: { minScore: x }\n');
    const flags = [{ path: 'scan.minScore', value: '50', flag: '--min-score' }] as const;
    expect(refused.refusal({ configFile, flags }).message).toContain('`scan.minScore` at my.yaml:1');
  });

  it('are told once for malformed YAML', () => {
    expect(refused.refusalOfFile('a: 1\n b: 2\n  c: [\n')).not.toContain('more problem');
  });
});
