import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../src/simulator/market.js';
import { marketClock } from '../../../src/simulator/marketClock.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { RateLimiter } from '../../../src/simulator/rateLimiter.js';
import { spotWords } from '../../../src/simulator/rest/refusal.js';
import { restApi, type RestReply } from '../../../src/simulator/rest/restApi.js';
import { spotRoutes } from '../../../src/simulator/rest/spotRoutes.js';
import { RollingDays } from '../../../src/simulator/rollingDay.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

const market = syntheticMarket({ seed: 1 }).spot!;
const view = new MarketView(market);
const days = new RollingDays(view);
const { startMs } = market;
const wallStartMs = 1_000 * minuteMs;
let wallMs = wallStartMs;
let request: (url: string) => RestReply;

beforeEach(() => {
  wallMs = wallStartMs;
  const wallNowMs = (): number => wallMs;
  const limiter = new RateLimiter({ limitPerMinute: 6_000, wallNowMs });
  const clock = marketClock({ startMs, wallNowMs });
  const side = { routes: spotRoutes(), words: spotWords };
  const answer = restApi({ view, days, clock, limiter, stats: () => ({}), side });
  request = (url) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    return answer({ method: 'GET', path: pathname, query: searchParams, clientAddress: '203.0.113.7' });
  };
});

interface Info {
  readonly rateLimits: { readonly limit: number }[];
  readonly symbols: Readonly<Record<string, unknown>>[];
}
type Row = [number, string, string, string, string, string, number, string, number, string, string, string];

const get = (url: string): unknown => JSON.parse(request(url).body);
const weightOf = (url: string): number => {
  const before = Number(request('/api/v3/ping').headers['x-mbx-used-weight-1m']);
  return Number(request(url).headers['x-mbx-used-weight-1m']) - before;
};

describe('exchangeInfo', () => {
  it('lists what spot lists, in the form of spot', () => {
    const { rateLimits, symbols } = get('/api/v3/exchangeInfo') as Info;
    expect(rateLimits[0]!.limit).toBe(6_000);
    expect(symbols).toHaveLength(market.instruments.length);
    const pepe = symbols.find(({ symbol }) => symbol === 'PEPEUSDT')!;
    expect(pepe).toMatchObject({
      status: 'TRADING',
      baseAsset: 'PEPE',
      quoteAsset: 'USDT',
      isSpotTradingAllowed: true,
      permissions: [],
    });
    expect(pepe['filters']).toContainEqual(
      expect.objectContaining({ filterType: 'NOTIONAL', minNotional: '5.00000000' }),
    );
    expect(pepe).not.toHaveProperty('contractType');
  });

  it('leaves out the sets of permissions when asked to, which are most of it', () => {
    const [whole, small] = ['', '?showPermissionSets=false'].map((query) => request(`/api/v3/exchangeInfo${query}`));
    expect(small!.body.length).toBeLessThan(whole!.body.length * 0.7);
  });

  it('of one symbol has that alone', () => {
    const { symbols } = get('/api/v3/exchangeInfo?symbol=BTCUSDT') as Info;
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  });
});

describe('klines', () => {
  it('are 500 rows with eight places, of which the last is forming', () => {
    wallMs += 90_000;
    const rows = get('/api/v3/klines?symbol=BTCUSDT&interval=1m') as Row[];
    expect(rows).toHaveLength(500);
    expect(rows.at(-1)![0]).toBe(startMs + minuteMs);
    expect(rows.at(-1)![6]).toBe(startMs + 2 * minuteMs - 1);
    for (const column of [1, 2, 3, 4, 5, 7, 9, 10]) expect(rows[0]![column]).toMatch(/^\d+\.\d{8}$/);
    const [truth] = view.truth({
      instrument: view.instrument('BTCUSDT')!,
      interval: '1m',
      fromMs: rows[7]![0],
      toMs: rows[7]![0],
      nowMs: startMs,
    });
    expect([Number(rows[7]![4]), Number(rows[7]![7]), Number(rows[7]![10]), rows[7]![8]]).toEqual([
      truth!.close,
      truth!.quoteVolume,
      truth!.takerBuyQuoteVolume,
      truth!.tradeCount,
    ]);
  });

  it('keep to startTime, endTime and limit', () => {
    const fromMs = startMs - 3_600_000;
    const rows = get(
      `/api/v3/klines?symbol=PEPEUSDT&interval=5m&startTime=${fromMs}&endTime=${fromMs + 900_000}&limit=1000`,
    ) as Row[];
    expect(rows.map(([openTime]) => openTime - fromMs)).toEqual([0, 300_000, 600_000, 900_000]);
  });
});

describe('weights and refusals', () => {
  it.each([
    ['/api/v3/time', 1],
    ['/api/v3/exchangeInfo', 20],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1', 2],
    ['/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000', 2],
  ])('%s weighs %i', (url, weight) => {
    expect(weightOf(url)).toBe(weight);
  });

  it.each([
    ['1000PEPEUSDT, which is a contract', '/api/v3/klines?symbol=1000PEPEUSDT&interval=1m', -1121],
    ['exchangeInfo of no symbol', '/api/v3/exchangeInfo?symbol=NOPE', -1121],
    ['an interval that is none', '/api/v3/klines?symbol=BTCUSDT&interval=7m', -1120],
    ['no symbol', '/api/v3/klines?interval=1m', -1102],
    ['more than 1,000 rows', '/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1001', -1130],
  ])('%s is refused', (_, url, code) => {
    expect(request(url).status).toBe(400);
    expect(get(url)).toMatchObject({ code });
  });

  it.each(['/fapi/v1/time', '/fapi/v1/klines?symbol=BTCUSDT&interval=1m'])('%s is not here', (url) => {
    expect(request(url).status).toBe(404);
  });

  it('429 above 6,000 a minute in the words of spot, then 418', () => {
    for (let spent = 0; spent < 6_000; spent += 20) expect(request('/api/v3/exchangeInfo').status).toBe(200);
    const refused = request('/api/v3/time');
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    expect(refused.body).toContain('Too much request weight used; current limit is 6000 request weight per 1 MINUTE.');
    for (let ignored = 0; ignored < 10; ignored += 1) request('/api/v3/time');
    expect(request('/api/v3/time').status).toBe(418);
    expect(request('/api/v3/time').body).toMatch(/IP banned until \d+\./);
  });
});

describe('the audit', () => {
  it('reads the truth of spot, without weight', () => {
    wallMs += 200_000;
    const reply = request(`/simulator/klines?symbol=PEPEUSDT&interval=1m&startTime=${startMs}`);
    expect(reply.headers).not.toHaveProperty('x-mbx-used-weight-1m');
    expect((JSON.parse(reply.body) as Row[]).map(([openTime]) => openTime - startMs)).toEqual([0, 60_000, 120_000]);
  });
});
