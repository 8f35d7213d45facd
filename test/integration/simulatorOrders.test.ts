import { describe, expect, it } from 'vitest';
import type { AccountOptions, Simulator } from '../../src/simulator/index.js';
import { expectConserved, expectConsistent } from '../unit/simulator/support/expectTruth.js';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';
import { orderClient, type OrderAnswer, type Values } from '../unit/simulator/support/orderClient.js';
import { tinyInstrument, tinyMarket } from '../unit/simulator/support/tinyMarket.js';
import type { WireClient } from '../unit/simulator/support/wireClient.js';

const account = { apiKey: 'order-key', apiSecret: 'order-secret', balanceUsdt: 5_000 };
const exchange = hostileExchange();
/** At 100.00, and much is traded. */
const still = Array.from({ length: 120 }, () => [10_000, 10_000, 10_000, 10_000, 6_000_000, 6_000] as const);
const symbol = 'AAAUSDT';
const path = '/fapi/v1/order';
const algoPath = '/fapi/v1/algoOrder';

interface Setting {
  readonly options?: Partial<AccountOptions>;
  readonly speed?: number;
}

async function open({ options, speed = 1 }: Setting = {}) {
  const market = tinyMarket(still, tinyInstrument(symbol));
  const simulator = await exchange.start({ market, speed, account: { ...account, ...options } });
  return { simulator, send: orderClient(simulator, account) };
}

/** A stream of the account's events. */
async function listen(simulator: Simulator): Promise<WireClient> {
  const response = await fetch(`${simulator.url}/fapi/v1/listenKey`, {
    method: 'POST',
    headers: { 'X-MBX-APIKEY': account.apiKey },
  });
  const { listenKey } = (await response.json()) as { listenKey: string };
  return exchange.connect(simulator, `/private/ws/${listenKey}`);
}

/** Resolves when something has been traded: then there is a book. */
async function untilTraded(simulator: Simulator): Promise<void> {
  let bid = 0;
  while (bid === 0) {
    const response = await fetch(`${simulator.url}/fapi/v1/ticker/bookTicker?symbol=${symbol}`);
    bid = Number(((await response.json()) as { bidPrice: string }).bidPrice);
  }
}

const limit: Values = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: '96.00' };
const market: Values = { symbol, side: 'BUY', type: 'MARKET', quantity: 1, newOrderRespType: 'RESULT' };
const refused = ({ status, body }: OrderAnswer) => [status, body.code];

describe('orders over HTTP', () => {
  it('are answered in the words of the venue', async () => {
    const { send } = await open();
    const { status, body } = await send('POST', path, { ...limit, newClientOrderId: 'nsb-000123' });
    expect(status).toBe(200);
    expect(body).toEqual({
      orderId: 22_542_179,
      symbol,
      status: 'NEW',
      clientOrderId: 'nsb-000123',
      price: '96.00',
      origQty: '1',
      executedQty: '0',
      cumQty: '0',
      timeInForce: 'GTC',
      type: 'LIMIT',
      reduceOnly: false,
      closePosition: false,
      side: 'BUY',
      positionSide: 'BOTH',
      stopPrice: '0.00',
      workingType: 'CONTRACT_PRICE',
      priceProtect: false,
      origType: 'LIMIT',
      priceMatch: 'NONE',
      selfTradePreventionMode: 'NONE',
      goodTillDate: 0,
      updateTime: expect.any(Number) as number,
    });
  });

  it('RESULT tells what became of a market order, ACK only that it was taken; events come in order', async () => {
    const { simulator, send } = await open();
    const client = await listen(simulator);
    await untilTraded(simulator);
    const { body } = await send('POST', path, market);
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '1' });
    const acknowledged = await send('POST', path, { ...market, side: 'SELL', newOrderRespType: 'ACK' });
    expect(acknowledged.body).toMatchObject({ status: 'NEW', executedQty: '0' });
    await client.until(() => client.frames.length === 8);
    const told = client.frames.map(({ e }) => e);
    const one = ['ORDER_TRADE_UPDATE', 'TRADE_LITE', 'ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE'];
    expect(told).toEqual([...one, ...one]);
    const { body: queried } = await send('GET', path, { symbol, orderId: String(body['orderId']) });
    expect(queried).toMatchObject({ status: 'FILLED', executedQty: '1', type: 'MARKET' });
    const trades = (await send('GET', '/fapi/v1/userTrades', { symbol })).body as unknown as Record<string, unknown>[];
    expect(trades).toMatchObject([
      { orderId: body['orderId'], buyer: true, maker: false, qty: '1', price: queried['avgPrice'] },
      { buyer: false, side: 'SELL' },
    ]);
    expect(queried['cumQuote']).toBe(trades[0]!['quoteQty']);
    const { fills, balances } = simulator.account!.truth();
    const wallet = fills.reduce((sum, fill) => sum + Number(fill.realizedPnl) - Number(fill.commission), 5_000);
    expect(Number(balances[0]!.walletBalance)).toBeCloseTo(wallet, 8);
  });

  it('are found by either id, cancelled once, and remembered', async () => {
    const { send } = await open();
    const { orderId } = (await send('POST', path, { ...limit, newClientOrderId: 'a' })).body;
    await send('POST', path, { ...limit, newClientOrderId: 'b' });
    expect((await send('GET', '/fapi/v1/openOrders', { symbol })).body).toHaveLength(2);
    expect((await send('GET', '/fapi/v1/openOrder', { symbol, origClientOrderId: 'b' })).body).toMatchObject({
      clientOrderId: 'b',
      avgPrice: '0.00',
      cumQuote: '0.00000000',
    });
    // The venue's id prevails.
    const one = { symbol, orderId: String(orderId), origClientOrderId: 'b' };
    expect((await send('DELETE', path, one)).body).toMatchObject({ clientOrderId: 'a', status: 'CANCELED' });
    expect(refused(await send('DELETE', path, one))).toEqual([400, -2011]);
    expect((await send('GET', path, one)).body).toMatchObject({ clientOrderId: 'a', status: 'CANCELED' });
    expect(refused(await send('GET', path, { symbol, origClientOrderId: 'c' }))).toEqual([400, -2013]);
    expect(refused(await send('GET', path, { symbol }))).toEqual([400, -1102]);
    expect((await send('DELETE', '/fapi/v1/allOpenOrders', { symbol })).body).toEqual({
      code: 200,
      msg: 'The operation of cancel all open order is done.',
    });
    expect((await send('GET', '/fapi/v1/openOrders')).body).toEqual([]);
    expect((await send('GET', '/fapi/v1/allOrders', { symbol })).body).toMatchObject([
      { clientOrderId: 'a' },
      { clientOrderId: 'b' },
    ]);
  });

  it('one that ended without a fill is forgotten after three days of the market', async () => {
    const { simulator, send } = await open();
    await send('POST', path, { ...limit, newClientOrderId: 'a' });
    await send('DELETE', path, { symbol, origClientOrderId: 'a' });
    const [order] = [...simulator.account!.state.history.orders.values()];
    const longAgo = { ...order!, updateTimeMs: order!.updateTimeMs - 3 * 86_400_000 - 60_000 };
    simulator.account!.state.history.orders.set(order!.orderId, longAgo);
    expect(refused(await send('GET', path, { symbol, origClientOrderId: 'a' }))).toEqual([400, -2013]);
  });

  it('are refused with the code and the words of the venue', async () => {
    const { simulator, send } = await open();
    expect(await send('POST', path, { ...limit, type: 'STOP_MARKET', stopPrice: 1 })).toMatchObject({
      status: 400,
      body: {
        code: -4120,
        msg: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
      },
    });
    expect(await send('POST', path, { ...limit, price: '4.00' })).toMatchObject({
      body: { code: -4164, msg: "Order's notional must be no smaller than 5 (unless you choose reduce only)." },
    });
    expect(await send('POST', path, { ...limit, quantity: 5_000 })).toMatchObject({ body: { code: -2019 } });
    expect(await send('POST', path, { ...limit, newOrderRespType: 'FULL' })).toMatchObject({ body: { code: -1136 } });
    const query = `symbol=${symbol}&timestamp=${simulator.clock.nowMs()}&signature=00`;
    const unsigned = await fetch(`${simulator.url}${path}?${query}`, {
      method: 'POST',
      headers: { 'X-MBX-APIKEY': account.apiKey },
    });
    expect(await unsigned.json()).toMatchObject({ code: -1022 });
    const stranger = orderClient(simulator, { ...account, apiKey: 'nobody' });
    expect(refused(await stranger('POST', path, limit))).toEqual([401, -2015]);
    simulator.inject({ kind: 'clockOff', offsetMs: 60_000 });
    expect(refused(await send('POST', path, limit))).toEqual([400, -1021]);
    expect(simulator.account!.truth().orders).toEqual([]);
  });

  it('without an account nobody is known', async () => {
    const simulator = await exchange.start({ market: tinyMarket(still, tinyInstrument(symbol)) });
    expect(refused(await orderClient(simulator, account)('POST', path, limit))).toEqual([401, -2015]);
  });

  it('are counted, and refused when there are too many', async () => {
    const { simulator, send } = await open({ options: { orderLimits: { per10s: 1_000, perMinute: 3 } } });
    const counts: (string | null)[] = [];
    let last = await send('POST', path, limit);
    while (last.status === 200) {
      counts.push(last.headers.get('x-mbx-order-count-1m'));
      last = await send('POST', path, limit);
    }
    // A minute may begin in between.
    expect(counts.slice(-3)).toEqual(['1', '2', '3']);
    expect(last).toMatchObject({
      status: 429,
      body: { code: -1015, msg: 'Too many new orders; current limit is 3 orders per MINUTE.' },
    });
    const info = (await (await fetch(`${simulator.url}/fapi/v1/exchangeInfo`)).json()) as { rateLimits: unknown[] };
    expect(info.rateLimits.slice(1)).toMatchObject([{ limit: 3 }, { limit: 1_000 }]);
  });

  it('limit orders are filled while the market goes on, and told', async () => {
    const { simulator, send } = await open({ speed: 60 });
    const client = await listen(simulator);
    const { body } = await send('POST', path, { ...limit, price: '100.00', timeInForce: 'GTX' });
    expect(body.code).toBeUndefined();
    await client.until(() => client.frames.length >= 4);
    expect(client.frames[2]).toMatchObject({ e: 'ORDER_TRADE_UPDATE', o: { X: 'FILLED', m: true, L: '100.00' } });
  });
});

describe('conditional orders over HTTP', () => {
  const stop: Values = {
    ...{ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'STOP_MARKET', quantity: 1, triggerPrice: '95.00' },
    ...{ workingType: 'MARK_PRICE', reduceOnly: true, clientAlgoId: 'sl-1' },
  };

  it('are placed, queried, cancelled and remembered', async () => {
    const { send } = await open();
    const { status, body, headers } = await send('POST', algoPath, stop);
    expect(status).toBe(200);
    expect(headers.get('x-mbx-order-count-10s')).toBe('1');
    expect(body).toMatchObject({
      algoId: 1_000_000_033_225_453,
      clientAlgoId: 'sl-1',
      algoType: 'CONDITIONAL',
      orderType: 'STOP_MARKET',
      algoStatus: 'NEW',
      triggerPrice: '95.00',
      quantity: '1',
      workingType: 'MARK_PRICE',
      reduceOnly: true,
    });
    expect(body).not.toHaveProperty('type');
    expect((await send('GET', '/fapi/v1/openAlgoOrders', { symbol })).body).toHaveLength(1);
    expect((await send('GET', '/fapi/v1/openOrders', { symbol })).body).toEqual([]);
    expect((await send('GET', algoPath, { clientAlgoId: 'sl-1' })).body).toMatchObject({ actualOrderId: '' });
    expect(refused(await send('POST', algoPath, stop))).toEqual([400, -4116]);
    expect((await send('DELETE', algoPath, { clientAlgoId: 'sl-1' })).body).toEqual({
      algoId: body['algoId'],
      clientAlgoId: 'sl-1',
      code: '200',
      msg: 'success',
    });
    expect(refused(await send('DELETE', algoPath, { clientAlgoId: 'sl-1' }))).toEqual([400, -2011]);
    expect((await send('GET', algoPath, { clientAlgoId: 'sl-1' })).body).toMatchObject({ algoStatus: 'CANCELED' });
    expect(refused(await send('GET', algoPath, { algoId: 1 }))).toEqual([400, -2013]);
    await send('POST', algoPath, stop);
    expect((await send('DELETE', '/fapi/v1/algoOpenOrders', { symbol })).body).toMatchObject({ code: 200 });
    expect((await send('GET', '/fapi/v1/allAlgoOrders', { symbol })).body).toMatchObject([
      { algoStatus: 'CANCELED' },
      { algoStatus: 'CANCELED' },
    ]);
  });

  it('wrong ones are refused', async () => {
    const { send } = await open();
    expect(refused(await send('POST', algoPath, { ...stop, triggerPrice: '101.00' }))).toEqual([400, -2021]);
    expect(refused(await send('POST', algoPath, { ...stop, type: 'LIMIT' }))).toEqual([400, -1116]);
    expect(refused(await send('POST', algoPath, { ...stop, triggerPrice: '95.001' }))).toEqual([400, -1111]);
  });
});

describe('settings over HTTP', () => {
  it('leverage is told, and what margins go by', async () => {
    const { simulator, send } = await open();
    const client = await listen(simulator);
    expect((await send('POST', '/fapi/v1/leverage', { symbol, leverage: 2 })).body).toEqual({
      leverage: 2,
      maxNotionalValue: '1000000',
      symbol,
    });
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]).toMatchObject({ e: 'ACCOUNT_CONFIG_UPDATE', ac: { s: symbol, l: 2 } });
    expect(refused(await send('POST', path, { ...limit, quantity: 110 }))).toEqual([400, -2019]);
    expect((await send('POST', path, { ...limit, quantity: 100 })).status).toBe(200);
    expect(refused(await send('POST', '/fapi/v1/leverage', { symbol, leverage: 126 }))).toEqual([400, -4028]);
    expect(refused(await send('POST', '/fapi/v1/leverage', { symbol, leverage: '1.5' }))).toEqual([400, -4028]);
  });

  it('margin type: not while anything is open, and not to what it is', async () => {
    const { send } = await open();
    const set = (marginType: string) => send('POST', '/fapi/v1/marginType', { symbol, marginType });
    expect(refused(await set('CROSSED'))).toEqual([400, -4046]);
    await send('POST', path, limit);
    expect(refused(await set('ISOLATED'))).toEqual([400, -4047]);
    await send('DELETE', '/fapi/v1/allOpenOrders', { symbol });
    expect((await set('ISOLATED')).body).toEqual({ code: 200, msg: 'success' });
    expect((await send('GET', '/fapi/v1/symbolConfig', { symbol })).body).toMatchObject([{ marginType: 'ISOLATED' }]);
    expect(refused(await set('BOTH'))).toEqual([400, -1130]);
  });

  it('position mode: not while anything is open, and not to what it is', async () => {
    const { simulator, send } = await open();
    const dual = '/fapi/v1/positionSide/dual';
    expect(refused(await send('POST', dual, { dualSidePosition: false }))).toEqual([400, -4059]);
    await send('POST', path, limit);
    expect(refused(await send('POST', dual, { dualSidePosition: true }))).toEqual([400, -4067]);
    await send('DELETE', '/fapi/v1/allOpenOrders', { symbol });
    simulator.account!.fill({ symbol, side: 'BUY', baseQty: 1, price: 100 });
    expect(refused(await send('POST', dual, { dualSidePosition: true }))).toEqual([400, -4068]);
    simulator.account!.fill({ symbol, side: 'SELL', baseQty: 1, price: 100 });
    expect((await send('POST', dual, { dualSidePosition: true })).body).toEqual({ code: 200, msg: 'success' });
    expect((await send('GET', dual)).body).toEqual({ dualSidePosition: true });
    expect(refused(await send('POST', path, limit))).toEqual([400, -4061]);
    expect((await send('POST', path, { ...limit, positionSide: 'LONG' })).status).toBe(200);
  });

  it('the commission rate is what fills cost', async () => {
    const { send } = await open();
    expect((await send('GET', '/fapi/v1/commissionRate', { symbol })).body).toMatchObject({
      makerCommissionRate: '0.0002',
      takerCommissionRate: '0.0005',
    });
  });
});

it('the truth is told over HTTP, too', async () => {
  const { simulator, send } = await open();
  await send('POST', path, { ...limit, newClientOrderId: 'told' });
  const response = await fetch(`${simulator.url}/simulator/account`, { method: 'POST', body: '{"do":"truth"}' });
  expect(await response.json()).toMatchObject({
    result: { balances: [{ walletBalance: '5000.00000000' }, {}, {}], orders: [{ clientOrderId: 'told' }] },
  });
});

it('500 requests at once, at 2,000 times the speed of the market, leave books that agree to the last decimal', async () => {
  const orderLimits = { per10s: 10_000, perMinute: 10_000 };
  const simulator = await exchange.start({
    speed: 2_000,
    account: { ...account, balanceUsdt: 100_000, orderLimits },
    weightLimitPerMinute: 100_000,
  });
  const client = orderClient(simulator, account);
  // So many requests at once wait for each other longer than the usual five seconds where the machine is busy.
  const send: typeof client = (method, to, values) => client(method, to, { ...values, recvWindow: 60_000 });
  const prices = (await (await fetch(`${simulator.url}/fapi/v1/ticker/bookTicker?symbol=BTCUSDT`)).json()) as {
    readonly bidPrice: string;
    readonly askPrice: string;
  };
  const request = (index: number): Promise<OrderAnswer> => {
    const ids = { symbol: 'BTCUSDT', origClientOrderId: `n-${index - 7}` };
    if (index % 5 === 0) return send('DELETE', path, ids);
    if (index % 50 === 1) return send('DELETE', '/fapi/v1/allOpenOrders', { symbol: 'BTCUSDT' });
    const side = index % 2 === 0 ? 'BUY' : 'SELL';
    const order = { symbol: 'BTCUSDT', side, quantity: `0.00${1 + (index % 9)}`, newClientOrderId: `n-${index}` };
    if (index % 7 === 0) return send('POST', path, { ...order, type: 'MARKET' });
    const price = side === 'BUY' ? prices.bidPrice : prices.askPrice;
    return send('POST', path, { ...order, type: 'LIMIT', timeInForce: 'GTC', price });
  };
  const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => request(index)));
  const codes = new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code));
  // Cancelled too late, or offered too far from where the price is by now.
  expect([...codes].filter((each) => ![-2011, -4016, -4024, -4164].includes(Number(each)))).toEqual([]);
  const truth = simulator.account!.truth();
  expect(truth.fills.length).toBeGreaterThan(50);
  expectConserved(truth);
  expectConsistent(truth);
});
