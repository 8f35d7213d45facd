import { inspect } from 'node:util';
import { Subscription, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import { Decimal } from '../../src/domain/decimal.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import { orderRef, type ClientOrderId, type OrderEvent, type OrderRequest } from '../../src/domain/order.js';
import { canary, credentials, startAccountServer } from '../unit/binance/support/accountServer.js';
import { json, raw, type Handler } from '../unit/binance/support/restServer.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const orderPath = '/fapi/v1/order';
const algoPath = '/fapi/v1/algoOrder';
const tradesPath = '/fapi/v1/userTrades';
const common = {
  clientOrderId: 'cw-1/a:b-e' as ClientOrderId,
  symbol: instrumentSymbol('BTCUSDT'),
  side: 'buy',
} as const;
const order = { ...common, type: 'market', baseQty: Decimal.of('0.0000001'), isReduceOnly: false } as const;
const stop = {
  ...order,
  side: 'sell',
  type: 'stopMarket',
  triggerPrice: Decimal.of('1e-7'),
  isReduceOnly: true,
} as const;

const taken = {
  ...{ orderId: 7, symbol: 'BTCUSDT', status: 'NEW', clientOrderId: order.clientOrderId },
  ...{ origQty: '0.0000001', executedQty: '0', updateTime: 1790771372500 },
};

async function setUp(options: Partial<BinanceOptions> = {}) {
  const server = await startAccountServer();
  cleanups.push(server.close);
  const exchange = binanceExchange({
    restUrl: server.rest.url,
    streamUrl: server.streams.url,
    marketNow: Date.now,
    retryBaseMs: 1,
    retryCapMs: 2,
    requestTimeoutMs: 200,
    ...options,
  });
  cleanups.push(exchange.close);
  const gateway = exchange.orderGateway(credentials);
  const told: OrderEvent[] = [];
  const listening = new Subscription();
  listening.add(gateway.events$.subscribe((event) => told.push(event)));
  cleanups.push(() => listening.unsubscribe());
  /** Method, path and what was sent, without what proves who asks. */
  const sent = (): string[] =>
    server.rest.requests.map((line) => decodeURIComponent(line.replace(/[?&]recvWindow=.*/, '')));
  return { server, exchange, gateway, told, sent };
}

const eventsOf = (event$: ReturnType<Awaited<ReturnType<typeof setUp>>['gateway']['submit']>) =>
  valueOf(event$.pipe(toArray()));

/** One after the other; the last stays. */
const inTurn = (...handlers: readonly Handler[]): Handler => {
  let next = 0;
  return (request, response) => {
    handlers[Math.min(next, handlers.length - 1)]!(request, response);
    next += 1;
  };
};
const refusal = (code: number, status = 400): Handler => json({ code, msg: 'Some words.' }, status);

describe('an order on the wire', () => {
  it.each<[string, OrderRequest, string]>([
    [
      'at market',
      order,
      `${orderPath}?symbol=BTCUSDT&side=BUY&quantity=0.0000001&type=MARKET&newClientOrderId=cw-1/a:b-e&newOrderRespType=ACK`,
    ],
    [
      'at a limit, that only reduces',
      { ...order, type: 'limit', price: Decimal.of('83000.10'), timeInForce: 'gtx', isReduceOnly: true },
      `${orderPath}?symbol=BTCUSDT&side=BUY&quantity=0.0000001&reduceOnly=true&type=LIMIT&price=83000.1&timeInForce=GTX&newClientOrderId=cw-1/a:b-e&newOrderRespType=ACK`,
    ],
    [
      'that is a stop',
      stop,
      `${algoPath}?symbol=BTCUSDT&side=SELL&quantity=0.0000001&reduceOnly=true&algoType=CONDITIONAL&type=STOP_MARKET&triggerPrice=0.0000001&workingType=CONTRACT_PRICE&clientAlgoId=cw-1/a:b-e`,
    ],
    [
      'that is a target',
      { ...stop, type: 'takeProfitMarket' },
      `${algoPath}?symbol=BTCUSDT&side=SELL&quantity=0.0000001&reduceOnly=true&algoType=CONDITIONAL&type=TAKE_PROFIT_MARKET&triggerPrice=0.0000001&workingType=CONTRACT_PRICE&clientAlgoId=cw-1/a:b-e`,
    ],
  ])('%s', async (_, request, line) => {
    const { server, gateway, sent } = await setUp();
    server.overrides.set(orderPath, json(taken));
    server.overrides.set(algoPath, json({ ...taken, algoId: 9, clientAlgoId: 'x', algoStatus: 'NEW' }));
    expect(await eventsOf(gateway.submit(request))).toMatchObject([
      { kind: 'acknowledged', clientOrderId: order.clientOrderId, exchangeTimeMs: 1790771372500 },
    ]);
    expect(sent()).toEqual([`POST ${line}`]);
  });
});

describe('an order whose outcome is not known', () => {
  it.each<[string, Handler]>([
    ['no answer in time', () => undefined],
    ['a connection that is cut', ({ socket }) => socket.destroy()],
    ['503', refusal(-1000, 503)],
    ['408', refusal(-1007, 408)],
    ['an error page', raw('<title>502</title>', 502)],
    ['an answer that breaks off', raw('{"orderId":7')],
  ])('is unknown, and is not sent again: %s', async (_, handler) => {
    const { server, gateway, told, sent } = await setUp();
    for (const path of [orderPath, algoPath]) server.overrides.set(path, handler);
    for (const request of [order, stop]) {
      expect((await eventsOf(gateway.submit(request))).map(({ kind }) => kind)).toEqual(['unknown']);
      expect((await eventsOf(gateway.cancel(orderRef(request)))).map(({ kind }) => kind)).toEqual(['unknown']);
    }
    expect(sent().map((line) => line.replace(/\?.*/, ''))).toEqual([
      `POST ${orderPath}`,
      `DELETE ${orderPath}`,
      `POST ${algoPath}`,
      `DELETE ${algoPath}`,
    ]);
    expect(told.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  it('an exchange that nobody reaches leaves it unknown', async () => {
    const { server, gateway } = await setUp();
    await server.rest.close();
    cleanups.shift();
    cleanups.unshift(server.streams.close);
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('an order that is refused', () => {
  it('for its time alone goes out once more, when the clock is right', async () => {
    const { server, gateway, sent } = await setUp();
    server.overrides.set(orderPath, inTurn(refusal(-1021), json(taken)));
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'acknowledged' }]);
    expect(sent().map((line) => line.replace(/\?.*/, ''))).toEqual([
      `POST ${orderPath}`,
      'GET /fapi/v1/time',
      `POST ${orderPath}`,
    ]);
  });

  it('for its time again is rejected', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, refusal(-1021));
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'rejected', reason: 'other' }]);
  });

  it('for the number of orders leaves everything else to be asked', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, refusal(-1015, 429));
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'rejected', reason: 'tooManyOrders' }]);
    server.overrides.delete(orderPath);
    expect(await valueOf(gateway.positions())).toMatchObject([{ symbol: 'BTCUSDT' }]);
  });

  it.each([429, 418])('with %i is followed by none, until the exchange may be asked again', async (status) => {
    const { server, gateway, sent } = await setUp();
    server.overrides.set(orderPath, refusal(-1003, status));
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'rejected', reason: 'other' }]);
    server.overrides.set(orderPath, json(taken));
    const blocked = 'not sent: the exchange blocks our requests';
    expect(await eventsOf(gateway.submit(order))).toMatchObject([{ kind: 'rejected', message: blocked }]);
    expect(await eventsOf(gateway.cancel(orderRef(order)))).toMatchObject([{ kind: 'unknown', message: blocked }]);
    expect(sent()).toHaveLength(1);
  });

  it('is no reason to say that it cannot be cancelled', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, inTurn(refusal(-2015, 401), refusal(-2011)));
    expect(await eventsOf(gateway.cancel(orderRef(order)))).toMatchObject([{ kind: 'unknown' }]);
    expect(await eventsOf(gateway.cancel(orderRef(order)))).toMatchObject([{ kind: 'cancelRefused' }]);
  });
});

const tradeRow = (id: number, qty: string) => ({
  ...{ id, orderId: 7, price: '83000.10', qty, commission: '0.1', commissionAsset: 'USDT', maker: true },
});

describe('a query', () => {
  it('reads every page of the fills', async () => {
    const { server, gateway, sent } = await setUp();
    server.overrides.set(orderPath, json({ ...taken, status: 'CANCELED', origQty: '2000', executedQty: '1001' }));
    const page = Array.from({ length: 1_000 }, (_, index) => tradeRow(index + 1, '1'));
    server.overrides.set(tradesPath, inTurn(json(page), json([tradeRow(1_001, '1')])));
    const report = await valueOf(gateway.query(orderRef(order)));
    if (report.kind !== 'found') throw new Error('not found');
    expect(report.order).toMatchObject({ status: 'cancelled', clientOrderId: order.clientOrderId });
    expect(report.order.fills).toHaveLength(1_001);
    expect(report.order.filledBaseQty.toString()).toBe('1001');
    expect(sent().at(-1)).toContain('fromId=1001');
  });

  it('fails for now while the list of trades lags behind', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, json({ ...taken, status: 'FILLED', origQty: '2', executedQty: '2' }));
    server.overrides.set(tradesPath, json([tradeRow(1, '0.5')]));
    await expect(valueOf(gateway.query(orderRef(order)))).rejects.toMatchObject({
      code: 'EXCHANGE_REPLY',
      isRetryable: true,
      details: { found: 'trades of 0.5 of an order that is filled by 2' },
    });
  });

  it('believes trades that came after the order was read', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, json({ ...taken, status: 'PARTIALLY_FILLED', origQty: '2', executedQty: '1' }));
    server.overrides.set(tradesPath, json([tradeRow(1, '1'), tradeRow(2, '1')]));
    expect(await valueOf(gateway.query(orderRef(order)))).toMatchObject({ order: { status: 'filled' } });
  });

  it.each<[string, object, string]>([
    ['waits', { algoStatus: 'NEW' }, 'working'],
    ['is being triggered', { algoStatus: 'TRIGGERING', actualOrderId: null }, 'working'],
    ['was cancelled', { algoStatus: 'CANCELED' }, 'cancelled'],
    ['has expired', { algoStatus: 'EXPIRED' }, 'expired'],
    ['was refused when it was triggered', { algoStatus: 'REJECTED' }, 'rejected'],
    ['is over without a trace', { algoStatus: 'FINISHED' }, 'expired'],
  ])('of a conditional order that %s', async (_, words, status) => {
    const { server, gateway } = await setUp();
    const algo = { algoId: 9, clientAlgoId: stop.clientOrderId, symbol: 'BTCUSDT', updateTime: 1, actualOrderId: '' };
    server.overrides.set(algoPath, json({ ...algo, ...words }));
    server.overrides.set(orderPath, refusal(-2013));
    const report = await valueOf(gateway.query(orderRef(stop)));
    expect(report).toMatchObject({ kind: 'found', order: { status, fills: [] } });
  });

  it('finds nothing of a conditional order while the order that it became does not show', async () => {
    const { server, gateway } = await setUp();
    const algo = { algoId: 9, clientAlgoId: stop.clientOrderId, symbol: 'BTCUSDT', updateTime: 1 };
    server.overrides.set(algoPath, json({ ...algo, algoStatus: 'TRIGGERED', actualOrderId: '8' }));
    server.overrides.set(orderPath, refusal(-2013));
    expect(await valueOf(gateway.query(orderRef(stop)))).toEqual({ kind: 'notFound' });
  });

  it('finds nothing in a symbol that is no longer listed', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, refusal(-1121));
    expect(await valueOf(gateway.query(orderRef(order)))).toEqual({ kind: 'notFound' });
  });

  it.each([-1000, -1001, -1007, -1008, -5028])('fails for now with code %i, whatever its HTTP status', async (code) => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, refusal(code));
    await expect(valueOf(gateway.query(orderRef(order)))).rejects.toMatchObject({
      isRetryable: true,
      details: { exchangeCode: code },
    });
  });

  it('fails for good when the keys are refused', async () => {
    const { server, gateway } = await setUp();
    server.overrides.set(orderPath, refusal(-2015, 401));
    await expect(valueOf(gateway.query(orderRef(order)))).rejects.toMatchObject({ isRetryable: false });
  });
});

describe('the keys', () => {
  const echo =
    (status: number, wrap: (text: string) => string): Handler =>
    (request, response) =>
      raw(wrap(`${request.url ?? ''} ${JSON.stringify(request.headers)}`), status)(request, response);

  it.each<[string, Handler]>([
    ['a refusal', echo(400, (msg) => JSON.stringify({ code: -2010, msg }))],
    ['an error page', echo(502, (text) => `<title>${text}</title>`)],
    ['a limit', echo(429, (msg) => JSON.stringify({ code: -1003, msg }))],
    ['another shape', echo(200, (text) => JSON.stringify({ orderId: text }))],
    ['a cut', ({ socket }) => socket.destroy()],
  ])('stand in nothing that is told of an order that met %s', async (_, handler) => {
    const { server, exchange, gateway, told } = await setUp({ maxBlockMs: 0 });
    for (const path of [orderPath, algoPath, tradesPath]) server.overrides.set(path, handler);
    const events = [
      ...(await eventsOf(gateway.submit(order))),
      ...(await eventsOf(gateway.submit(stop))),
      ...(await eventsOf(gateway.cancel(orderRef(order)))),
    ];
    const failure = await valueOf(gateway.query(orderRef(order))).catch((error: unknown) => error);
    const everything = inspect([events, told, failure, exchange, gateway], { depth: Infinity, showHidden: true });
    expect(everything).toContain(order.clientOrderId);
    for (const secret of Object.values(canary)) expect(everything).not.toContain(secret);
  });

  it('that no exchange would take are refused at once', async () => {
    const { exchange } = await setUp();
    const bad = { ...credentials, apiKey: { reveal: () => 'with a blank' } };
    expect(() => exchange.orderGateway(bad)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }) as Error);
  });
});
