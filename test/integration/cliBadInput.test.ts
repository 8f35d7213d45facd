import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliFolder } from '../support/cliFolder.js';
import { runCli } from '../support/cliProcess.js';
import { recordedMinute } from '../support/cliRecording.js';

const folder = new CliFolder();
const occupied = createServer();
let port = 0;

beforeAll(async () => {
  occupied.listen(0, '127.0.0.1');
  await once(occupied, 'listening');
  port = (occupied.address() as AddressInfo).port;
});
afterAll(() => {
  occupied.close();
  folder.remove();
});

const yaml = (name: string, text: string): readonly string[] => ['--config', folder.write(name, text)];
const csv = (name: string, ...rows: string[]): readonly string[] => {
  folder.write(`${name}/BTCUSDT-1m.csv`, rows.join('\n'));
  return ['--data', folder.path(name)];
};
const minute = recordedMinute(0);

interface BadInput {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** All of it must be in the sentence. */
  readonly says: readonly string[];
}

const badInputs: readonly BadInput[] = [
  { what: 'an unknown flag', args: () => ['--frobnicate', '3'], says: ["unknown option '--frobnicate'"] },
  { what: 'a misspelt flag', args: () => ['--min-scor', '3'], says: ["'--min-scor'", 'did you mean --min-score?'] },
  { what: 'a flag without its value', args: () => ['--max'], says: ['--max', 'argument missing'] },
  { what: 'a misspelt command', args: () => ['simulat'], says: ['`simulat`', 'did you mean `simulate`?'] },
  { what: 'an unknown command', args: () => ['frobnicate'], says: ['expected one of scan, probe, simulate, config'] },
  { what: 'a command after flags', args: () => ['--max', '3', 'probe'], says: ['a command comes before its flags'] },
  { what: 'an argument too many', args: () => ['config', 'scan.minScore'], says: ['`config` takes only flags'] },
  { what: 'an unknown profile', args: () => ['--profile', 'liv'], says: ['unknown profile `liv`', '`live`?'] },
  { what: 'text for a number', args: () => ['--max', 'many'], says: ['`--max`', 'whole number', 'text "many"'] },
  { what: 'a number out of range', args: () => ['--min-score', '101'], says: ['from 0 to 100', 'found 101'] },
  { what: 'a period of nothing', args: () => ['--interval', '0'], says: ['`--interval`', 'found 0'] },
  { what: 'a duration without unit', args: () => ['--for', '30'], says: ['`--for`', 'text "30"', '30s'] },
  { what: 'a duration no timer takes', args: () => ['--for', '30d'], says: ['`--for`', 'up to 24d'] },
  { what: 'a start that is no instant', args: () => ['--start', 'noon'], says: ['`--start`', 'ISO 8601', '"noon"'] },
  { what: 'a report without a folder', args: () => ['--report', '/no/such/report.json'], says: ['--report', 'folder'] },
  { what: 'a report that is a folder', args: () => ['--report', folder.dir], says: ['--report', 'it is a folder'] },
  { what: 'a bad port', args: () => ['simulate', '--port', '70000'], says: ['`--port`', 'from 0 to 65535', '70000'] },
  { what: 'a port in use', args: () => ['simulate', '--port', String(port)], says: ['--port', 'in use', 'free port'] },
  { what: 'a missing config file', args: () => ['--config', 'nope.yaml'], says: ['nope.yaml', 'does not exist'] },
  {
    what: 'an unknown key',
    args: () => yaml('key.yaml', 'scan:\n  minScor: 3\n'),
    says: ['minScor', 'key.yaml:2', 'did you mean `minScore`?'],
  },
  {
    what: 'a wrong type',
    args: () => yaml('type.yaml', 'scan:\n\n  minScore: high\n'),
    says: ['`scan.minScore`', 'type.yaml:3', 'a number from 0 to 100', 'text "high"'],
  },
  {
    what: 'malformed YAML',
    args: () => yaml('malformed.yaml', 'scan:\n  minScore: [1\n'),
    says: ['malformed.yaml, line 3', 'not valid YAML'],
  },
  {
    what: 'a misspelt variable',
    args: () => [],
    env: { CANDLEWICK_SCAN__MIN_SCOR: '3' },
    says: ['`CANDLEWICK_SCAN__MIN_SCOR`', '`CANDLEWICK_SCAN__MIN_SCORE`'],
  },
  {
    what: 'a bad variable',
    args: () => [],
    env: { CANDLEWICK_SCAN__MIN_SCORE: 'high' },
    says: ['`CANDLEWICK_SCAN__MIN_SCORE`', 'a number from 0 to 100', 'text "high"'],
  },
  { what: 'a missing data folder', args: () => ['--data', '/no/such'], says: ['/no/such', 'a folder of kline files'] },
  { what: 'a folder without klines', args: () => ['--data', 'src'], says: ['src', 'none with klines', '1m klines'] },
  {
    what: 'a malformed CSV',
    args: () => csv('malformed', minute, minute.replace(/^\d+/, 'noon')),
    says: ['BTCUSDT-1m.csv, line 2', '"noon" for open_time', 'number'],
  },
  {
    what: 'a CSV that breaks off',
    args: () => csv('short', minute, minute.split(',').slice(0, 7).join(',')),
    says: ['BTCUSDT-1m.csv, line 2', 'columns'],
  },
  {
    what: 'a start outside the recording',
    args: () => [...csv('early', minute), '--start', '2020-01-01'],
    says: ['2020-01-01', 'where the recording is'],
  },
  {
    what: 'a symbol that does not exist',
    args: () => ['--symbols', 'BTCUSDT,NOPEUSDT'],
    says: ['NOPEUSDT', 'not listed'],
  },
  {
    what: 'a market without a symbol to scan',
    // So slowly that it is still playing when a busy machine comes to choose.
    args: () => [...csv('quiet', minute.replace(',100000,', ',1,')), '--once', '--speed', '1'],
    says: ['--once', 'no symbol'],
  },
  {
    what: 'a plugin that does not exist',
    args: () => yaml('absent.yaml', 'plugins: [./absent.js]\n'),
    says: ['plugin', 'absent.js cannot be used', 'no such file', 'default export is a factor'],
  },
  {
    what: 'a plugin that is no module',
    args: () => {
      folder.write('broken.mjs', 'export default {\n');
      return yaml('broken.yaml', 'plugins: [./broken.mjs]\n');
    },
    says: ['broken.mjs cannot be used', 'SyntaxError'],
  },
  {
    what: 'a plugin that throws',
    args: () => {
      folder.write('thrown.mjs', 'throw new Error("not today\\nnor tomorrow");\n');
      return yaml('thrown.yaml', 'plugins: [./thrown.mjs]\n');
    },
    says: ['thrown.mjs cannot be used', 'Error: not today'],
  },
  {
    what: 'a plugin without a factor',
    args: () => {
      folder.write('named.mjs', 'export const factor = 1;\n');
      return yaml('named.yaml', 'plugins: [./named.mjs]\n');
    },
    says: ['named.mjs cannot be used', 'no default export'],
  },
  {
    what: 'a plugin whose factor makes no sense',
    args: () => {
      folder.write('kindless.mjs', 'export default { name: "mine", kind: "up", requiredKlines: 1, score: () => 1 };\n');
      return yaml('kindless.yaml', 'plugins: [./kindless.mjs]\n');
    },
    says: ['kindless.mjs', '`kind` must be directional or modulator', 'found "up"'],
  },
  {
    what: 'a plugin with a name that is taken',
    args: () => {
      folder.write(
        'taken.mjs',
        'export default { name: "trend", kind: "directional", requiredKlines: 1, score: () => 1 };\n',
      );
      return yaml('taken.yaml', 'plugins: [./taken.mjs]\n');
    },
    says: ['taken.mjs', '`name` must be a name that no other factor has', 'found "trend"'],
  },
  {
    what: 'a proxy that is none, without its password',
    args: () => ['--profile', 'live'],
    env: { HTTPS_PROXY: 'socks5://someone:secret@127.0.0.1:1' },
    says: ['HTTPS_PROXY', 'socks5://', 'http://proxy.example'],
  },
];

describe.concurrent('bad input', { timeout: 40_000 }, () => {
  it.each(badInputs)('$what is one sentence and exit code 2', async ({ args, env, says }) => {
    const { code, stdout, stderr } = await runCli(args(), env);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^candlewick: .+\n$/);
    for (const part of says) expect(stderr).toContain(part);
    expect(stderr + stdout).not.toMatch(/secret|\n\s+at |\bundefined\b|\[object/);
    expect(code).toBe(2);
  });
});
