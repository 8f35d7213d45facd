import { once } from 'node:events';
import { filter, VirtualTimeScheduler } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceMarketData, type BinanceMarketData, type BinanceOptions } from '../../src/adapters/binance/index.js';
import {
  ExchangeRejectedError,
  ExchangeReplyError,
  ExchangeUnreachableError,
  RateLimitedError,
} from '../../src/domain/errors.js';
import type { BadFrame } from '../../src/domain/feed.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import type { KlineQuery, RestBudget } from '../../src/ports/marketData.js';
import { startConnectProxy } from '../unit/binance/support/connectProxy.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';
import { withResolvers } from '../unit/binance/support/withResolvers.js';
import { json, raw, startRestServer, type Handler } from '../unit/binance/support/restServer.js';

const query: KlineQuery = { symbol: instrumentSymbol('币安人生USDT'), interval: '1m', limit: 499 };
const time = json({ serverTime: 1_790_770_782_215 });
const html = '<!doctype html><html><head><title>502 Bad Gateway</title></head></html>';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function client(restUrl: string, options: Partial<BinanceOptions> = {}): BinanceMarketData {
  const marketData = binanceMarketData({
    restUrl,
    streamUrl: 'ws://127.0.0.1:9',
    marketNow: () => 1_790_770_000_000,
    retryBaseMs: 1,
    retryCapMs: 2,
    ...options,
  });
  cleanups.push(marketData.close);
  return marketData;
}

async function setUp(handlers: readonly Handler[], options: Partial<BinanceOptions> = {}) {
  const server = await startRestServer(...handlers);
  cleanups.push(server.close);
  return { server, marketData: client(server.url, options) };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const timeOf = ({ fetchServerTime }: BinanceMarketData) => valueOf(fetchServerTime());
const budgetOf = ({ budget$ }: BinanceMarketData): Promise<RestBudget> => nextOf(budget$);

describe('a request', () => {
  it('is encoded, weighed and answered in the words of the domain', async () => {
    const row = [1_790_769_960_000, '1', '2', '1', '2', '5', 1_790_770_019_999, '9', 3, '2', '3', '0'];
    const { server, marketData } = await setUp([json([row], 200, { 'x-mbx-used-weight-1m': '37' })]);
    const klines = await valueOf(marketData.fetchKlines({ ...query, fromMs: 1_790_769_960_000 }));
    expect(klines).toMatchObject([{ symbol: '币安人生USDT', openTimeMs: 1_790_769_960_000, isClosed: false }]);
    expect(server.requests).toEqual([
      'GET /fapi/v1/klines?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&interval=1m&startTime=1790769960000&limit=499',
    ]);
    expect(await budgetOf(marketData)).toMatchObject({ calls: 1, weight: 2, usedWeight: 37, limitWeight: 2_400 });
  });

  it('for the time carries the instants between which it was answered', async () => {
    const { marketData } = await setUp([time]);
    const before = Date.now();
    const sample = await timeOf(marketData);
    expect(sample.serverTimeMs).toBe(1_790_770_782_215);
    expect(sample.sentAtMs).toBeGreaterThanOrEqual(before);
    expect(sample.receivedAtMs).toBeGreaterThanOrEqual(sample.sentAtMs);
  });

  it('for a list drops what cannot be read, and tells of it', async () => {
    const ticker = { symbol: 'A', lastPrice: '1', openPrice: '1', volume: '1', quoteVolume: '1', count: 1 };
    const badRows: BadFrame[] = [];
    const { marketData } = await setUp([json([ticker, { ...ticker, lastPrice: null }, 5])], {
      onBadRow: (row) => badRows.push(row),
    });
    expect(await valueOf(marketData.fetchTickers24h())).toHaveLength(1);
    expect(badRows.map(({ reason }) => reason)).toEqual([
      '[1].lastPrice: expected string, found null',
      '[2]: expected object, found 5',
    ]);
  });

  it('asks nothing before it is subscribed, and again each time it is', async () => {
    const { server, marketData } = await setUp([time]);
    const time$ = marketData.fetchServerTime();
    expect(server.requests).toHaveLength(0);
    await valueOf(time$);
    await valueOf(time$);
    expect(server.requests).toHaveLength(2);
  });

  it('for too many klines is a mistake of the caller, not of the exchange', async () => {
    const { server, marketData } = await setUp([time]);
    const failure = await failureOf(valueOf(marketData.fetchKlines({ ...query, limit: 1_501 })));
    expect(failure).toBeInstanceOf(RangeError);
    expect(server.requests).toHaveLength(0);
  });
});

describe('a failure', () => {
  it.each([
    ['an HTML page', raw(html, 502), 502, 'an HTML page "502 Bad Gateway"'],
    ['an HTML page that says 200', raw(html), 200, 'an HTML page "502 Bad Gateway"'],
    ['truncated JSON', raw('{"serverTime":17907'), 200, /^JSON that breaks off or is damaged, 19 characters/],
    ['an empty body', raw(''), 200, 'an empty body'],
    ['text', raw('upstream connect error', 503), 503, /^text that is no JSON.*"upstream connect error"$/],
    ['JSON of another shape', json({ serverTime: 'noon' }), 200, 'serverTime: expected number, found "noon"'],
    ['JSON of no shape', json(null), 200, 'value: expected object, found null'],
    ['a 5xx with JSON', json({ message: 'oops' }, 500), 500, /^JSON, 18 characters/],
  ])('%s is an ExchangeReplyError that says so, after the retries', async (_, handler, httpStatus, found) => {
    const { server, marketData } = await setUp([handler], { maxRetries: 2 });
    const failure = await failureOf(timeOf(marketData));
    expect(failure).toBeInstanceOf(ExchangeReplyError);
    expect(failure).toMatchObject({
      details: { httpStatus, url: `${server.url}/fapi/v1/time`, found: expect.stringMatching(found) as string },
      message: expect.stringContaining(`answered HTTP ${httpStatus}, but not as promised: `) as string,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('that the exchange names is an ExchangeRejectedError, and final when it is our fault', async () => {
    const { server, marketData } = await setUp([json({ code: -1121, msg: 'Invalid symbol.' }, 400)]);
    const failure = await failureOf(valueOf(marketData.fetchKlines(query)));
    expect(failure).toBeInstanceOf(ExchangeRejectedError);
    expect(failure).toMatchObject({
      details: { exchangeCode: -1_121, httpStatus: 400 },
      message: expect.stringMatching(/refused with code -1121: Invalid symbol\.$/) as string,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('that the exchange names with a 5xx is tried again', async () => {
    const { server, marketData } = await setUp([json({ code: -1008, msg: 'Request throttled' }, 503), time]);
    expect(await timeOf(marketData)).toMatchObject({ serverTimeMs: 1_790_770_782_215 });
    expect(server.requests).toHaveLength(2);
  });

  it('in the rows of an answer names the row', async () => {
    const { marketData } = await setUp([json([[1, 2]])]);
    const failure = await failureOf(valueOf(marketData.fetchKlines(query)));
    expect(failure).toBeInstanceOf(ExchangeReplyError);
    expect(failure).toMatchObject({ message: expect.stringContaining('not as promised: row 0') as string });
  });

  it('of every row of a list is a failure of the list', async () => {
    const { marketData } = await setUp([json({ symbols: [{ symbol: 'A' }] })]);
    const failure = await failureOf(valueOf(marketData.fetchInstruments()));
    expect(failure).toMatchObject({
      code: 'EXCHANGE_REPLY',
      details: { found: expect.stringMatching(/^symbols\[0\]/) as string },
    });
  });

  it('to answer in time is an ExchangeUnreachableError, and lets go of the connection', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const hang: Handler = (request) => {
      closed = once(request.socket, 'close');
    };
    const { marketData } = await setUp([hang], { requestTimeoutMs: 50, maxRetries: 0 });
    const failure = await failureOf(timeOf(marketData));
    expect(failure).toBeInstanceOf(ExchangeUnreachableError);
    expect(failure).toMatchObject({ details: { reason: 'no whole answer within 50 ms' } });
    await closed;
  });

  it('in the middle of a body is an ExchangeUnreachableError', async () => {
    const { marketData } = await setUp(
      [
        (_, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('{"serverTime":1', () => response.destroy());
        },
      ],
      { maxRetries: 0 },
    );
    expect(await failureOf(timeOf(marketData))).toBeInstanceOf(ExchangeUnreachableError);
  });

  it('of the connection itself is an ExchangeUnreachableError, and passes when the exchange is back', async () => {
    const reset: Handler = (request) => request.socket.resetAndDestroy();
    const { server, marketData } = await setUp([reset, reset, time]);
    expect(await timeOf(marketData)).toMatchObject({ serverTimeMs: 1_790_770_782_215 });
    expect(server.requests).toHaveLength(3);
  });

  it('of a closed port says why', async () => {
    const closedPort = await startRestServer(time);
    await closedPort.close();
    const failure = await failureOf(timeOf(client(closedPort.url, { maxRetries: 1 })));
    expect(failure).toBeInstanceOf(ExchangeUnreachableError);
    expect(failure).toMatchObject({ message: expect.stringMatching(/^no answer from .*: .*ECONNREFUSED/) as string });
  });
});

describe('too many requests', () => {
  const tooMany = { code: -1_003, msg: 'Too many requests; current limit of IP(203.0.113.7) is 2400 per minute.' };
  const banned = (untilMs: number) => ({
    code: -1_003,
    msg: `Way too many requests; IP(203.0.113.7) banned until ${untilMs}. Please use the websocket.`,
  });

  /** Real sockets, but the governor's time stands still until `pass` lets it go on to an instant. */
  async function setUpInVirtualTime(...handlers: readonly Handler[]) {
    const scheduler = new VirtualTimeScheduler();
    const options = { scheduler, requestTimeoutMs: 1_000_000_000, maxBlockMs: 300_000 };
    const { server, marketData } = await setUp(handlers, options);
    const pass = (untilMs: number): void => {
      scheduler.maxFrames = untilMs;
      scheduler.flush();
    };
    const blocked = (): Promise<RestBudget> =>
      nextOf(marketData.budget$.pipe(filter(({ blockedUntilMs }) => blockedUntilMs > 0)));
    return { server, marketData, pass, blocked };
  }

  it('are waited out as Retry-After says, by every request, and then repeated', async () => {
    const { server, marketData, pass, blocked } = await setUpInVirtualTime(
      json(tooMany, 429, { 'retry-after': '7', 'x-mbx-used-weight-1m': '2401' }),
      time,
    );
    const first = timeOf(marketData);
    expect(await blocked()).toMatchObject({ blockedUntilMs: 7_000, rateLimited: 1 });
    const second = timeOf(marketData);
    pass(6_999);
    expect(await budgetOf(marketData)).toMatchObject({ waiting: 2, calls: 1 });
    pass(7_000);
    await Promise.all([first, second]);
    expect(server.requests).toHaveLength(3);
  });

  it('without Retry-After are waited out until the next minute of the exchange', async () => {
    const { marketData, pass, blocked } = await setUpInVirtualTime(json(tooMany, 429), time);
    const answer = timeOf(marketData);
    const { blockedUntilMs } = await blocked();
    expect(blockedUntilMs).toBeGreaterThan(0);
    expect(blockedUntilMs).toBeLessThanOrEqual(60_000);
    pass(60_000);
    expect(await answer).toMatchObject({ serverTimeMs: 1_790_770_782_215 });
  });

  it('that earn a ban stop everything until it is over', async () => {
    const untilMs = Date.now() + 200_000;
    const { server, marketData, pass, blocked } = await setUpInVirtualTime(json(banned(untilMs), 418), time);
    const answer = timeOf(marketData);
    const { blockedUntilMs } = await blocked();
    expect(blockedUntilMs).toBeGreaterThan(150_000);
    expect(blockedUntilMs).toBeLessThanOrEqual(202_000);
    pass(150_000);
    expect(server.requests).toHaveLength(1);
    pass(202_000);
    await answer;
    expect(server.requests).toHaveLength(2);
  });

  it('that earn a long ban fail every request with the instant of its end', async () => {
    const { server, marketData } = await setUpInVirtualTime(json(banned(Date.now() + 86_400_000), 418));
    const failure = await failureOf(timeOf(marketData));
    expect(failure).toBeInstanceOf(RateLimitedError);
    expect(failure).toMatchObject({ details: { httpStatus: 418 } });
    expect(await failureOf(timeOf(marketData))).toBeInstanceOf(RateLimitedError);
    expect(server.requests).toHaveLength(1);
  });

  it('that do not end are reported after the retries', async () => {
    const { server, marketData } = await setUp([json(tooMany, 429, { 'retry-after': '0' })], { maxRetries: 2 });
    expect(await failureOf(timeOf(marketData))).toBeInstanceOf(RateLimitedError);
    expect(server.requests).toHaveLength(3);
  });
});

describe('unsubscribing', () => {
  it('takes a waiting request out of the queue, and aborts one under way', async () => {
    const underWay = withResolvers<{ closed: Promise<unknown> }>();
    const hang: Handler = (request) => underWay.resolve({ closed: once(request.socket, 'close') });
    const { server, marketData } = await setUp([hang], { maxConcurrentRequests: 1 });
    const first = marketData.fetchServerTime().subscribe();
    const waiting = marketData.fetchServerTime().subscribe();
    const { closed } = await underWay.promise;
    waiting.unsubscribe();
    expect(await budgetOf(marketData)).toMatchObject({ waiting: 0, calls: 1 });
    first.unsubscribe();
    await closed;
    expect(server.requests).toHaveLength(1);
  });
});

describe('through a proxy', () => {
  it('requests travel in a tunnel', async () => {
    const proxy = await startConnectProxy();
    cleanups.push(proxy.close);
    const { server, marketData } = await setUp([time], { restProxyUrl: proxy.url });
    await timeOf(marketData);
    expect(proxy.tunnels).toEqual([new URL(server.url).host]);
  });

  it.each([407, 502])('that answers %d the failure names the proxy, without its password', async (status) => {
    const proxy = await startConnectProxy(status);
    cleanups.push(proxy.close);
    const { marketData } = await setUp([time], { restProxyUrl: proxy.url, maxRetries: 0 });
    const failure = await failureOf(timeOf(marketData));
    expect(failure).toBeInstanceOf(ExchangeUnreachableError);
    const { message } = failure as ExchangeUnreachableError;
    expect(message).toContain(`through the proxy ${new URL(proxy.url).host}: `);
    expect(message).toContain(String(status));
    expect(message).not.toContain('hunter2');
  });
});

describe('close', () => {
  it('ends requests under way and every connection', async () => {
    const arrived = withResolvers<{ closed: Promise<unknown> }>();
    const { marketData } = await setUp([(request) => arrived.resolve({ closed: once(request.socket, 'close') })], {
      maxRetries: 0,
    });
    const failure = failureOf(timeOf(marketData));
    const { closed } = await arrived.promise;
    await marketData.close();
    expect(await failure).toBeInstanceOf(ExchangeUnreachableError);
    await closed;
  });
});
