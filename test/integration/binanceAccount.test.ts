import { once } from 'node:events';
import { filter, NEVER, of, concat, toArray, take } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceExchange, type BinanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import { ExchangeRejectedError, FeedClosedError } from '../../src/domain/errors.js';
import type { SocketEvent } from '../../src/ports/marketData.js';
import { credentials, startAccountServer, type AccountServer } from '../unit/binance/support/accountServer.js';
import { json } from '../unit/binance/support/restServer.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';
import { withResolvers } from '../unit/binance/support/withResolvers.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(options: Partial<BinanceOptions> = {}) {
  const server = await startAccountServer();
  cleanups.push(server.close);
  const exchange = binanceExchange({
    restUrl: server.rest.url,
    streamUrl: server.streams.url,
    marketNow: Date.now,
    retryBaseMs: 1,
    retryCapMs: 2,
    closeTimeoutMs: 50,
    connectSpacingMs: 0,
    accountSettleMs: 0,
    ...options,
  });
  cleanups.push(exchange.close);
  return { server, exchange };
}

/** One connection to the account's stream, with what it says and how it ends. */
function connect(exchange: BinanceExchange) {
  const account = exchange.accountData(credentials);
  const events: SocketEvent[] = [];
  const ended = withResolvers<unknown>();
  const arrived = new Map<number, () => void>();
  const subscription = account.events.connect(concat(of(new Set(['account'])), NEVER)).subscribe({
    next: (event) => {
      events.push(event);
      arrived.get(events.length)?.();
    },
    error: ended.resolve,
    complete: () => ended.resolve('completed'),
  });
  cleanups.push(() => subscription.unsubscribe());
  const eventCount = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (events.length >= count) resolve();
      else arrived.set(count, resolve);
    });
  return { account, events, eventCount, failure: ended.promise, subscription };
}

const paths = ({ rest }: AccountServer): readonly string[] => rest.requests.map((request) => request.split('?')[0]!);

describe('a connection to an account', () => {
  it('gets a listen key, and asks for every event by name', async () => {
    const { server, exchange } = await setUp();
    connect(exchange);
    const { request } = await server.streams.connection();
    expect(server.rest.requests).toEqual(['POST /fapi/v1/listenKey']);
    expect(request.url).toBe(
      '/private/ws?listenKey=canaryListenKey1&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE/ALGO_UPDATE/MARGIN_CALL/ACCOUNT_CONFIG_UPDATE/TRADE_LITE/listenKeyExpired',
    );
  });

  it('says that it is open, that its pings are answered, and what the account is told', async () => {
    const { server, exchange } = await setUp();
    const { account, events, eventCount } = connect(exchange);
    const { socket } = await server.streams.connection();
    await eventCount(2);
    expect(events).toEqual([{ kind: 'socketOpened' }, { kind: 'pong' }]);
    socket.send('{"e":"ACCOUNT_CONFIG_UPDATE","E":2,"T":1,"ai":{"j":true}}');
    await eventCount(3);
    expect(account.events.decode(events[2] as string)).toMatchObject({ kind: 'multiAssetsModeChanged' });
  });

  it('pings every period', async () => {
    const { server, exchange } = await setUp({ pingPeriodMs: 5 });
    const { events, eventCount } = connect(exchange);
    await server.streams.connection();
    await eventCount(5);
    expect(events.slice(1)).toEqual(Array(4).fill({ kind: 'pong' }));
  });

  it('renews its key', async () => {
    const { server, exchange } = await setUp({ listenKeyRenewalMs: 5 });
    connect(exchange);
    const renewed = withResolvers<undefined>();
    server.overrides.set('/fapi/v1/listenKey', (request, response) => {
      if (request.method === 'PUT') renewed.resolve(undefined);
      json({ listenKey: server.listenKey() })(request, response);
    });
    await renewed.promise;
  });

  it('ends when its key is no longer known, so that it is made anew with another', async () => {
    const { server, exchange } = await setUp({ listenKeyRenewalMs: 5 });
    const { failure } = connect(exchange);
    await server.streams.connection();
    server.forgetListenKey();
    expect(await failure).toBeInstanceOf(FeedClosedError);
    expect(await failure).toMatchObject({
      isRetryable: true,
      details: { reason: 'the listen key is no longer valid' },
    });
  });

  it.each([1_790_771_700_000, '1790771700000'])('passes on that its key has expired (E: %j), and ends', async (E) => {
    const { server, exchange } = await setUp();
    const { account, events, failure } = connect(exchange);
    const { socket, closed } = await server.streams.connection();
    socket.send(JSON.stringify({ e: 'listenKeyExpired', E, listenKey: server.listenKey() }));
    expect(await failure).toBeInstanceOf(FeedClosedError);
    expect(await failure).toMatchObject({ isRetryable: true, details: { reason: 'the listen key has expired' } });
    expect(account.events.decode(events.at(-1) as string)).toMatchObject({ kind: 'accountStreamExpired' });
    await closed;
  });

  it('is not ended by an event that only mentions the expiry', async () => {
    const { server, exchange } = await setUp();
    const { events, eventCount } = connect(exchange);
    const { socket } = await server.streams.connection();
    await eventCount(2);
    socket.send(JSON.stringify({ e: 'TRADE_LITE', c: 'listenKeyExpired' }));
    socket.send('{"result":null,"id":1}');
    await eventCount(4);
    expect(events.at(-1)).toBe('{"result":null,"id":1}');
  });

  it('fails with what the exchange says to the keys, without a connection', async () => {
    const { server, exchange } = await setUp();
    server.overrides.set('/fapi/v1/listenKey', json({ code: -2015, msg: 'Invalid API-key, IP, or permissions.' }, 401));
    const { failure } = connect(exchange);
    expect(await failure).toBeInstanceOf(ExchangeRejectedError);
    expect(await failure).toMatchObject({ isRetryable: false, details: { exchangeCode: -2015 } });
  });

  it('leaves its key alone when it ends: the next connection has the same', async () => {
    const { server, exchange } = await setUp();
    for (const _ of [1, 2]) {
      const { subscription } = connect(exchange);
      const { request, closed } = await server.streams.connection();
      expect(request.url).toContain('listenKey=canaryListenKey1&');
      subscription.unsubscribe();
      await closed;
    }
    await exchange.close();
    expect(paths(server)).not.toContain('DELETE /fapi/v1/listenKey');
  });

  it('ends its key with the exchange where that is wanted', async () => {
    const { server, exchange } = await setUp({ deleteListenKeyOnClose: true, closeTimeoutMs: 2_000 });
    connect(exchange);
    await server.streams.connection();
    await exchange.close();
    expect(paths(server).at(-1)).toBe('DELETE /fapi/v1/listenKey');
  });

  it('does not hold up the end when its key cannot be ended', async () => {
    const { server, exchange } = await setUp({ deleteListenKeyOnClose: true, closeTimeoutMs: 20 });
    connect(exchange);
    await server.streams.connection();
    server.overrides.set('/fapi/v1/listenKey', () => undefined);
    await exchange.close();
    expect(paths(server).at(-1)).toBe('DELETE /fapi/v1/listenKey');
  });
});

describe('a connection that waits for its listen key', () => {
  it('says so, and takes no connection from the allowance until it has one', async () => {
    const { server, exchange } = await setUp();
    const answered = withResolvers<() => void>();
    server.overrides.set('/fapi/v1/listenKey', (_, response) =>
      answered.resolve(() => json({ listenKey: 'late' })(_, response)),
    );
    const { events, eventCount } = connect(exchange);
    const answer = await answered.promise;
    await eventCount(1);
    expect(events).toEqual([{ kind: 'waiting' }]);
    expect((await nextOf(exchange.connectionBudget$)).opened).toBe(0);
    answer();
    await server.streams.connection();
    expect((await nextOf(exchange.connectionBudget$)).opened).toBe(1);
  });
});

describe('the account', () => {
  it('is read with signed requests, after the clock of the exchange', async () => {
    const { server, exchange } = await setUp();
    const beforeMs = Date.now();
    const snapshot = await valueOf(exchange.accountData(credentials).fetchAccount());
    expect(snapshot).toMatchObject({
      balances: [{ asset: 'USDT', walletBalance: 500 }],
      positions: [{ symbol: 'BTCUSDT', baseQty: 3, marginMode: 'cross' }],
      openOrders: [{ orderId: '7', side: 'buy', baseQty: 2, isOpen: true }],
      openAlgoOrders: [],
    });
    expect(snapshot.exchangeTimeMs).toBeGreaterThanOrEqual(beforeMs - 1);
    const [first, ...others] = paths(server);
    expect(first).toBe('GET /fapi/v1/time');
    expect(new Set(others)).toEqual(
      new Set([
        'GET /fapi/v3/account',
        'GET /fapi/v3/positionRisk',
        'GET /fapi/v1/openOrders',
        'GET /fapi/v1/openAlgoOrders',
      ]),
    );
    expect(await nextOf(exchange.marketData.budget$)).toMatchObject({ calls: 5, weight: 91 });
  });

  it.each([-30_000, 30_000])(
    'is read by the clock of the exchange when that is %d ms ahead of ours',
    async (aheadMs) => {
      const { server, exchange } = await setUp();
      server.clockAheadMs = aheadMs;
      const account = exchange.accountData(credentials);
      await valueOf(account.fetchAccount());
      expect(paths(server).filter((path) => path === 'GET /fapi/v1/time')).toHaveLength(2);
      expect(server.rest.requests).toHaveLength(2 + 2 * 4);
      await valueOf(account.fetchAccount());
      expect(server.rest.requests).toHaveLength(10 + 5);
    },
  );

  it('is asked for twice and no more while the exchange finds the time wrong', async () => {
    const { server, exchange } = await setUp();
    server.overrides.set('/fapi/v3/account', json({ code: -1021, msg: 'outside of the recvWindow' }, 400));
    const failure = valueOf(exchange.accountData(credentials).fetchAccount()).catch((error: unknown) => error);
    expect(await failure).toMatchObject({
      code: 'EXCHANGE_REJECTED',
      isRetryable: true,
      details: { exchangeCode: -1021 },
    });
    expect(paths(server).filter((path) => path === 'GET /fapi/v3/account')).toHaveLength(2);
  });

  it.each([
    ['/fapi/v3/account', { assets: [{ asset: 'USDT' }] }, 'assets[0].walletBalance'],
    ['/fapi/v3/positionRisk', [{ symbol: 'BTCUSDT', positionAmt: 'many' }], '[0].positionAmt'],
    ['/fapi/v1/openOrders', {}, 'value: expected array'],
    ['/fapi/v1/openAlgoOrders', [{}], '[0].algoId'],
  ])('is not told in part: a wrong row of %s is an error', async (path, body, place) => {
    const { server, exchange } = await setUp({ maxRetries: 0 });
    server.overrides.set(path, json(body));
    const failure = valueOf(exchange.accountData(credentials).fetchAccount()).catch((error: unknown) => error);
    expect(await failure).toMatchObject({ code: 'EXCHANGE_REPLY', isRetryable: true });
    expect(await failure).toHaveProperty('message', expect.stringContaining(place));
  });
});

describe('market and account', () => {
  it('share one allowance of connections', async () => {
    const { server, exchange } = await setUp({ maxConnects: 2, connectWindowMs: 200 });
    const waiting = nextOf(exchange.connectionBudget$.pipe(filter((budget) => budget.waiting === 1)));
    const markets = ['klines', 'prices'] as const;
    for (const feed of markets) {
      const subscription = exchange.marketData[feed].connect(NEVER).subscribe();
      cleanups.push(() => subscription.unsubscribe());
    }
    connect(exchange);
    expect(await waiting).toMatchObject({ opened: 2, inWindow: 2, limit: 2 });
    for (const route of ['/market/stream', '/market/stream', '/private/ws']) {
      const { request } = await server.streams.connection();
      expect(request.url?.split('?')[0]).toBe(route);
    }
    expect(await nextOf(exchange.connectionBudget$)).toMatchObject({ opened: 3, waiting: 0 });
  });

  it('are pinged alike, but only the account tells of pongs', async () => {
    const { server, exchange } = await setUp({ pingPeriodMs: 5 });
    const events = valueOf(exchange.marketData.klines.connect(NEVER).pipe(take(2), toArray()));
    const { socket } = await server.streams.connection();
    for (let count = 0; count < 3; count += 1) await once(socket, 'ping');
    socket.send('frame');
    expect(await events).toEqual([{ kind: 'socketOpened' }, Buffer.from('frame')]);
  });
});
