import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, hasTerminal, runCli, runOnTerminal } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { CliTerminal } from '../support/cliTerminal.js';
import { auditFields, fixedFields, lacking, readReport } from '../support/cliReport.js';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** Two symbols, which start sooner than seven hundred. */
const small = ['--data', writeRecording(folder, 'recording', 700)] as const;

const breadth = join(process.env.CANDLEWICK_DATA ?? join('..', 'shared', 'data'), 'klines-1m-breadth');
const hasBreadth = existsSync(breadth);

/** JSON lines of one kind. */
const entries = (stdout: string, message: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === message);

const marketTimeOf = (line: string): number =>
  Date.parse((JSON.parse(line) as { readonly marketTime: string }).marketTime);

const nothingWrong = { missing: 0, duplicate: 0, different: 0 };

describe.concurrent('a run', { timeout: 40_000 }, () => {
  it('greets, warms up, scans without REST, audits and reports', async () => {
    const file = folder.path('full.json');
    const { code, stdout, stderr } = await runCli(['--max', '10', '--once', '--report', file]);
    const report = readReport(file);
    expect(stdout.split('\n')[0]).toMatch(/Candlewick .+ profile demo: .+ at 60× .+ npm start -- --profile live/);
    expect(lacking(report, { ...fixedFields, ...auditFields })).toEqual([]);
    expect(report.feeds.map(({ name }) => name).slice(0, 3)).toEqual(['kline', 'price', 'markPrice']);
    expect(report).toMatchObject({
      universe: { count: 10 },
      warmUp: { series: 30, ready: 30, failed: 0, isComplete: true },
      scans: { symbols: 10, restCalls: 0 },
      rest: { rateLimited: 0 },
      audit: { series: 30, compared: 30 * 300, ...nothingWrong },
    });
    // A close that falls between a snapshot and its subscription is fetched, which on a busy machine happens.
    const { restCalls, restWeight } = report.warmUp;
    const repairs = report.klines.gapsDetected;
    expect(restCalls).toBeGreaterThanOrEqual(30);
    expect(restCalls).toBeLessThanOrEqual(30 + repairs);
    expect(restWeight).toBe(60 + (restCalls - 30));
    expect(report.scans.count).toBe(entries(stdout, 'cycle').length);
    expect(report.signals.count).toBe(entries(stdout, 'signal').length);
    expect(report.klines.closed).toBeGreaterThanOrEqual(30 * 300);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('--once ends with the first warm cycle, which is shown and counted; --symbols names what is scanned', async () => {
    const file = folder.path('once.json');
    const { code, stdout } = await runCli([...small, '--once', '--symbols', 'ETHUSDT', '--report', file]);
    const cycles = entries(stdout, 'cycle');
    expect(cycles.filter(({ skipped }) => skipped === 0)).toHaveLength(1);
    expect(cycles.at(-1)).toMatchObject({
      symbols: 1,
      skipped: 0,
      restCalls: 0,
      strongest: [['ETHUSDT', expect.any(Number)]],
    });
    expect(readReport(file)).toMatchObject({ universe: { count: 1 }, scans: { count: cycles.length, symbols: 1 } });
    expect(code).toBe(0);
  });

  it('--for ends after its time, report and all', async () => {
    const file = folder.path('for.json');
    const { code, tookMs } = await runCli([...small, '--for', '4s', '--report', file]);
    expect(lacking(readReport(file), fixedFields)).toEqual([]);
    expect(tookMs).toBeGreaterThan(4_000);
    expect(code).toBe(0);
  });

  it('--interval, --min-score, --speed and --seed do what they say', async () => {
    const flags = ['--max', '2', '--interval', '30', '--min-score', '0', '--speed', '120', '--seed', '7'];
    const run = new CliProcess(flags);
    // Thirty seconds of market time are a quarter of a second of ours.
    const times = await run.lineCount(/"cycle"/, 5);
    run.kill('SIGTERM');
    const { stdout } = await run.ended;
    const gaps = times.slice(1).map((line, index) => marketTimeOf(line) - marketTimeOf(times[index]!));
    expect(stdout.split('\n')[0]).toContain('(seed 7) on an embedded exchange at 120× real time');
    expect(entries(stdout, 'signal')).toHaveLength(2);
    // A busy machine skips cycles, and makes none come early.
    expect(Math.min(...gaps)).toBeGreaterThan(25_000);
    expect(Math.min(...gaps)).toBeLessThan(35_000);
  });

  it('plays a recording to its end and stops by itself', async () => {
    const data = writeRecording(folder, 'recording', 700);
    const file = folder.path('recorded.json');
    const config = folder.write(
      'recorded.yaml',
      'universe:\n  minQuoteVolume24h: 0\nwindows:\n  intervals: [5m, 15m]\n',
    );
    const flags = ['--data', data, '--config', config, '--speed', '6000', '--start', '2026-01-31T02:00:00Z'];
    const { code, stdout } = await runCli([...flags, '--report', file]);
    expect(stdout).toContain('The recording has ended.');
    expect(readReport(file)).toMatchObject({ universe: { count: 2 }, audit: { series: 4, ...nothingWrong } });
    // 700 minutes hold 140 klines of 5 minutes and 46 of 15, for two symbols.
    expect(readReport(file).audit?.compared).toBe(2 * (140 + 46));
    expect(code).toBe(0);
  });

  it.skipIf(!hasBreadth)(
    `scans a real market without a wrong kline${hasBreadth ? '' : ` (skipped: ${breadth} is not there)`}`,
    async () => {
      const file = folder.path('breadth.json');
      const { code } = await runCli(['--data', breadth, '--max', '20', '--once', '--report', file]);
      const report = readReport(file);
      expect(report.audit).toMatchObject({ series: 60, ...nothingWrong });
      expect(report.warmUp).toMatchObject({ series: 60, ready: 60, restWeight: 120 });
      expect(report.scans.restCalls).toBe(0);
      expect(code).toBe(0);
    },
  );

  it.skipIf(!hasTerminal)(
    `draws on a terminal, and gives the cursor back${hasTerminal ? '' : ' (skipped: there is no `script` to make one)'}`,
    async () => {
      const screen = new CliTerminal();
      screen.write(await runOnTerminal([...small, '--once']));
      expect(screen.lines[0]).toMatch(/^Candlewick /);
      expect(screen.lines.filter((line) => /^cycle \d+ .+ 2 symbols in .+ ms$/.test(line))).toHaveLength(1);
      expect(screen.text).toMatch(/^symbol +score +.*momentum/m);
      expect(screen.text).toMatch(/^Audit: .+ 0 missing/m);
      expect(screen.isCursorShown).toBe(true);
    },
  );

  it('`config` prints every setting with where it came from', async () => {
    const file = folder.write('mine.yaml', 'scan:\n  periodMs: 30000\n');
    const { code, stdout } = await runCli(['config', '--config', file, '--max', '7'], {
      CANDLEWICK_LOG__LEVEL: 'warn',
    });
    const origins = new Map(stdout.split('\n').map((line) => [line.split(' ')[0], /\((.+)\)$/.exec(line)?.[1]]));
    expect(origins.get('scan.minScore')).toBe('default');
    expect(origins.get('exchange.mode')).toMatch(/^profile demo/);
    expect(origins.get('scan.periodMs')).toBe(`file ${file}:2`);
    expect(origins.get('log.level')).toBe('environment CANDLEWICK_LOG__LEVEL');
    expect(origins.get('universe.maxSymbols')).toBe('flag --max');
    expect(code).toBe(0);
  });

  it('says nothing of the secrets in its environment', async () => {
    const canary = 'canary-4f1d';
    const env = {
      BINANCE_API_KEY: canary,
      BINANCE_API_SECRET: canary,
      CANDLEWICK_TOKEN: canary,
      HTTPS_PROXY: `http://user:${canary}@127.0.0.1:1`,
    };
    const file = folder.path('canary.json');
    const ends = await Promise.all([
      runCli(['--profile', 'live', '--for', '1s', '--log-level', 'trace', '--report', file], env),
      runCli(['probe'], env),
      runCli(['config'], env),
      runCli(['config', '--json'], env),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([1, 1, 0, 0]);
    expect(ends[0].stdout).toContain('through the proxy 127.0.0.1:1');
    expect(JSON.stringify([ends, readReport(file)])).not.toContain(canary);
  });

  it('ends quietly, report and all, when nobody reads any more', async () => {
    const file = folder.path('pipe.json');
    const run = new CliProcess([...small, '--report', file]);
    await run.line(/Candlewick/);
    run.child.stdout.destroy();
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lacking(readReport(file), fixedFields)).toEqual([]);
  });
});
