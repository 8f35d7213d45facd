import { describe, expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import {
  accountOptions,
  ask,
  call,
  ed25519Sign,
  hmacSign,
  listenKey,
} from '../unit/simulator/support/accountClient.js';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';

const exchange = hostileExchange();
const { connect } = exchange;
const start = (options: Partial<SimulatorOptions> = {}): Promise<Simulator> =>
  exchange.start({ account: accountOptions, speed: 1, ...options });
const { apiKey } = accountOptions;

describe('authentication', () => {
  const balance = '/fapi/v3/balance';
  const refused = (code: number) => ({ body: { code } });

  it.each([
    ['HMAC', hmacSign],
    ['HMAC in capitals', (payload: string) => hmacSign(payload).toUpperCase()],
    ['Ed25519', ed25519Sign],
  ])('accepts %s', async (_name, signed) => {
    const simulator = await start();
    const query = `recvWindow=5000&timestamp=${simulator.clock.nowMs()}`;
    const answer = await call(simulator, `${balance}?${query}&signature=${signed(query)}`, { apiKey });
    expect(answer).toMatchObject({ status: 200, body: [{ asset: 'USDT', balance: '5000.00000000' }, {}, {}] });
  });

  it('refuses, in the words of the venue', async () => {
    const simulator = await start();
    const nowMs = simulator.clock.nowMs();
    const signed = (query: string, key: string | undefined = apiKey) =>
      call(simulator, `${balance}?${query}&signature=${hmacSign(query)}`, { apiKey: key });
    expect(await call(simulator, balance)).toEqual({
      status: 401,
      body: { code: -2014, msg: 'API-key format invalid.' },
    });
    expect(await call(simulator, balance, { apiKey: 'a b' })).toMatchObject({ status: 401, ...refused(-2014) });
    expect(await signed(`timestamp=${nowMs}`, 'Other')).toEqual({
      status: 401,
      body: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
    });
    expect(await signed('x=1')).toMatchObject({ status: 400, ...refused(-1102) });
    expect(await signed('timestamp=now')).toMatchObject(refused(-1102));
    expect(await call(simulator, `${balance}?timestamp=${nowMs}`, { apiKey })).toMatchObject(refused(-1102));
    expect(await signed(`timestamp=${nowMs - 6_000}`)).toEqual({
      status: 400,
      body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' },
    });
    expect(await signed(`timestamp=${nowMs - 6_000}&recvWindow=10000`)).toMatchObject({ status: 200 });
    expect(await signed(`timestamp=${nowMs + 9_000}`)).toEqual({
      status: 400,
      body: { code: -1021, msg: "Timestamp for this request was 1000ms ahead of the server's time." },
    });
    expect(await call(simulator, `${balance}?timestamp=${nowMs}&signature=abc`, { apiKey })).toEqual({
      status: 400,
      body: { code: -1022, msg: 'Signature for this request is not valid.' },
    });
  });

  it('a clock that is off refuses right timestamps, and takes those of its own time', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'clockOff', offsetMs: 30_000 });
    expect(await ask(simulator, balance)).toMatchObject(refused(-1021));
    const { serverTime } = (await call(simulator, '/fapi/v1/time')).body as { serverTime: number };
    const query = `timestamp=${serverTime}`;
    expect(await call(simulator, `${balance}?${query}&signature=${hmacSign(query)}`, { apiKey })).toMatchObject({
      status: 200,
    });
  });

  it('at high speed the windows are as wide as ever in wall time', async () => {
    const simulator = await start({ speed: 600 });
    const query = `timestamp=${simulator.clock.nowMs() - 60_000}`;
    expect(await call(simulator, `${balance}?${query}&signature=${hmacSign(query)}`, { apiKey })).toMatchObject({
      status: 200,
    });
  });

  it('without an account every key is unknown', async () => {
    const simulator = await exchange.start();
    expect(await ask(simulator, balance)).toMatchObject({ status: 401, ...refused(-2015) });
    expect(await listenKey(simulator, 'POST')).toMatchObject(refused(-2015));
  });

  it.each([
    [{ apiKey: 'a b' }, 'account.apiKey: found something else, expected letters, digits, - and _'],
    [
      { apiSecret: '', ed25519PublicKeyPem: '' },
      'account.apiSecret: found neither apiSecret nor ed25519PublicKeyPem, expected at least one of them',
    ],
    [
      { ed25519PublicKeyPem: 'x' },
      'account.ed25519PublicKeyPem: found a text that is no public key, expected an Ed25519 public key as PEM',
    ],
    [{ balanceUsdt: -1 }, 'account.balanceUsdt: found -1, expected an amount from 0'],
  ])('%o is bad input', async (change, message) => {
    await expect(start({ account: { ...accountOptions, ...change } })).rejects.toThrow(message);
  });
});

describe('queries', () => {
  it('tell what has been booked', async () => {
    const simulator = await start();
    const { account } = simulator;
    account!.setLeverage({ symbol: 'BTCUSDT', leverage: 10 });
    account!.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.01, price: 80_000 });
    const order = account!.orders.open({
      symbol: 'ETHUSDT',
      side: 'SELL',
      baseQty: 1,
      price: 4_000,
      clientOrderId: 'mine',
    });
    const algo = account!.algoOrders.open({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_MARKET',
      triggerPrice: 1,
      closePosition: true,
    });

    const { body } = await ask(simulator, '/fapi/v3/account');
    const { positions, ...totals } = body as { positions: Record<string, string>[]; totalWalletBalance: string };
    expect(totals.totalWalletBalance).toBe('4999.60000000');
    expect(positions.map(({ symbol, positionAmt }) => [symbol, Number(positionAmt)])).toEqual([
      ['BTCUSDT', 0.01],
      ['ETHUSDT', 0],
    ]);
    const [risk] = (await ask(simulator, '/fapi/v3/positionRisk', { symbol: 'BTCUSDT' })).body as Record<
      string,
      string
    >[];
    expect(risk).toMatchObject({ positionSide: 'BOTH', entryPrice: '80000.0', breakEvenPrice: '80040.0' });
    expect(Number(risk!['initialMargin'])).toBeCloseTo(Number(risk!['notional']) / 10, 6);
    expect((await ask(simulator, '/fapi/v1/openOrders')).body).toMatchObject([
      { orderId: order.orderId, clientOrderId: 'mine', status: 'NEW', type: 'LIMIT', side: 'SELL' },
    ]);
    expect((await ask(simulator, '/fapi/v1/openOrders', { symbol: 'BTCUSDT' })).body).toEqual([]);
    expect((await ask(simulator, '/fapi/v1/openAlgoOrders')).body).toMatchObject([
      { algoId: algo.algoId, orderType: 'STOP_MARKET', algoStatus: 'NEW', closePosition: true },
    ]);
    expect((await ask(simulator, '/fapi/v1/accountConfig')).body).toMatchObject({ dualSidePosition: false });
    expect((await ask(simulator, '/fapi/v1/symbolConfig', { symbol: 'BTCUSDT' })).body).toEqual([
      { symbol: 'BTCUSDT', marginType: 'CROSSED', isAutoAddMargin: 'false', leverage: 10, maxNotionalValue: '1000000' },
    ]);
    expect((await ask(simulator, '/fapi/v2/balance')).body).toHaveLength(3);
    expect(await ask(simulator, '/fapi/v3/positionRisk', { symbol: 'NOPE' })).toMatchObject({ body: { code: -1121 } });
  });
});

describe('the listenKey', () => {
  it('is the same while active, and a new one after its end', async () => {
    const simulator = await start();
    expect(await listenKey(simulator, 'PUT')).toMatchObject({ status: 400, body: { code: -1125 } });
    const { key } = await listenKey(simulator, 'POST');
    expect(key).toMatch(/^[A-Za-z0-9]{64}$/);
    expect((await listenKey(simulator, 'POST')).key).toBe(key);
    expect((await listenKey(simulator, 'PUT')).key).toBe(key);
    const client = await connect(simulator, `/private/ws/${key}`);
    expect(await listenKey(simulator, 'DELETE')).toMatchObject({ status: 200, body: {} });
    await client.until(() => client.frames.length > 0);
    expect(client.frames).toMatchObject([{ e: 'listenKeyExpired', listenKey: key, E: expect.any(Number) as number }]);
    expect(await listenKey(simulator, 'PUT')).toMatchObject({ body: { code: -1125 } });
    expect((await listenKey(simulator, 'POST')).key).not.toBe(key);
    expect(await call(simulator, '/fapi/v1/listenKey', { method: 'POST' })).toMatchObject({ body: { code: -2014 } });
  });

  it('expires when it is not kept alive; its socket stays, and hears no more', async () => {
    const simulator = await start({ account: { ...accountOptions, listenKeyValidityMs: 120 } });
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, `/private/ws/${key}`);
    await client.until(() => client.frames.some(({ e }) => e === 'listenKeyExpired'));
    simulator.account!.deposit({ amount: 1 });
    expect((await client.ask('LIST_SUBSCRIPTIONS')).result).toEqual([key]);
    expect(client.messages).toHaveLength(2);
  });

  it('lives on when it is', async () => {
    const simulator = await start({ account: { ...accountOptions, listenKeyValidityMs: 150 } });
    const { key } = await listenKey(simulator, 'POST');
    const startedAtMs = performance.now();
    while (performance.now() - startedAtMs < 300) expect((await listenKey(simulator, 'PUT')).key).toBe(key);
  });
});

describe('user streams', () => {
  it.each([
    ['/private/ws?listenKey=KEY', false],
    ['/private/ws?listenKey=KEY&events=ACCOUNT_UPDATE/TRADE_LITE', false],
    ['/private/ws/KEY', false],
    ['/private/stream?listenKey=KEY&events=ACCOUNT_UPDATE', true],
    ['/private/stream?streams=KEY', true],
  ])('%s hears of the account', async (path, isWrapped) => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, path.replace('KEY', key));
    simulator.account!.deposit({ amount: 100 });
    await client.more(1);
    const [frame] = client.frames;
    expect(isWrapped ? frame!.data : frame).toMatchObject({ e: 'ACCOUNT_UPDATE', a: { B: [{ wb: '5100.00000000' }] } });
    if (isWrapped) expect(frame!.stream).toBe(key);
  });

  it('SUBSCRIBE with the key, as the official connector does', async () => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, '/private/stream?streams=');
    await client.ask('SUBSCRIBE', [key]);
    simulator.account!.deposit({ amount: 100 });
    await client.more(1);
    expect(client.frames.at(-1)).toMatchObject({ stream: key, data: { e: 'ACCOUNT_UPDATE' } });
  });

  it('events are filtered by the names given, right or misspelt', async () => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const events = 'ORDER_TRADE_UPDATE/ACOUNT_UPDATE';
    const client = await connect(simulator, `/private/ws?listenKey=${key}&events=${events}`);
    simulator.account!.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.01, price: 80_000 });
    await client.ask('LIST_SUBSCRIPTIONS');
    expect(client.frames.flatMap(({ e }) => e ?? [])).toEqual(['ORDER_TRADE_UPDATE', 'ORDER_TRADE_UPDATE']);
  });

  it.each(['/ws/KEY', '/market/ws/KEY', `/private/ws/${'0'.repeat(64)}`, '/private/ws/short'])(
    '%s handshakes and stays silent',
    async (path) => {
      const simulator = await start();
      const { key } = await listenKey(simulator, 'POST');
      const client = await connect(simulator, path.replace('KEY', key));
      simulator.account!.deposit({ amount: 100 });
      await client.ask('LIST_SUBSCRIPTIONS');
      expect(client.messages).toHaveLength(1);
    },
  );

  it('a fill is told in the order of the venue, with times that never go back', async () => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, `/private/ws/${key}`);
    simulator.account!.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.01, price: 80_000 });
    await client.more(4);
    expect(client.frames.map(({ e }) => e)).toEqual([
      'ORDER_TRADE_UPDATE',
      'TRADE_LITE',
      'ORDER_TRADE_UPDATE',
      'ACCOUNT_UPDATE',
    ]);
    const times = client.frames.map(({ E }) => Number(E));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('commands over HTTP drive the account', async () => {
    const simulator = await start();
    const command = (body: object) =>
      call(simulator, '/simulator/account', { method: 'POST', body: JSON.stringify(body) });
    expect(await command({ do: 'openOrder', symbol: 'BTCUSDT', side: 'BUY', baseQty: 1, price: 2 })).toMatchObject({
      body: { result: { status: 'NEW', price: 2 } },
    });
    expect(await command({ do: 'deposit', amount: 5 })).toEqual({ status: 200, body: { result: null } });
    expect(simulator.account!.truth().balances[0]).toEqual({
      asset: 'USDT',
      walletBalance: '5005.00000000',
      transferred: '5005.00000000',
    });
    expect(await command({ do: 'deposit', amount: -5 })).toEqual({
      status: 400,
      body: { code: -1, msg: 'account: amount: found -5, expected a number above 0' },
    });
    expect(await command({ do: 'fill', symbol: 'BTCUSDT', side: 'HOLD', baseQty: 1, price: 2 })).toMatchObject({
      body: { msg: 'account: side: found HOLD, expected one of BUY, SELL' },
    });
    expect(await command({ do: 'steal' })).toMatchObject({ status: 400 });
  });
});

describe('account faults', () => {
  it.each(['number', 'string'] as const)('listenKeyExpired with a %s as E', async (eventTime) => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, `/private/ws/${key}`);
    simulator.inject({ kind: 'listenKeyExpired', eventTime });
    await client.more(1);
    expect(client.frames[0]).toMatchObject({ e: 'listenKeyExpired', listenKey: key });
    expect(typeof client.frames[0]!.E).toBe(eventTime);
    expect((await listenKey(simulator, 'POST')).key).not.toBe(key);
    expect(client.closeCode).toBeUndefined();
  });

  it('listenKeyUnknown: the next PUT finds none, and the socket hears no more', async () => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const client = await connect(simulator, `/private/ws/${key}`);
    simulator.inject({ kind: 'listenKeyUnknown' });
    expect((await listenKey(simulator, 'POST')).key).toBe(key);
    expect(await listenKey(simulator, 'PUT')).toMatchObject({ status: 400, body: { code: -1125 } });
    simulator.account!.deposit({ amount: 1 });
    await client.ask('LIST_SUBSCRIPTIONS');
    expect(client.messages).toHaveLength(1);
  });

  it('listenKeySilent: the key that is handed out belongs to nobody', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'listenKeySilent' });
    const [bogus, real] = [(await listenKey(simulator, 'POST')).key, (await listenKey(simulator, 'POST')).key];
    expect(bogus).not.toBe(real);
    const [silent, told] = [
      await connect(simulator, `/private/ws/${bogus}`),
      await connect(simulator, `/private/ws/${real}`),
    ];
    simulator.account!.deposit({ amount: 1 });
    await told.more(1);
    await silent.ask('LIST_SUBSCRIPTIONS');
    expect(silent.messages).toHaveLength(1);
  });

  it('connection faults reach user streams by their feed', async () => {
    const simulator = await start();
    const { key } = await listenKey(simulator, 'POST');
    const [user, klines] = [
      await connect(simulator, `/private/ws/${key}`),
      await connect(simulator, '/market/ws/btcusdt@kline_1m'),
    ];
    simulator.inject({ kind: 'drop', where: { feed: 'account' } });
    await user.closed;
    expect((await klines.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['btcusdt@kline_1m']);
  });
});
