import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readFaultFile } from '../../src/cli/faults/readFaultFile.js';
import type { FaultRecord } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { readReport } from '../support/cliReport.js';

const folder = new CliFolder();
afterAll(() => folder.remove());

const example = join(import.meta.dirname, '..', '..', 'examples', 'faults.yaml');
/** Two symbols, which start sooner than seven hundred. */
const small = ['--data', writeRecording(folder, 'recording', 2_000)] as const;

/** The script, every time in it a tenth of what it was. */
const inATenth = (path: string): string =>
  readFileSync(path, 'utf8').replaceAll(
    /\b(at|for|every|delay|offset): (-?)([\d.]+)(ms|s)/g,
    (_, name, sign, number, unit) => `${name}: ${sign}${Number(number) * (unit === 's' ? 100 : 0.1)}ms`,
  );

const urlOf = async (run: CliProcess): Promise<string> => /at (http\S+),/.exec(await run.line(/^Sim/))?.[1] ?? '';

/** What has befallen an exchange, when it is enough: connections that are refused are among it. */
const faultsWhen = (url: string, isEnough: (seen: readonly FaultRecord[]) => boolean): Promise<FaultRecord[]> =>
  vi.waitFor(
    async () => {
      const seen = (await (await fetch(`${url}/simulator/faults`)).json()) as FaultRecord[];
      expect(isEnough(seen)).toBe(true);
      return seen;
    },
    { timeout: 30_000, interval: 50 },
  );
const kindsOf = (faults: readonly FaultRecord[]): ReadonlySet<string> => new Set(faults.map(({ kind }) => kind));

describe.concurrent('faults', { timeout: 40_000 }, () => {
  it('of a script befall the embedded exchange, and the scan gets over them', async () => {
    const script = folder.write('close.yaml', '- { every: 2s, what: close, code: 1012, where: { feed: kline } }\n');
    const config = folder.write('impatient.yaml', 'feeds: { backoff: { baseMs: 50, capMs: 500 } }\n');
    const report = folder.path('faults.json');
    const run = new CliProcess([...small, '--faults', script, '--config', config, '--report', report]);
    await run.line(/"ready":6,.*"warm-up"/);
    await run.line(/kline connection 1 was lost/);
    await run.lineCount(/kline connection 1 is open/, 2);
    run.kill('SIGTERM');
    const { code, stdout, stderr } = await run.ended;
    expect(stderr).toBe('');
    expect(stdout).toContain('Things go wrong on the exchange: 1 fault by script.');
    const { feeds, audit } = readReport(report);
    const [kline] = feeds;
    expect(kline!.connections.lost['FEED_CLOSED 1012']).toBeGreaterThan(0);
    expect(kline!.connections.opened['FEED_CLOSED 1012']).toBeGreaterThan(0);
    expect(audit).toMatchObject({ series: 6, missing: 0, duplicate: 0, different: 0 });
    expect(code).toBe(0);
  });

  it('that refuse connections at the end do not keep the windows from being compared', async () => {
    const script = folder.write('refused.yaml', '- { at: 5s, for: 6s, what: connectionRefused }\n');
    const report = folder.path('refused.json');
    const { code, stderr } = await runCli([...small, '--faults', script, '--for', '8s', '--report', report]);
    expect(stderr).toBe('');
    expect(readReport(report).audit).toMatchObject({ series: 6, missing: 0, duplicate: 0, different: 0 });
    expect(code).toBe(0);
  });

  it('of the example script all begin, on an exchange that stands alone', async () => {
    const script = readFaultFile(example);
    const run = new CliProcess(['simulate', ...small, '--faults', folder.write('short.yaml', inATenth(example))]);
    const kinds = new Set<string>(script.map(({ kind }) => kind));
    expect(kinds.size).toBeGreaterThan(7);
    const seen = await faultsWhen(await urlOf(run), (faults) => kindsOf(faults).size >= kinds.size);
    expect(kindsOf(seen)).toEqual(kinds);
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('at random befall an exchange that stands alone, as many as were asked for', async () => {
    const run = new CliProcess(['simulate', ...small, '--chaos', '2400', '--seed', '5']);
    const url = await urlOf(run);
    expect(await run.line(/Things/)).toBe('Things go wrong on the exchange: 2400 a minute at random, seed 5.');
    const seen = await faultsWhen(url, ({ length }) => length >= 100);
    expect(kindsOf(seen).size).toBeGreaterThan(20);
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [
      'a script on the real exchange',
      ['--profile', 'live', '--faults', example],
      '`--faults` needs the embedded exchange',
    ],
    ['chaos on the real exchange', ['--profile', 'live', '--chaos', '3'], '`--chaos` needs the embedded exchange'],
    ['a rate that is none', ['--chaos', 'much'], '`--chaos` must be a number of faults per minute above 0'],
    ['a missing script', ['--faults', 'nope.yaml'], '--faults: nope.yaml cannot be read: it does not exist'],
    [
      'a script with a mistake',
      ['simulate', '--faults', folder.write('bad.yaml', '- what: drop\n- { at: 5s, what: dorp }\n')],
      'bad.yaml:2: `what` must be a kind of fault, perhaps drop; found text "dorp"',
    ],
    [
      'a fault that needs an account',
      ['simulate', ...small, '--faults', folder.write('key.yaml', '- what: listenKeyExpired\n')],
      'faults[0]: found listenKeyExpired on a simulator without an account',
    ],
  ])('%s is one sentence and exit code 2', async (_, args, sentence) => {
    const { code, stderr } = await runCli(args);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});
