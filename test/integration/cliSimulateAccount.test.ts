import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { binanceExchange } from '../../src/adapters/binance/index.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('`simulate --account`', { timeout: 40_000 }, () => {
  it.each([
    ['a word', [], 'demoSecret', 10_000],
    ['an Ed25519 key', ['5000.5'], pem, 5_000.5],
  ])('opens an account that %s in the environment signs for', async (_, amount, secret, balance) => {
    const keys = { BINANCE_API_KEY: 'demoKey', BINANCE_API_SECRET: secret };
    const simulator = new CliProcess(['simulate', '--account', ...amount], keys);
    const [, restUrl = '', streamUrl = ''] =
      /at (http\S+), streams at (ws\S+),/.exec(await simulator.line(/^Sim/)) ?? [];
    await simulator.line(/The keys in the environment have an account of/);
    const exchange = binanceExchange({ restUrl, streamUrl, marketNow: Date.now, accountSettleMs: 0 });
    const credentials = { apiKey: { reveal: () => 'demoKey' }, secretKey: { reveal: () => secret } };
    const { balances } = await valueOf(exchange.accountData(credentials).fetchAccount());
    expect(balances.find(({ asset }) => asset === 'USDT')?.walletBalance).toBe(balance);
    expect(await valueOf(exchange.orderGateway(credentials).obstacle())).toBeUndefined();
    await exchange.close();
    simulator.kill('SIGTERM');
    const { code, stdout, stderr } = await simulator.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(secret);
  });

  it.each([
    ['without keys', [], {}, 'no BINANCE_API_KEY and BINANCE_API_SECRET; expected any two words'],
    ['with a key that is none', [], { BINANCE_API_KEY: 'a', BINANCE_API_SECRET: '-----BEGIN x' }, 'no private key'],
    ['with an amount that is none', ['much'], {}, '`--account` must be an amount of USDT from 0'],
  ])('says what is missing %s, in one sentence', async (_, amount, keys, says) => {
    const { code, stdout, stderr } = await runCli(['simulate', '--account', ...amount], { ...keys });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^candlewick: [^\n]*\n$/);
    expect(stderr).toContain(says);
  });
});
