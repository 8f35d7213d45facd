import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UniverseSelection } from '../../src/core/universe/selection.js';
import { startSimulator, syntheticMarket, type Simulator } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { runCli } from '../support/cliProcess.js';
import { marketSlice } from '../support/marketSlice.js';

const folder = new CliFolder();
const example = join(import.meta.dirname, '..', '..', 'examples', 'universe.yaml');
const listed = [
  'BTCUSDT',
  'ETHUSDT',
  'SOLUSDT',
  'DOGEUSDT',
  '币安人生USDT',
  'YOUNG2USDT',
  'QUIET1USDT',
  'GONE1USDT',
  'TSLAUSDT',
];
const market = marketSlice(syntheticMarket({ seed: 1 }), listed);
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ market, speed: 1 });
});
afterAll(async () => {
  await simulator.stop();
  folder.remove();
});

let files = 0;

/** Flags for the simulator of the test, as an exchange in another process. */
function live(universe: string): readonly string[] {
  const { url, streamUrl } = simulator;
  const exchange = `exchange: { restUrl: "${url}", streamUrl: "${streamUrl}", maxRetries: 0 }\n`;
  files += 1;
  return ['universe', '--profile', 'live', '--config', folder.write(`exchange-${files}.yaml`, exchange + universe)];
}

/** The market of the demo in full. */
const wholeMarket = { CANDLEWICK_SIMULATOR__MAX_SYMBOLS: '' };

async function selectionOf(args: readonly string[], env = {}): Promise<UniverseSelection> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as UniverseSelection;
}

describe.concurrent('candlewick universe', { timeout: 40_000 }, () => {
  it('prints what passes, what does not and why, and a summary', async () => {
    const { code, stdout, stderr } = await runCli(live('universe: { blacklist: ["DOGE*"] }\n'));
    const lines = stdout.trimEnd().split('\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines[0]).toMatch(/^symbol +pool +turnover 24 h {2}why$/);
    expect(lines[1]).toMatch(/^BTCUSDT +elite +[\d,]{13} {2}it passed every filter$/);
    expect(stdout).toMatch(
      /^YOUNG2USDT +elite\+overlay +[\d,]+ {2}it passed every filter; it was listed 3(\.\d+)? h ago$/m,
    );
    expect(stdout).toMatch(/^QUIET1USDT +QuoteVolumeFilter +it turned over [\d,]+ USDT in 24 h, less than 3,000,000$/m);
    expect(stdout).toMatch(/^GONE1USDT +StatusFilter +its status is SETTLING, not TRADING$/m);
    expect(stdout).toMatch(/^TSLAUSDT +ContractTypeFilter +its contract type is TRADIFI_PERPETUAL, not PERPETUAL$/m);
    expect(stdout).toMatch(/^DOGEUSDT +PairBlacklist +it is on the blacklist, as DOGE\*$/m);
    expect(lines.at(-1)).toBe(
      '5 symbols to scan: 5 elite, 0 overlay only. 4 refused: StatusFilter 1, ContractTypeFilter 1, PairBlacklist 1, QuoteVolumeFilter 1.',
    );
  });

  it('prints the same as JSON, filtered by spreads and by daily klines over REST', async () => {
    const filters = [
      '{ name: SpreadFilter, maxSpreadRatio: 0.001 }',
      '{ name: RangeStabilityFilter, lookbackDays: 3, minRateOfChange: 0.001 }',
      '{ name: OffsetFilter, offset: 1 }',
    ];
    const selection = await selectionOf(live(`universe: { minQuoteVolume24h: 0, filters: [${filters.join(', ')}] }\n`));
    const { members, refused, atMs, eliteAtMs } = selection;
    expect(members.map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'SOLUSDT', 'DOGEUSDT', '币安人生USDT']);
    expect(
      Object.fromEntries(refused.map(({ symbol, filter, reason }) => [symbol, `${filter}: ${reason}`])),
    ).toMatchObject({
      BTCUSDT: 'OffsetFilter: its place is 1, among the first 1, which are left out',
      YOUNG2USDT: 'RangeStabilityFilter: it has 1 daily kline, 3 are needed',
      QUIET1USDT: expect.stringMatching(/^SpreadFilter: its spread is [\d.]+ %, more than 0\.1 %$/) as string,
    });
    expect(members.length + refused.length).toBe(listed.length);
    expect(atMs).toBe(eliteAtMs);
    expect(atMs).toBeGreaterThanOrEqual(market.startMs);
  });

  it('prints what the demo scans: the hundred most liquid', async () => {
    const { members, refused } = await selectionOf(['universe'], wholeMarket);
    expect(members).toHaveLength(100);
    expect(members.every(({ pools }) => pools[0] === 'elite')).toBe(true);
    const turnovers = members.map(({ quoteVolume24h }) => quoteVolume24h);
    expect(turnovers).toEqual(turnovers.toSorted((a, b) => b - a));
    expect(refused.filter(({ filter }) => filter === 'maxSymbols').length).toBeGreaterThan(400);
  });

  it('reads the example, on the demo', async () => {
    const { members } = await selectionOf(['universe', '--config', example], wholeMarket);
    const inPool = (pool: string): number => members.filter(({ pools }) => pools[0] === pool).length;
    expect({ elite: inPool('elite'), overlay: inPool('overlay') }).toEqual({ elite: 40, overlay: 20 });
    expect(members.filter(({ symbol }) => symbol.startsWith('1000'))).toEqual([]);
  });

  it('obeys `--max` and `--symbols`, and refuses a symbol that cannot be scanned', async () => {
    const few = await selectionOf([...live(''), '--symbols', '币*,SOL*,QUIET1USDT', '--max', '2']);
    expect(few.members.map(({ symbol }) => symbol)).toEqual(['SOLUSDT', '币安人生USDT']);
    expect(few.refused.find(({ symbol }) => symbol === 'QUIET1USDT')?.filter).toBe('maxSymbols');
    expect(few.refused.find(({ symbol }) => symbol === 'BTCUSDT')?.reason).toBe('the list does not name it');
    const { code, stderr } = await runCli([...live(''), '--symbols', 'GONE1USDT']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'candlewick: symbols: GONE1USDT cannot be scanned: its status is SETTLING, not TRADING\n',
    });
  });

  it('says in one sentence that the exchange does not answer', async () => {
    const config = folder.write('nobody.yaml', 'exchange: { restUrl: "http://127.0.0.1:1", maxRetries: 0 }\n');
    const { code, stdout, stderr } = await runCli(['universe', '--profile', 'live', '--config', config]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^candlewick: no answer from http:\/\/127\.0\.0\.1:1\/.+\n$/);
  });
});
