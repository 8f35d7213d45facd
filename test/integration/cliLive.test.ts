import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { binanceExchange } from '../../src/adapters/binance/index.js';
import { Decimal, sumDecimals } from '../../src/domain/decimal.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import type { ClientOrderId } from '../../src/domain/order.js';
import { recordedMarket, startSimulator, type AccountTruth, type Simulator } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess, runCli } from '../support/cliProcess.js';
import { writeRecording } from '../support/cliRecording.js';
import { readReport } from '../support/cliReport.js';
import { canary } from '../support/trading/binanceDesk.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const speed = 60;
const longestMs = 90_000;

let folder: CliFolder;
let simulator: Simulator;
let config: string;
const runs: CliProcess[] = [];

beforeAll(async () => {
  folder = new CliFolder();
  simulator = await startSimulator({
    market: recordedMarket({ dataDir: writeRecording(folder, 'recording', 3_000) }),
    speed,
    weightLimitPerMinute: 1_000_000,
    account: { ...canary, balanceUsdt: 10_000, orderLimits: { per10s: 100_000, perMinute: 100_000 } },
  });
  config = folder.write(
    'live.yaml',
    `exchange: { restUrl: "${simulator.url}", streamUrl: "${simulator.streamUrl}", requestTimeoutMs: 10000 }
account: { recvWindowMs: 1000, settleMs: 50 }
windows: { intervals: [5m] }
scan: { minScore: 0 }
universe: { minQuoteVolume24h: 0 }
feeds: { backoff: { baseMs: 50, capMs: 200 } }
trading:
  mode: live
  risk: { maxDailyLossRatio: 0, lossesInARow: 0, accountMaxAgeMs: 10000 }
  exits: { stopRatio: 0.5, targetRatios: [0.9], targetShares: [1], trailingFromRatio: null, timeoutMs: null, onSignal: never }
`,
  );
});
afterEach(() => {
  for (const run of runs.splice(0)) run.kill('SIGKILL');
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

const env = (state: string): Record<string, string> => ({
  CANDLEWICK_STATE__FOLDER: folder.path(state),
  BINANCE_API_KEY: canary.apiKey,
  BINANCE_API_SECRET: canary.apiSecret,
});
const live = (state: string, more: Record<string, string> = {}, ...flags: readonly string[]): CliProcess => {
  const run = new CliProcess(['--profile', 'live', '--config', config, '--live-orders', ...flags], {
    ...env(state),
    ...more,
  });
  runs.push(run);
  return run;
};
const kill = async (run: CliProcess): Promise<void> => {
  run.kill('SIGKILL');
  await run.ended;
};
const until = (holds: (truth: AccountTruth) => boolean): Promise<void> =>
  vi.waitFor(() => expect(holds(simulator.account!.truth())).toBe(true), { timeout: 20_000, interval: 5 });

const sentAs = (ending: string, { orders, algoOrders }: AccountTruth): readonly string[] =>
  [...orders.map(({ clientOrderId }) => clientOrderId), ...algoOrders.map(({ clientAlgoId }) => clientAlgoId)].filter(
    (id) => id.startsWith('cw-') && id.endsWith(ending),
  );
const working = ({ orders, algoOrders }: AccountTruth): readonly string[] => [
  ...orders.filter(({ status }) => status === 'NEW').map(({ clientOrderId }) => clientOrderId),
  ...algoOrders.filter(({ status }) => status === 'NEW').map(({ clientAlgoId }) => clientAlgoId),
];

interface KeptPosition {
  readonly id: string;
  readonly symbol: string;
  readonly state: string;
  readonly exitCause?: string;
  readonly feesQuote: string;
  readonly orders: readonly {
    readonly request: { readonly clientOrderId: string };
    readonly tradeIds: readonly string[];
  }[];
}

/** What is kept of the positions that are over and of those that are not. */
function kept(state: string): readonly KeptPosition[] {
  const name = readdirSync(folder.path(state)).find((file) => /^live-[0-9a-f]+-[0-9a-f]+\.json$/.test(file))!;
  const book = JSON.parse(readFileSync(join(folder.path(state), name), 'utf8')) as {
    readonly live: readonly KeptPosition[];
    readonly ended: readonly KeptPosition[];
  };
  return [...book.live, ...book.ended];
}

/** Of orders of ours: `cw-…-e 17`, order and trade. */
function tradesOf({ orders, fills }: AccountTruth): readonly string[] {
  const idOf = new Map(orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
  return fills
    .map(({ orderId, tradeId }) => `${idOf.get(orderId)} ${tradeId}`)
    .filter((trade) => trade.startsWith('cw-'))
    .sort();
}

const tradesKept = (positions: readonly KeptPosition[]): readonly string[] =>
  positions
    .flatMap(({ orders }) =>
      orders.flatMap(({ request, tradeIds }) => tradeIds.map((id) => `${request.clientOrderId} ${id}`)),
    )
    .sort();

function everythingIn(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe('trading live', { timeout: longestMs }, () => {
  it('is, after kill -9 at its weakest points, what the exchange knows, and leaves alone what is not its own', async () => {
    // Somebody else holds ETHUSDT, and has an order there.
    const exchange = binanceExchange({
      restUrl: simulator.url,
      streamUrl: simulator.streamUrl,
      marketNow: simulator.clock.nowMs,
    });
    const others = exchange.orderGateway({
      apiKey: { reveal: () => canary.apiKey },
      secretKey: { reveal: () => canary.apiSecret },
    });
    const symbol = instrumentSymbol('ETHUSDT');
    const common = { symbol, side: 'buy', baseQty: Decimal.of(3), isReduceOnly: false } as const;
    await valueOf(others.submit({ ...common, clientOrderId: 'web_1' as ClientOrderId, type: 'market' }));
    const resting = { type: 'limit', price: Decimal.of(60), timeInForce: 'gtc' } as const;
    await valueOf(others.submit({ ...common, ...resting, clientOrderId: 'web_2' as ClientOrderId }));

    const killed: CliProcess[] = [];
    const killWhen = async (ending: string): Promise<void> => {
      // It cannot have heard of the order by then.
      simulator.inject({ kind: 'orderReplyLate', delayMs: 60_000 });
      simulator.inject({ kind: 'orderEventsLate', delayMs: 1_000 });
      const run = live('state');
      killed.push(run);
      if (ending === '-x1') {
        await run.line(/LIVE: the account is read/);
        expect(await runCli(['stop-trading'], env('state'))).toMatchObject({ code: 0 });
      }
      await until((truth) => sentAs(ending, truth).length > 0);
      await kill(run);
    };
    await killWhen('-e');
    await killWhen('-s1');
    const resumed = live('state');
    killed.push(resumed);
    await resumed.line(/LIVE: signals are traded with real orders; 1 position of the last run/);
    await resumed.line(/Left alone: an order of web_2 to buy 3 ETHUSDT/);
    expect(await resumed.line(/"position orphaned"/)).toContain('"symbol":"ETHUSDT"');
    // An entry that was filled in parts has a stop for each size, of which the last stays: one, for all that is held.
    await until(({ positions, algoOrders }) => {
      const stops = algoOrders.filter(({ clientAlgoId, status }) => /-s\d+$/.test(clientAlgoId) && status === 'NEW');
      const held = positions.find((position) => position.symbol === 'BTCUSDT');
      return stops.length === 1 && stops[0]!.baseQty === held?.baseQty.replace('-', '');
    });
    const found = simulator.account!.truth();
    const ids = [
      ...found.orders.map((each) => each.clientOrderId),
      ...found.algoOrders.map((each) => each.clientAlgoId),
    ];
    expect(sentAs('-e', found)).toHaveLength(1);
    expect(ids).toEqual([...new Set(ids)]);
    await kill(resumed);
    await killWhen('-x1');

    const file = folder.path('live.json');
    const last = live('state', {}, '--report', file);
    await last.line(/Trading is stopped/);
    await last.line(/"position closed"/);
    await last.line(/Left alone/);
    await until((truth) => truth.positions.length === 1 && working(truth).join() === 'web_2');
    last.kill('SIGTERM');
    expect(await last.ended).toMatchObject({ code: 0, stderr: '' });

    const truth = simulator.account!.truth();
    const positions = kept('state');
    expect(sentAs('-x1', truth)).toHaveLength(1);
    expect(sentAs('-x2', truth)).toHaveLength(0);
    expect(tradesKept(positions)).toEqual(tradesOf(truth));
    const ours = truth.fills.filter((fill) => fill.symbol === 'BTCUSDT');
    expect(sumDecimals(positions.map(({ feesQuote }) => Decimal.of(feesQuote)))).toEqual(
      sumDecimals(ours.map(({ commission }) => Decimal.of(commission))),
    );
    expect(truth.positions).toMatchObject([{ symbol: 'ETHUSDT', baseQty: '3.00000000' }]);
    expect(positions.map(({ symbol: at, state, exitCause }) => [at, state, exitCause])).toEqual([
      ['ETHUSDT', 'orphaned', undefined],
      ['BTCUSDT', 'closed', 'killSwitch'],
    ]);
    const report = readReport(file);
    expect(report.orders).toMatchObject({ foreign: 1 });
    expect(report.positions).toMatchObject({
      mode: 'live',
      resumed: 2,
      closed: 1,
      byCause: { killSwitch: 1 },
      isStopped: true,
    });
    expect(report.positions?.problems).toEqual({});

    const said = [...killed, last].map(({ lines, stderr }) => `${lines.join('\n')}\n${stderr}`).join('\n');
    for (const text of [said, everythingIn(folder.dir).replace(readFileSync(config, 'utf8'), '')]) {
      expect(text.length).toBeGreaterThan(1_000);
      for (const secret of Object.values(canary)) expect(text).not.toContain(secret);
    }
    await exchange.close();
  });

  it('takes back an entry that is not filled before it ends', async () => {
    const entries = sentAs('-e', simulator.account!.truth()).length;
    const run = live('waiting', {
      CANDLEWICK_TRADING__ENTRY_TYPE: 'limit',
      CANDLEWICK_TRADING__LIMIT_OFFSET_RATIO: '0.3',
    });
    await until((truth) => sentAs('-e', truth).length > entries);
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    expect(working(simulator.account!.truth()).filter((id) => id.startsWith('cw-'))).toEqual([]);
    const [position] = kept('waiting').filter(({ symbol }) => symbol === 'BTCUSDT');
    expect(position).toMatchObject({ state: 'rejected' });
  });

  it('ends when what it has just entered has its stop', async () => {
    const entries = sentAs('-e', simulator.account!.truth()).length;
    simulator.inject({ kind: 'orderEventsLate', delayMs: 500 });
    const run = live('hasty');
    await until((truth) => sentAs('-e', truth).length > entries);
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    const [position] = kept('hasty').filter(({ symbol }) => symbol === 'BTCUSDT');
    expect(position).toMatchObject({ state: 'open' });
    expect(working(simulator.account!.truth())).toContain(`cw-${position!.id}-s1`);
    // Nothing of it is in the way of what follows.
    const last = live('hasty');
    expect(await runCli(['stop-trading'], env('hasty'))).toMatchObject({ code: 0 });
    await until((truth) => truth.positions.every(({ symbol }) => symbol === 'ETHUSDT'));
    last.kill('SIGTERM');
    await last.ended;
  });

  it('closes a position at market whose stop the exchange does not take, and says so', async () => {
    simulator.inject({ kind: 'orderRejected', code: -2010, count: 1_000, where: { path: '/fapi/v1/algoOrder' } });
    const run = live('unprotected');
    const alarm = JSON.parse(await run.line(/"position unprotected"/)) as {
      readonly id: string;
      readonly level: number;
    };
    expect(alarm.level).toBeGreaterThanOrEqual(40);
    const closed = JSON.parse(await run.line(/"position closed"/)) as { readonly id: string; readonly cause: string };
    expect(closed).toMatchObject({ id: alarm.id, cause: 'unprotected' });
    await until(({ positions }) => positions.every(({ symbol }) => symbol === 'ETHUSDT'));
    run.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('has one daemon for each book', async () => {
    const first = live('shared');
    await first.line(/LIVE: signals are traded/);
    const second = await live('shared').ended;
    expect(second).toMatchObject({ code: 2 });
    expect(second.stderr).toMatch(/^candlewick: state\.folder: found process \d+, which trades on it already; .*\n$/);
  });

  it('needs an account in one-way mode', async () => {
    const hedged = await startSimulator({
      market: recordedMarket({ dataDir: folder.path('recording') }),
      account: { ...canary, balanceUsdt: 1, dualSidePosition: true },
    });
    const elsewhere = folder.write(
      'hedged.yaml',
      `exchange: { restUrl: "${hedged.url}", streamUrl: "${hedged.streamUrl}" }\ntrading: { mode: live }\n`,
    );
    const { code, stderr } = await runCli(['--profile', 'live', '--config', elsewhere, '--live-orders'], env('hedged'));
    await hedged.stop();
    expect(code).toBe(2);
    expect(stderr).toBe(
      'candlewick: the account of BINANCE_API_KEY cannot be traded with: it is in hedge mode, and only one-way mode is traded\n',
    );
  });

  it('sends nothing without the flag: one sentence, exit code 2', async () => {
    const { code, stdout, stderr } = await runCli(['--profile', 'live', '--config', config], env('none'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^candlewick: live trading needs `--live-orders` as well, so nothing is sent; [^\n]*\n$/);
  });
});
