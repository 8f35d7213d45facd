import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSamples } from '../../src/adapters/files/sampleFile.js';
import { sampleFilesIn } from '../../src/adapters/files/sampleLog.js';
import { featureCount, featureHash } from '../../src/core/features/featureList.js';
import type { VirtualStatistics } from '../../src/core/virtual/virtualTally.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { readReport } from '../support/cliReport.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const folder = new CliFolder();
const state = folder.path('state');
const env = { CANDLEWICK_STATE__FOLDER: state };
// Positions that end within minutes of market time, in files of some five samples.
const config = folder.write(
  'short.yaml',
  [
    'windows: { intervals: [1m, 5m] }',
    'virtual: { stopDistance: 2, targetDistances: [2, 3], timeoutMs: 900000, rotateBytes: 5000 }',
    '',
  ].join('\n'),
);
const market = ['--config', config, '--speed', '600', '--max', '12', '--min-score', '20'];
const report = folder.path('report.json');
afterAll(() => folder.remove());

interface Told extends VirtualStatistics {
  readonly folder: string;
  readonly files: number;
}

/** Scans for half an hour of market time, in which every position of its first half comes to its end. */
async function scanAWhile(): Promise<string> {
  const run = new CliProcess(['scan', ...market, '--json', '--report', report], env);
  await run.lineCount(/"msg":"cycle"/, 30);
  run.kill('SIGTERM');
  const { code, stderr, stdout } = await run.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What `candlewick virtual` says of the samples, and the samples themselves. */
async function samplesNow() {
  const { code, stdout } = await runCli(['virtual', '--config', config, '--json'], env);
  expect(code).toBe(0);
  const told = JSON.parse(stdout) as Told;
  const files = await sampleFilesIn(told.folder);
  const read = await Promise.all(files.map((file) => valueOf(readSamples(file))));
  return { told, samples: read.flatMap(({ samples }) => samples) };
}

describe('virtual', { timeout: 60_000 }, () => {
  beforeAll(scanAWhile, 40_000);

  it('has a sample of each position that ended, with the features of the configured intervals', async () => {
    const { virtual, signals } = readReport(report);
    const { told, samples } = await samplesNow();
    expect(virtual!.ended).toBeGreaterThan(5);
    expect(virtual).toMatchObject({ resumed: 0, lost: 0, samples: virtual!.ended, opened: signals.count });
    expect(virtual!.open).toBe(virtual!.opened - virtual!.ended);
    expect(samples).toHaveLength(virtual!.ended);
    expect(told.all).toEqual(virtual!.all);
    expect(told.all).toMatchObject({ samples: virtual!.ended, hitRatio: virtual!.hitRatio });
    expect(told.files).toBeGreaterThan(1);
    for (const { features, featureHash: hash } of samples) {
      expect(features).toHaveLength(featureCount);
      expect(hash).toBe(featureHash(['1m', '5m']));
    }
  });

  it('prints a table by what ended them, by score and by factor', async () => {
    const { code, stdout, stderr } = await runCli(['virtual', '--config', config], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Samples in \S+\/virtual\/simulated-[0-9a-f]{8}\n\n +samples +ended well +mean return /);
    expect(stdout).toMatch(/\nall samples +\d+ +[\d.]+ % +-?[\d.]+ % +[\d.]+ % +-?[\d.]+ %\n/);
    expect(stdout).toMatch(/\nscore +samples .*\n20 … 25 +\d+ /);
    expect(stdout).toMatch(/\nfactor +spoke +samples .*\n(.+\n)*trend +for +\d+ .*\ntrend +against +\d+ /);
  });

  it('goes on after a kill: every position has one sample or is open, none has two', async () => {
    const before = (await samplesNow()).samples.length;
    const killed = new CliProcess(['scan', ...market, '--json'], env);
    await killed.lineCount(/"msg":"signal"/, 20);
    killed.kill('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const stdout = await scanAWhile();
    const { virtual } = readReport(report);
    expect(stdout).toContain(`Virtual positions that go on: ${virtual!.resumed}.`);
    const { told, samples } = await samplesNow();
    const ids = samples.map(({ signalId }) => signalId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(before);
    expect(virtual!.open + virtual!.ended + virtual!.lost).toBe(virtual!.resumed + virtual!.opened);
    const [, ...open] = readFileSync(join(told.folder, 'positions.jsonl'), 'utf8').trimEnd().split('\n');
    expect(open).toHaveLength(virtual!.open);
  });
});

describe.concurrent('virtual beside it', { timeout: 60_000 }, () => {
  it('says how many samples were not kept, when there is no place for them', async () => {
    const blocked = folder.path('blocked');
    const told = folder.path('blocked.json');
    folder.write('blocked/virtual', 'a file, where a folder is to be');
    const run = new CliProcess(['scan', ...market, '--json', '--report', told], {
      CANDLEWICK_STATE__FOLDER: blocked,
    });
    await run.lineCount(/"msg":"cycle"/, 30);
    run.kill('SIGTERM');
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    const { virtual } = readReport(told);
    expect(virtual!.ended).toBeGreaterThan(5);
    expect(virtual!.samples).toBe(0);
    expect(stdout.match(/Virtual positions cannot be kept in /g)).toHaveLength(1);
    expect(stdout).toContain(`Samples of virtual positions: ${virtual!.ended} were not kept.`);
  });

  it('does nothing when it is turned off, and keeps nothing where nothing is to be kept', async () => {
    const other = folder.path('other');
    const told = folder.path('other.json');
    const off = { CANDLEWICK_STATE__FOLDER: other, CANDLEWICK_VIRTUAL__ENABLED: 'false' };
    const once = ['scan', '--max', '3', '--once', '--min-score', '0', '--report', told];
    expect((await runCli(once, off)).code).toBe(0);
    expect(readReport(told)).not.toHaveProperty('virtual');
    expect(existsSync(join(other, 'virtual'))).toBe(false);
    const none = await runCli(['virtual', '--folder', other]);
    expect(none).toMatchObject({ code: 0, stderr: '' });
    expect(none.stdout).toMatch(/^No samples are kept in \S+\.$/);
    expect((await runCli(once)).code).toBe(0);
    expect(readReport(told).virtual).toMatchObject({ open: 3, opened: 3, samples: 0, hitRatio: null });
    const { code, stderr } = await runCli(['virtual']);
    expect(code).toBe(2);
    expect(stderr).toBe('candlewick: `state.folder` must be a folder for `virtual`; found null: nothing is kept\n');
  });
});
