import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  recordedMarket,
  startSimulator,
  type AccountOptions,
  type FaultSpec,
  type Simulator,
} from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';

const apiKey = 'canaryKey-7d1e';
const apiSecret = 'canarySecret-93ab';
const keys = { BINANCE_API_KEY: apiKey, BINANCE_API_SECRET: apiSecret };

const folder = new CliFolder();
const dataDir = writeRecording(folder, 'recording', 2_000);
const simulators: Simulator[] = [];
afterAll(async () => {
  await Promise.all(simulators.map((simulator) => simulator.stop()));
  folder.remove();
});

async function exchangeWith(account: Partial<AccountOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    market: recordedMarket({ dataDir }),
    speed: 60,
    weightLimitPerMinute: 1_000_000,
    account: { apiKey, apiSecret, balanceUsdt: 10_000, ...account },
  });
  simulators.push(simulator);
  return simulator;
}

let files = 0;

/** Flags that scan two symbols and watch an account, impatiently. */
function watching({ url, streamUrl }: Simulator): readonly string[] {
  files += 1;
  const config = folder.write(
    `account-${files}.yaml`,
    `exchange: { restUrl: "${url}", streamUrl: "${streamUrl}", maxRetries: 0 }
feeds:
  accountMaxSilenceMs: 3000
  pingPeriodMs: 500
  backoff: { baseMs: 50, capMs: 100 }
account: { settleMs: 0 }
windows: { intervals: [5m] }
`,
  );
  return ['--profile', 'live', '--config', config, '--log-level', 'trace'];
}

const known = /The account is known/;
const count = (lines: readonly string[], pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;

/** How often the account is read from now on. */
function countReadings(simulator: Simulator): () => number {
  simulator.inject({ kind: 'restSlow', delayMs: 1, forMs: 600_000, where: { path: '/fapi/v3/account' } });
  return () => simulator.faults()[0]?.hits ?? 0;
}

async function ended(run: CliProcess): Promise<string> {
  run.kill('SIGTERM');
  const end = await run.ended;
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return end.stdout;
}

describe.concurrent('an account whose keys are in the environment', { timeout: 40_000 }, () => {
  it('is said to be watched, read, and told as a JSON line', async () => {
    const simulator = await exchangeWith();
    simulator.account!.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 3, price: 100 });
    simulator.account!.orders.open({ symbol: 'BTCUSDT', side: 'SELL', baseQty: 2, price: 200 });
    simulator.account!.algoOrders.open({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_MARKET',
      triggerPrice: 50,
      baseQty: 1,
    });
    const run = new CliProcess(watching(simulator), keys);
    await run.line(/The account of BINANCE_API_KEY is watched; nothing is traded/);
    expect(JSON.parse(await run.line(known))).toMatchObject({
      kind: 'account',
      status: 'ready',
      positions: 1,
      openOrders: 2,
      msg: 'The account is known: 1 position, 2 open orders.',
    });
    await run.line(/"cycle"/);
    await ended(run);
  });

  it('with an Ed25519 key in one line is read as well', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const ed25519PublicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const simulator = await exchangeWith({ ed25519PublicKeyPem });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim().replaceAll('\n', '\\n');
    const run = new CliProcess(watching(simulator), { BINANCE_API_KEY: apiKey, BINANCE_API_SECRET: pem });
    await run.line(known);
    expect(await ended(run)).not.toContain(pem.split('\\n')[1]);
  });

  const losses: readonly FaultSpec[] = [
    { kind: 'drop', where: { route: 'private' } },
    { kind: 'pingsUnanswered', where: { route: 'private' } },
    { kind: 'listenKeyExpired' },
  ];
  it('is read again once for each connection that is lost, whatever loses it', async () => {
    const simulator = await exchangeWith();
    const readings = countReadings(simulator);
    const run = new CliProcess(watching(simulator), keys);
    await run.line(known);
    await run.line(/"cycle"/);
    for (const [index, loss] of losses.entries()) {
      simulator.inject(loss);
      await run.lineCount(/The account connection 1 was lost/, index + 1);
      await run.lineCount(/may be out of date; it is being read/, index + 1);
      await run.lineCount(known, index + 2);
      // By then a second reading would have been asked for.
      await run.lineCount(/"cycle"/, count(run.lines, /"cycle"/) + 2);
      expect(readings(), loss.kind).toBe(index + 2);
      expect(count(run.lines, /The account connection 1 was lost/), loss.kind).toBe(index + 1);
      expect(count(run.lines, /The account connection 1 is open/), loss.kind).toBe(index + 2);
    }
    await ended(run);
    expect(readings()).toBe(losses.length + 1);
    expect(count(run.lines, /The account connection 1 was lost/)).toBe(losses.length);
    expect(count(run.lines, /The account connection 1 is open/)).toBe(losses.length + 1);
  });

  it('is not shown in what the daemon says, reports and fails with, whatever the exchange does', async () => {
    const simulator = await exchangeWith();
    const file = folder.path('canary.json');
    const run = new CliProcess([...watching(simulator), '--report', file], keys);
    await run.line(known);
    simulator.inject({ kind: 'truncated', where: { route: 'private' } });
    simulator.account!.deposit({ amount: 50 });
    await run.line(/frame skipped/);
    await run.lineCount(known, 2);
    const restFaults: readonly FaultSpec[] = [
      { kind: 'rest5xx', where: { path: '/fapi/v3/account' } },
      { kind: 'restHtml', where: { path: '/fapi/v3/positionRisk' } },
      { kind: 'restTruncated', where: { path: '/fapi/v1/openOrders' } },
      { kind: 'rest429', retryAfterMs: 100, where: { path: '/fapi/v1/openAlgoOrders' } },
    ];
    for (const [index, fault] of restFaults.entries()) {
      simulator.inject(fault);
      simulator.inject({ kind: 'restTruncated', where: { path: '/fapi/v1/listenKey' } });
      simulator.inject({ kind: 'handshakeStatus', status: 503, where: { route: 'private' } });
      simulator.inject({ kind: 'close', code: 1011, where: { route: 'private' } });
      await run.lineCount(/The account cannot be read/, index + 1);
      await run.lineCount(known, index + 3);
    }
    const stdout = await ended(run);
    const everything = stdout + run.stderr + readFileSync(file, 'utf8');
    for (const secret of [apiKey, apiSecret, 'signature=', 'listenKey=']) expect(everything).not.toContain(secret);
  });

  it('but refuses them cannot be watched, which is said once, and the market is scanned all the same', async () => {
    const simulator = await exchangeWith();
    const run = new CliProcess(watching(simulator), { ...keys, BINANCE_API_KEY: 'canaryOther' });
    await run.line(/The account cannot be watched: .+-2015/);
    await run.lineCount(/"cycle"/, 2);
    expect(await ended(run)).not.toContain('canary');
    expect(count(run.lines, /cannot be watched/)).toBe(1);
    expect(count(run.lines, /cannot be read/)).toBe(0);
  });

  it('is probed', async () => {
    const simulator = await exchangeWith();
    const { code, stdout } = await runCli(['probe', ...watching(simulator)], keys);
    expect(stdout).toMatch(/ok +account over REST +0 positions, 0 open orders/);
    expect(stdout).toMatch(/ok +account over WebSocket +the stream is open/);
    expect(code).toBe(0);
    const refused = await runCli(['probe', ...watching(simulator)], { ...keys, BINANCE_API_SECRET: 'canaryOther' });
    expect(refused.stdout).toMatch(/BAD +account over REST +.+-1022/);
    expect(refused.stdout + refused.stderr).not.toContain('canary');
    expect(refused.code).toBe(1);
  });
});

describe.concurrent('without an account', { timeout: 40_000 }, () => {
  it('a live run says so', async () => {
    const run = new CliProcess(watching(await exchangeWith()));
    await run.line(/No keys in the environment: no account is watched/);
    await run.line(/"cycle"/);
    expect(await ended(run)).not.toMatch(/The account/);
  });

  it('a run on the embedded exchange says that keys are not used, when there are some', async () => {
    const said = async (env: Readonly<Record<string, string>>): Promise<string> => {
      const run = new CliProcess(['--data', dataDir], env);
      await run.line(/"cycle"/);
      return ended(run);
    };
    const notUsed = 'The keys in the environment are not used: the embedded exchange has no account.';
    const [withKeys, withHalf, without] = await Promise.all([
      said(keys),
      said({ BINANCE_API_SECRET: apiSecret }),
      said({}),
    ]);
    expect(withKeys).toContain(notUsed);
    expect(withKeys).not.toContain('canary');
    expect(withHalf).toContain(notUsed);
    expect(without).not.toMatch(/account/i);
  });

  it.each([
    [{ BINANCE_API_KEY: apiKey }, 'BINANCE_API_KEY without BINANCE_API_SECRET; expected both'],
    [
      { BINANCE_API_SECRET: apiSecret, BINANCE_API_KEY: ' ' },
      'BINANCE_API_SECRET without BINANCE_API_KEY; expected both',
    ],
    [{ ...keys, BINANCE_API_KEY: 'canary key' }, 'BINANCE_API_KEY that is a text with blanks'],
    [
      { ...keys, BINANCE_API_SECRET: '-----BEGIN PRIVATE KEY-----\\ncanary' },
      'BINANCE_API_SECRET that is a damaged PEM',
    ],
  ])('keys that cannot be used are one sentence: %o', async (env, says) => {
    const { code, stdout, stderr } = await runCli(['--profile', 'live'], env);
    expect(stderr).toMatch(/^candlewick: the environment has .+\n$/);
    expect(stderr).toContain(says);
    expect(stderr + stdout).not.toContain('canary');
    expect(code).toBe(2);
  });
});
