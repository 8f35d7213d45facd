import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../src/simulator/market.js';
import { marketClock } from '../../../src/simulator/marketClock.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { RateLimiter } from '../../../src/simulator/rateLimiter.js';
import { restApi, type RestReply } from '../../../src/simulator/rest/restApi.js';
import { RollingDays } from '../../../src/simulator/rollingDay.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

const market = syntheticMarket({ seed: 1 });
const view = new MarketView(market);
const days = new RollingDays(view);
const { startMs } = market;
const wallStartMs = 1_000 * minuteMs;
let wallMs = wallStartMs;
let request: (url: string, method?: string) => RestReply;

beforeEach(() => {
  wallMs = wallStartMs;
  const wallNowMs = (): number => wallMs;
  const limiter = new RateLimiter({ wallNowMs });
  const clock = marketClock({ startMs, speed: 10, wallNowMs });
  const answer = restApi({ view, days, clock, limiter, stats: () => ({ finals: 3 }) });
  request = (url, method = 'GET') => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    return answer({ method, path: pathname, query: searchParams, clientAddress: '203.0.113.7' });
  };
});

const get = (url: string): unknown => JSON.parse(request(url).body);
const weightOf = (url: string): number => {
  const before = Number(request('/fapi/v1/ping').headers['x-mbx-used-weight-1m']);
  return Number(request(url).headers['x-mbx-used-weight-1m']) - before;
};

describe('shapes', () => {
  it('ping and time', () => {
    wallMs += 1_500;
    expect(get('/fapi/v1/ping')).toEqual({});
    expect(get('/fapi/v1/time')).toEqual({ serverTime: startMs + 15_000 });
  });

  it('exchangeInfo', () => {
    const info = get('/fapi/v1/exchangeInfo') as { symbols: object[]; rateLimits: object[]; serverTime: number };
    expect(info).toMatchObject({
      timezone: 'UTC',
      futuresType: 'U_MARGINED',
      serverTime: startMs,
      exchangeFilters: [],
    });
    expect(info.rateLimits[0]).toEqual({
      rateLimitType: 'REQUEST_WEIGHT',
      interval: 'MINUTE',
      intervalNum: 1,
      limit: 2_400,
    });
    expect(info.symbols).toHaveLength(market.instruments.length);
    expect(info.symbols[0]).toMatchInlineSnapshot(`
      {
        "baseAsset": "BTC",
        "baseAssetPrecision": 8,
        "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000,
        "filters": [
          {
            "filterType": "PRICE_FILTER",
            "maxPrice": "4529764",
            "minPrice": "0.10",
            "tickSize": "0.10",
          },
          {
            "filterType": "LOT_SIZE",
            "maxQty": "100000000",
            "minQty": "0.001",
            "stepSize": "0.001",
          },
          {
            "filterType": "MARKET_LOT_SIZE",
            "maxQty": "10000000",
            "minQty": "0.001",
            "stepSize": "0.001",
          },
          {
            "filterType": "MAX_NUM_ORDERS",
            "limit": 200,
          },
          {
            "filterType": "MIN_NOTIONAL",
            "notional": "50",
          },
          {
            "filterType": "PERCENT_PRICE",
            "multiplierDecimal": "4",
            "multiplierDown": "0.9500",
            "multiplierUp": "1.0500",
          },
          {
            "filterType": "POSITION_RISK_CONTROL",
            "positionControlSide": "NONE",
          },
        ],
        "liquidationFee": "0.012500",
        "maintMarginPercent": "2.5000",
        "marginAsset": "USDT",
        "marketTakeBound": "0.05",
        "maxMoveOrderLimit": 10000,
        "onboardDate": 1567962000000,
        "orderTypes": [
          "LIMIT",
          "MARKET",
          "STOP",
          "STOP_MARKET",
          "TAKE_PROFIT",
          "TAKE_PROFIT_MARKET",
          "TRAILING_STOP_MARKET",
        ],
        "pair": "BTCUSDT",
        "permissionSets": [
          "GRID",
          "COPY",
        ],
        "pricePrecision": 2,
        "quantityPrecision": 3,
        "quoteAsset": "USDT",
        "quotePrecision": 8,
        "requiredMarginPercent": "5.0000",
        "settlePlan": 0,
        "status": "TRADING",
        "symbol": "BTCUSDT",
        "timeInForce": [
          "GTC",
          "IOC",
          "FOK",
          "GTX",
          "GTD",
          "RPI",
        ],
        "triggerProtect": "0.0500",
        "underlyingSubType": [],
        "underlyingType": "COIN",
      }
    `);
  });

  it('klines', () => {
    expect(get('/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=2')).toMatchInlineSnapshot(`
      [
        [
          1769900400000,
          "91939.50",
          "92582.40",
          "91886.30",
          "92475.70",
          "4773.217",
          1769903999999,
          "440590271.52810",
          170652,
          "2637.781",
          "243483130.12800",
          "0",
        ],
        [
          1769904000000,
          "92475.60",
          "92475.60",
          "92475.60",
          "92475.60",
          "0.000",
          1769907599999,
          "0.00000",
          0,
          "0.000",
          "0.00000",
          "0",
        ],
      ]
    `);
  });

  it('ticker/24hr', () => {
    expect(get('/fapi/v1/ticker/24hr?symbol=ETHUSDT')).toMatchInlineSnapshot(`
      {
        "closeTime": 1769904000000,
        "count": 2408006,
        "firstId": 29496960000000,
        "highPrice": "2952.45",
        "lastId": 29498400000000,
        "lastPrice": "2937.81",
        "lastQty": "0.01",
        "lowPrice": "2791.03",
        "openPrice": "2900.15",
        "openTime": 1769817600000,
        "priceChange": "37.66",
        "priceChangePercent": "1.299",
        "quoteVolume": "6032327780.07750",
        "symbol": "ETHUSDT",
        "volume": "2103611.73",
        "weightedAvgPrice": "2867.61",
      }
    `);
    const all = get('/fapi/v1/ticker/24hr') as { symbol: string }[];
    expect(all).toHaveLength(market.instruments.length - 3);
  });

  it('ticker/bookTicker: at least one step around the last price, wider where less is traded', () => {
    expect(get('/fapi/v1/ticker/bookTicker?symbol=ETHUSDT')).toMatchInlineSnapshot(`
      {
        "askPrice": "2937.83",
        "askQty": "21.04",
        "bidPrice": "2937.79",
        "bidQty": "21.04",
        "symbol": "ETHUSDT",
        "time": 1769904000000,
      }
    `);
    const spreadOf = (symbol: string): number => {
      const { bidPrice, askPrice } = get(`/fapi/v1/ticker/bookTicker?symbol=${symbol}`) as Record<string, string>;
      return 1 - Number(bidPrice) / Number(askPrice);
    };
    const spreads = ['BTCUSDT', 'ADAUSDT', 'QUIET1USDT'].map(spreadOf);
    expect(spreads).toEqual(spreads.toSorted((a, b) => a - b));
    expect(spreads[0]).toBeGreaterThan(0);
    expect(spreads[2]).toBeLessThan(0.05);
    expect(get('/fapi/v1/ticker/bookTicker?symbol=DEAD1USDT')).toMatchObject({
      bidPrice: expect.stringMatching(/^0\.0+$/) as string,
      askPrice: expect.stringMatching(/^0\.0+$/) as string,
    });
    expect(get('/fapi/v1/ticker/bookTicker')).toHaveLength(market.instruments.length - 3);
  });

  it.each(['/fapi/v1/ticker/price', '/fapi/v2/ticker/price'])('%s', (path) => {
    const one = get(`${path}?symbol=ETHUSDT`);
    expect(one).toEqual({ symbol: 'ETHUSDT', price: expect.stringMatching(/^\d+\.\d\d$/) as string, time: startMs });
    expect(get(path)).toContainEqual(one);
  });

  it('premiumIndex', () => {
    expect(get('/fapi/v1/premiumIndex?symbol=BTCUSDT')).toEqual({
      symbol: 'BTCUSDT',
      markPrice: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      indexPrice: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      estimatedSettlePrice: expect.stringMatching(/^\d+\.\d{8}$/) as string,
      lastFundingRate: expect.stringMatching(/^-?0\.\d{8}$/) as string,
      interestRate: '0.00010000',
      nextFundingTime: startMs + 8 * 60 * minuteMs,
      time: startMs,
    });
    expect(get('/fapi/v1/premiumIndex?symbol=BTCUSDT_261225')).toMatchObject({
      lastFundingRate: '',
      nextFundingTime: 0,
    });
  });

  it('finds symbols beyond ASCII', () => {
    const rows = get(`/fapi/v1/klines?symbol=${encodeURIComponent('币安人生USDT')}&interval=1m&limit=3`);
    expect(rows).toHaveLength(3);
  });

  it('the audit’s endpoints cost nothing', () => {
    expect(request('/simulator/clock').headers).not.toHaveProperty('x-mbx-used-weight-1m');
    expect(get('/simulator/clock')).toEqual({
      nowMs: startMs,
      startMs,
      endMs: null,
      speed: 10,
      startedAtMs: wallStartMs,
      market: 'synthetic market, seed 1',
    });
    expect(get('/simulator/stats')).toEqual({ finals: 3 });
    expect(request('/simulator/nothing').status).toBe(404);
  });
});

describe('klines', () => {
  type Row = [number, string, string, string, string, string, number, string, number, string, string, string];
  const klines = (query: string): Row[] => get(`/fapi/v1/klines?symbol=BTCUSDT&interval=5m&${query}`) as Row[];
  const minutes = (rows: readonly Row[]): number[] => rows.map(([openTime]) => (openTime - startMs) / minuteMs);
  const at = (minute: number): number => startMs + minute * minuteMs;

  it('are the newest 500 when nothing else is asked, the last one still open', () => {
    wallMs += 30_000;
    const rows = klines('');
    expect(rows).toHaveLength(500);
    expect(minutes(rows.slice(-2))).toEqual([0, 5]);
    expect(rows.at(-1)![6]).toBeGreaterThan(startMs + 300_000);
  });

  it('go on from startTime', () => {
    wallMs += 90_000;
    expect(minutes(klines(`startTime=${at(-10)}&limit=3`))).toEqual([-10, -5, 0]);
    expect(minutes(klines(`startTime=${at(0)}`))).toEqual([0, 5, 10, 15]);
    expect(minutes(klines(`startTime=${at(100)}`))).toEqual([]);
  });

  it('end with endTime', () => {
    expect(minutes(klines(`endTime=${at(-1)}&limit=2`))).toEqual([-10, -5]);
    expect(minutes(klines(`startTime=${at(-20)}&endTime=${at(-10)}`))).toEqual([-20, -15, -10]);
    expect(minutes(klines(`startTime=${at(-20)}&endTime=${at(-10)}&limit=2`))).toEqual([-20, -15]);
  });

  it('are the same for everyone: REST, audit and the kline that was open before', () => {
    wallMs += 30_000;
    const [closed] = klines(`startTime=${at(0)}&limit=1`);
    expect(get(`/simulator/klines?symbol=BTCUSDT&interval=5m&startTime=${at(0)}&endTime=${at(5)}`)).toEqual([closed]);
    expect(closed!.slice(1, 5).every((price) => /^\d+\.\d\d$/.test(String(price)))).toBe(true);
  });

  it('before the listing do not exist', () => {
    expect(get('/fapi/v1/klines?symbol=YOUNG1USDT&interval=15m&limit=499')).toHaveLength(5);
    expect(get('/fapi/v1/klines?symbol=SOON1USDT&interval=15m')).toEqual([]);
  });
});

describe('weights', () => {
  it.each([
    ['/fapi/v1/ping', 1],
    ['/fapi/v1/time', 1],
    ['/fapi/v1/exchangeInfo', 1],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=99', 1],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=100', 2],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=499', 2],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m', 5],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1000', 5],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1001', 10],
    ['/fapi/v1/ticker/24hr?symbol=BTCUSDT', 1],
    ['/fapi/v1/ticker/24hr', 40],
    ['/fapi/v1/ticker/bookTicker?symbol=BTCUSDT', 2],
    ['/fapi/v1/ticker/bookTicker', 5],
    ['/fapi/v1/ticker/price?symbol=BTCUSDT', 1],
    ['/fapi/v2/ticker/price', 2],
    ['/fapi/v1/premiumIndex?symbol=BTCUSDT', 1],
    ['/fapi/v1/premiumIndex', 10],
    ['/fapi/v3/account', 5],
    ['/fapi/v2/balance', 5],
    ['/fapi/v3/balance', 5],
    ['/fapi/v3/positionRisk', 5],
    ['/fapi/v1/openOrders', 40],
    ['/fapi/v1/openOrders?symbol=BTCUSDT', 1],
    ['/fapi/v1/openAlgoOrders', 40],
    ['/fapi/v1/openAlgoOrders?symbol=BTCUSDT', 1],
    ['/fapi/v1/accountConfig', 5],
    ['/fapi/v1/symbolConfig', 5],
    ['/fapi/v1/unknown', 1],
  ])('%s weighs %d', (url, weight) => {
    expect(weightOf(url)).toBe(weight);
  });

  it('answers 429 above the limit, then 418 to those who go on', () => {
    for (let call = 0; call < 60; call += 1) expect(request('/fapi/v1/ticker/24hr').status).toBe(200);
    wallMs += 20_500;
    const refused = request('/fapi/v1/ping');
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('40');
    expect(JSON.parse(refused.body)).toEqual({
      code: -1003,
      msg: 'Too many requests; current limit of IP(203.0.113.7) is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.',
    });
    for (let call = 0; call < 9; call += 1) expect(request('/fapi/v1/ping').status).toBe(429);
    const banned = request('/fapi/v1/ping');
    expect(banned.status).toBe(418);
    expect(banned.headers['retry-after']).toBe('120');
    expect((JSON.parse(banned.body) as { msg: string }).msg).toBe(
      `Way too many requests; IP(203.0.113.7) banned until ${wallMs + 120_000}. Please use the websocket for live updates to avoid bans.`,
    );
    expect(request('/simulator/clock').status).toBe(200);
  });
});

describe('refusals', () => {
  it.each([
    ['/fapi/v1/klines?interval=1m', -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    [
      '/fapi/v1/klines?symbol=&interval=1m',
      -1102,
      "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    ],
    [
      '/fapi/v1/klines?symbol=BTCUSDT',
      -1102,
      "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.",
    ],
    ['/fapi/v1/klines?symbol=NOPEUSDT&interval=1m', -1121, 'Invalid symbol.'],
    ['/fapi/v1/klines?symbol=btcusdt&interval=1m', -1121, 'Invalid symbol.'],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1s', -1120, 'Invalid interval.'],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1501', -1130, "Data sent for parameter 'limit' is not valid."],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=0', -1130, "Data sent for parameter 'limit' is not valid."],
    [
      '/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=x',
      -1100,
      "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.",
    ],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=2&endTime=1', -1023, 'Start time is greater than end time.'],
    ['/fapi/v1/ticker/24hr?symbol=NOPE', -1121, 'Invalid symbol.'],
    ['/fapi/v1/premiumIndex?symbol=SOON1USDT', -1121, 'Invalid symbol.'],
    ['/simulator/klines?symbol=NOPE&interval=1m', -1121, 'Invalid symbol.'],
  ])('%s is %d', (url, code, msg) => {
    const reply = request(url);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toEqual({ code, msg });
  });

  it('unknown paths and methods are 404', () => {
    expect(request('/fapi/v1/unknown').status).toBe(404);
    expect(request('/fapi/v1/klines', 'POST').status).toBe(404);
    expect(request('/').headers['content-type']).toBe('text/html');
  });
});
