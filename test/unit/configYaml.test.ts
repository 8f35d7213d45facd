import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RefusedConfig } from './configRefused.js';

const refused = new RefusedConfig();
const { dir } = refused;
afterAll(() => refused.remove());

describe('a YAML file is refused', () => {
  it.each([
    [
      'an unknown key, naming the one meant',
      'scan:\n  periodMs: 1\n  minScor: 60\n',
      'unknown key `scan.minScor` at my.yaml:3; did you mean `minScore`?',
    ],
    [
      'a key in the wrong section, naming where it belongs',
      'minScore: 60\n',
      'unknown key `minScore` at my.yaml:1; did you mean `scan.minScore`?',
    ],
    [
      'a key like no other, naming those there are',
      'scan: { colour: red }\n',
      'unknown key `scan.colour` at my.yaml:1; expected one of periodMs, minScore, leaveScore, confirmCycles, confirmOfCycles, cooldownMs',
    ],
    [
      'an unknown factor, naming the nearest',
      'factors:\n  weights:\n    orderflw: 1\n',
      'unknown key `factors.weights.orderflw` at my.yaml:3; did you mean `orderFlow`?',
    ],
    [
      'a wrong type',
      'scan:\n  minScore: high\n',
      '`scan.minScore` at my.yaml:2 must be a number from 0 to 100; found text "high"',
    ],
    [
      'a number written as text',
      'scan: { minScore: "62" }\n',
      '`scan.minScore` at my.yaml:1 must be a number from 0 to 100; found text "62"',
    ],
    [
      'a value out of range',
      'exchange: { maxTopicsPerConnection: 1025 }\n',
      '`exchange.maxTopicsPerConnection` at my.yaml:1 must be a whole number from 1 to 1024; found 1025',
    ],
    [
      'a fraction of a kline',
      'windows: { klines: 1.5 }\n',
      '`windows.klines` at my.yaml:1 must be a whole number from 1 to 1000; found 1.5',
    ],
    ['not a number', 'scan: { minScore: .nan }\n', /must be a number from 0 to 100; found NaN$/],
    ['infinity', 'universe: { minQuoteVolume24h: .inf }\n', /must be a number, 0 or more; found Infinity$/],
    [
      'a delay no timer can wait for',
      'scan: { periodMs: 2147483648 }\n',
      '`scan.periodMs` at my.yaml:1 must be a whole number from 1 to 2147483647; found 2147483648',
    ],
    ['nothing where something is needed', 'scan: { minScore: }\n', /found nothing \(null\)$/],
    [
      'a word that is not among those allowed',
      'exchange: { mode: paper }\n',
      '`exchange.mode` at my.yaml:1 must be one of live, simulated; found text "paper"',
    ],
    ['an unknown interval', 'windows: { intervals: [5m, 7m] }\n', /\(at least one, none twice\); found \[5m, 7m\]$/],
    ['no interval', 'windows: { intervals: [] }\n', /found \[\]$/],
    ['an interval given twice', 'windows: { intervals: [5m, 1h, 5m] }\n', /found \[5m, 1h, 5m\]$/],
    [
      'one symbol where a list belongs',
      'universe: { symbols: BTCUSDT }\n',
      '`universe.symbols` at my.yaml:1 must be a list of text without spaces (none twice); found text "BTCUSDT"',
    ],
    ['a list of mappings', 'universe: { symbols: [{ a: 1 }] }\n', /found a list of other things$/],
    [
      'a mapping where a value belongs',
      'scan:\n  minScore:\n    value: 5\n',
      '`scan.minScore` at my.yaml:2 must be a number from 0 to 100; found a mapping',
    ],
    [
      'a value where a section belongs',
      'scan: 60\n',
      '`scan` at my.yaml:1 must be a mapping with keys among periodMs, minScore, leaveScore, confirmCycles, confirmOfCycles, cooldownMs; found 60',
    ],
    ['a list at the root', '- scan\n', /^my\.yaml must be a mapping with keys among exchange, .*; found \[scan\]$/],
    ['plain text', 'hello\n', /^my\.yaml must be a mapping .*; found text "hello"$/],
    [
      'a key given twice',
      'scan:\n  minScore: 1\n  minScore: 2\n',
      '`scan.minScore` at my.yaml:3 was given before, at my.yaml:2; expected each key once',
    ],
    [
      'a missing bracket',
      'universe:\n  symbols: [A, B\n',
      /^my\.yaml, line 3, column 1 is not valid YAML: Flow sequence .* end with a \]$/,
    ],
    ['a tab', 'scan:\n\tminScore: 1\n', /^my\.yaml, line 2, column 1 is not valid YAML: Tabs are not allowed/],
    [
      'two documents',
      'scan: {}\n---\nscan: {}\n',
      /^my\.yaml, line 2, column 1 is not valid YAML: .*multiple documents/,
    ],
    ['an unknown tag', 'scan: { minScore: !points 5 }\n', /is not valid YAML: Unresolved tag: !points$/],
    [
      'an alias of nothing',
      'scan:\n  minScore: *score\n',
      'my.yaml, line 2, column 13 is not valid YAML: the alias *score has no anchor &score before it',
    ],
    ['an anchor inside itself', 'scan: &a { minScore: *a }\n', /found a mapping$/],
    [
      'a key that is no text',
      '? [a, b]\n: 1\n',
      /^unknown key `\(not plain text\)` at my\.yaml:1; expected one of exchange/,
    ],
    ['a key over several lines', '? "scan\\nscan"\n: 1\n', /^unknown key `scan\\nscan` at my\.yaml:1; /],
    ['a file that is not UTF-8', Uint8Array.of(0xff, 0xfe, 0x61), /cannot be read: it is not UTF-8 text/],
    [
      'a user name in an address, without showing it',
      'exchange: { restUrl: "https://me:key@proxy.invalid" }\n',
      /without user name, query or fragment; found text "https:\/\/\*\*\*@proxy\.invalid"$/,
    ],
    ['an address of another kind', 'exchange: { streamUrl: "https://x.invalid" }\n', /ws:\/\/ or wss:\/\//],
    ['a date that does not exist', 'simulator: { startTime: 2026-02-30 }\n', /must be an ISO 8601 date/],
    ['a time without offset', 'simulator: { startTime: 2026-02-03T10:00:00 }\n', /must be an ISO 8601 date/],
    [
      'long text, cut short',
      `log: { level: ${'x'.repeat(500)} }\n`,
      `\`log.level\` at my.yaml:1 must be one of trace, debug, info, warn, error, fatal, silent; found text "${'x'.repeat(60)}…"`,
    ],
  ])('for %s', (_, text, message) => {
    const found = refused.refusalOfFile(text);
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
    expect(found).not.toContain('\n');
  });
});

describe('a file is refused that cannot be read', () => {
  it('because it does not exist', () => {
    const { message } = refused.refusal({ configFile: join(dir, 'none.yaml') });
    expect(message).toBe('the config file none.yaml cannot be read: it does not exist; expected UTF-8 YAML');
  });

  it('because it is a folder', () => {
    mkdirSync(join(dir, 'folder'));
    expect(refused.refusal({ configFile: join(dir, 'folder') }).message).toContain('cannot be read: it is a folder');
  });

  it('because the profile folder is gone', () => {
    expect(refused.refusal({ configDir: join(dir, 'gone') }).message).toContain(
      'the profile folder gone cannot be read',
    );
  });
});
