import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedMarket, startSimulator, type Simulator } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { lacking, readReport } from '../support/cliReport.js';

const folder = new CliFolder();
const state = folder.path('state');
let simulator: Simulator;
let config: string;

beforeAll(async () => {
  simulator = await startSimulator({
    market: recordedMarket({ dataDir: writeRecording(folder, 'recording', 3_000) }),
    speed: 60,
    weightLimitPerMinute: 1_000_000,
  });
  config = folder.write(
    'trading.yaml',
    `exchange: { restUrl: "${simulator.url}", streamUrl: "${simulator.streamUrl}", requestTimeoutMs: 10000 }
windows: { intervals: [5m] }
scan: { minScore: 0 }
universe: { minQuoteVolume24h: 0 }
trading: { paper: { partialFillRatio: 0 }, exits: { stopRatio: 0.5, targetRatios: [0.9], targetShares: [1], trailingFromRatio: null } }
`,
  );
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

const kept = { CANDLEWICK_STATE__FOLDER: state };
const trading = (...flags: readonly string[]): CliProcess =>
  new CliProcess(['--profile', 'live', '--config', config, ...flags], kept);

interface KeptBook {
  readonly live: readonly { readonly id: string; readonly state: string; readonly orders: readonly unknown[] }[];
  readonly account: { readonly walletQuote: string };
}

const book = (): KeptBook => {
  const name = readdirSync(state).find((file) => /^paper-[0-9a-f]+\.json$/.test(file))!;
  return JSON.parse(readFileSync(join(state, name), 'utf8')) as KeptBook;
};

const idOf = (line: string): string => (JSON.parse(line) as { readonly id: string }).id;

const reported = {
  orders: { placed: 'number', filled: 'number', cancelled: 'number', rejected: 'number', expired: 'number' },
  positions: {
    resumed: 'number',
    opened: 'number',
    closed: 'number',
    open: 'number',
    byCause: {},
    profitQuote: 'number',
    feesQuote: 'number',
    equityQuote: 'number',
    refused: {},
  },
};

describe('trading on paper', { timeout: 90_000 }, () => {
  it('goes on with the same book after kill -9, and is stopped and lifted over restarts', async () => {
    const first = trading();
    const opened = (await first.lineCount(/"position opened"/, 2)).map(idOf).sort();
    first.kill('SIGKILL');
    await first.ended;
    const before = book();
    // What was told has been kept.
    expect(before.live.map(({ id }) => id).sort()).toEqual(opened);
    expect(before.live.map((position) => position.state)).toEqual(['open', 'open']);

    const file = folder.path('second.json');
    const second = trading('--report', file);
    await second.line(/Signals are traded on paper: 2 positions/);
    await second.line(/"cycle"/);
    expect(second.lines.filter((line) => /"position opened"/.test(line))).toEqual([]);
    const stopped = await runCli(['stop-trading'], kept);
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    await second.line(/Trading is stopped/);
    const closed = await second.lineCount(/"position closed"/, 2);
    expect(closed.map(idOf).sort()).toEqual(opened);
    second.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
    const report = readReport(file);
    expect(lacking(report, reported)).toEqual([]);
    expect(report.positions).toMatchObject({
      resumed: 2,
      opened: 0,
      closed: 2,
      open: 0,
      byCause: { killSwitch: 2 },
      isStopped: true,
    });
    // Nothing is held any more: the wallet is all there is, and it is what was kept.
    expect(report.positions?.equityQuote).toBe(Number(book().account.walletQuote));

    const third = trading();
    await third.line(/Trading is stopped/);
    expect(await third.line(/"signal not traded"/)).toContain('"kind":"stopped"');
    expect(await runCli(['resume-trading'], kept)).toMatchObject({ code: 0, stdout: 'Trading goes on.' });
    await third.line(/Trading goes on/);
    third.kill('SIGUSR2');
    await third.lineCount(/Trading is stopped/, 2);
    third.kill('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(state, 'trading-stopped'))).toBe(true);
  });

  it('has no part in a run with `trading.mode: off`, which no SIGUSR2 ends', async () => {
    const file = folder.path('off.json');
    const run = new CliProcess(['--profile', 'live', '--config', config, '--report', file], {
      CANDLEWICK_TRADING__MODE: 'off',
    });
    await run.line(/"cycle"/);
    run.kill('SIGUSR2');
    await run.line(/trading is stopped until this run ends/);
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    expect(readReport(file)).not.toHaveProperty('positions');
  });

  it('is stopped where there is a folder to say so', async () => {
    const { code, stderr } = await runCli(['stop-trading']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/`state.folder` must be a folder that can be written; found null/);
  });
});
