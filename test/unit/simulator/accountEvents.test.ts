import { beforeEach, describe, expect, it } from 'vitest';
import { BadInputError } from '../../../src/domain/errors.js';
import { amountOf } from '../../../src/simulator/account/amounts.js';
import { SimulatedAccount } from '../../../src/simulator/account/simulatedAccount.js';
import { tinyInstrument } from './support/tinyMarket.js';

const instrument = tinyInstrument('BTCUSDT', {
  price: { unitDecimals: 2, shownDecimals: 2 },
  baseVolume: { unitDecimals: 3, shownDecimals: 3 },
});
const wallet = (event: unknown): unknown => (event as { a: { B: { wb: string }[] } }).a.B[0]!.wb;
let nowMs = 0;
let markPrice = 0;
let events: { readonly e: string; readonly [field: string]: unknown }[] = [];
let account: SimulatedAccount;

function open(dualSidePosition = false): SimulatedAccount {
  return new SimulatedAccount({
    balanceUsdt: 5_000,
    dualSidePosition,
    instrument: (symbol) => (symbol === 'BTCUSDT' ? instrument : undefined),
    markPrice: () => markPrice,
    nowMs: () => nowMs,
    publish: (event) => events.push(event),
  });
}

beforeEach(() => {
  nowMs = 1_790_771_372_505;
  markPrice = 83_060.2;
  events = [];
  account = open();
});

describe('events, as the venue prints them', () => {
  it('a maker fill', () => {
    account.fill({
      symbol: 'BTCUSDT',
      side: 'BUY',
      baseQty: 0.01,
      price: 83_000,
      isMaker: true,
      clientOrderId: 'nsb-000123',
    });
    expect(events.map(({ e }) => e)).toEqual([
      'ORDER_TRADE_UPDATE',
      'TRADE_LITE',
      'ORDER_TRADE_UPDATE',
      'ACCOUNT_UPDATE',
    ]);
    expect(JSON.stringify(events[1])).toBe(
      '{"e":"TRADE_LITE","E":1790771372505,"T":1790771372505,"s":"BTCUSDT","q":"0.010","p":"83000.00","m":true,"c":"nsb-000123","S":"BUY","L":"83000.00","l":"0.010","t":8132505700,"i":22542179}',
    );
    expect(JSON.stringify(events[2])).toBe(
      '{"e":"ORDER_TRADE_UPDATE","E":1790771372505,"T":1790771372505,"o":{"s":"BTCUSDT","c":"nsb-000123","S":"BUY","o":"LIMIT","f":"GTC","q":"0.010","p":"83000.00","ap":"83000.00","sp":"0","x":"TRADE","X":"FILLED","i":22542179,"l":"0.010","z":"0.010","L":"83000.00","N":"USDT","n":"0.16600000","T":1790771372505,"t":8132505700,"b":"0","a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"pP":false,"si":0,"ss":0,"rp":"0","V":"NONE","pm":"NONE","gtd":0,"er":"0"}}',
    );
    expect(JSON.stringify(events[3])).toBe(
      '{"e":"ACCOUNT_UPDATE","E":1790771372505,"T":1790771372505,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"4999.83400000","cw":"4999.83400000","bc":"0"}],"P":[{"s":"BTCUSDT","pa":"0.010","ep":"83000.0","bep":"83016.6","cr":"0","up":"0.60200000","mt":"cross","iw":"0","ps":"BOTH"}]}}',
    );
  });

  it('a new and a cancelled order', () => {
    const { orderId } = account.orders.open({
      symbol: 'BTCUSDT',
      side: 'SELL',
      baseQty: 0.5,
      price: 90_000,
      clientOrderId: 'c',
    });
    account.orders.cancel(orderId);
    expect(events.map(({ o }) => [(o as { x: string }).x, (o as { X: string }).X])).toEqual([
      ['NEW', 'NEW'],
      ['CANCELED', 'CANCELED'],
    ]);
    expect(JSON.stringify(events[0])).toContain(
      '"ap":"0","sp":"0","x":"NEW","X":"NEW","i":22542179,"l":"0.000","z":"0.000","L":"0","T":',
    );
    expect(account.state.orders.size).toBe(0);
  });

  it('a conditional order and what it becomes', () => {
    account.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.01, price: 83_000 });
    const request = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_MARKET',
      workingType: 'MARK_PRICE',
      reduceOnly: true,
    } as const;
    const { algoId } = account.algoOrders.open({
      ...request,
      baseQty: 0.01,
      triggerPrice: 82_000,
      clientAlgoId: 'nsb-sl-1',
    });
    events = [];
    nowMs = 1_790_771_400_019;
    const order = account.algoOrders.trigger(algoId);
    expect(order).toMatchObject({ clientOrderId: 'nsb-sl-1', type: 'MARKET', reduceOnly: true });
    expect(events.map(({ e }) => e)).toEqual(['ORDER_TRADE_UPDATE', 'ALGO_UPDATE']);
    expect(JSON.stringify(events[1])).toBe(
      '{"e":"ALGO_UPDATE","T":1790771400019,"E":1790771400019,"o":{"caid":"nsb-sl-1","aid":1000000033225453,"at":"CONDITIONAL","o":"STOP_MARKET","s":"BTCUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.010","X":"TRIGGERED","ai":"22542180","ap":"0","aq":"0","act":"MARKET","tp":"82000.00","p":"0","V":"EXPIRE_MAKER","wt":"MARK_PRICE","pm":"NONE","cp":false,"pP":false,"R":true,"tt":1790771400019,"gtd":0,"rm":"","ia":false}}',
    );
    account.orders.fill(order.orderId, { price: 82_000 });
    expect(account.state.positions).toEqual([]);
    expect(account.state.algoOrders.size).toBe(0);
  });

  it('closePosition closes what is held when it is triggered', () => {
    const { algoId } = account.algoOrders.open({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP_MARKET',
      triggerPrice: 1,
      closePosition: true,
    });
    account.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.3, price: 100 });
    expect(account.algoOrders.trigger(algoId)).toMatchObject({ baseQty: amountOf(0.3), reduceOnly: true });
    const other = account.algoOrders.open({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'STOP',
      triggerPrice: 1,
      price: 2,
      baseQty: 1,
    });
    account.algoOrders.cancel(other.algoId);
    expect(events.at(-1)).toMatchObject({ e: 'ALGO_UPDATE', o: { X: 'CANCELED', ai: '' } });
  });

  it('margin call', () => {
    account.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0.01, price: 83_000 });
    markPrice = 80_000.5;
    account.marginCall();
    expect(JSON.stringify(events.at(-1))).toBe(
      '{"e":"MARGIN_CALL","E":1790771372505,"cw":"4999.585","p":[{"s":"BTCUSDT","ps":"BOTH","pa":"0.010","mt":"CROSSED","iw":"0","mp":"80000.5","up":"-29.995","mm":"20.000125"}]}',
    );
  });

  it('configuration', () => {
    account.setLeverage({ symbol: 'BTCUSDT', leverage: 25 });
    account.setMultiAssetsMargin(true);
    expect(events.map((event) => JSON.stringify(event))).toEqual([
      '{"e":"ACCOUNT_CONFIG_UPDATE","E":1790771372505,"T":1790771372505,"ac":{"s":"BTCUSDT","l":25}}',
      '{"e":"ACCOUNT_CONFIG_UPDATE","E":1790771372505,"T":1790771372505,"ai":{"j":true}}',
    ]);
  });

  it('money that comes and goes', () => {
    account.deposit({ amount: 100 });
    account.withdraw({ amount: 50.5 });
    account.fundingFee({ symbol: 'BTCUSDT', amount: -0.25 });
    account.deposit({ amount: 7, asset: 'USDC' });
    expect(events.map(wallet)).toEqual(['5100.00000000', '5049.50000000', '5049.25000000', '7.00000000']);
    expect(JSON.stringify(events[2])).toBe(
      '{"e":"ACCOUNT_UPDATE","E":1790771372505,"T":1790771372505,"a":{"m":"FUNDING_FEE","S":"BTCUSDT","B":[{"a":"USDT","wb":"5049.25000000","cw":"5049.25000000","bc":"-0.25000000"}]}}',
    );
  });

  it.each(['number', 'string'] as const)('listenKeyExpired with a %s', (eventTime) => {
    account.tellListenKeyExpired('KEY', eventTime);
    expect(events[0]).toEqual({
      e: 'listenKeyExpired',
      E: eventTime === 'number' ? nowMs : String(nowMs),
      listenKey: 'KEY',
    });
  });
});

describe('book-keeping', () => {
  it('event times never go back with the clock', () => {
    account.deposit({ amount: 1 });
    nowMs -= 5_000;
    account.deposit({ amount: 1 });
    expect(events[1]!['E']).toBe(events[0]!['E']);
  });

  it('partial fills: average price, then the position turned to the other side', () => {
    const { orderId } = account.orders.open({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 3, price: 120 });
    expect(account.orders.fill(orderId, { baseQty: 1, price: 100 })).toMatchObject({
      status: 'PARTIALLY_FILLED',
      executedQty: amountOf(1),
    });
    expect(account.orders.fill(orderId, { price: 115 })).toMatchObject({
      status: 'FILLED',
      executedQty: amountOf(3),
      executedQuote: amountOf(330),
    });
    expect(events.filter(({ e }) => e === 'ORDER_TRADE_UPDATE').at(-1)).toMatchObject({
      o: { ap: '110.00', l: '2.000', z: '3.000' },
    });
    account.fill({ symbol: 'BTCUSDT', side: 'SELL', baseQty: 5, price: 130 });
    expect(account.state.positions).toMatchObject([
      { baseQty: amountOf(-2), entryQuote: amountOf(260), realizedPnl: amountOf(60) },
    ]);
    expect(events.at(-2)).toMatchObject({ o: { rp: '60.00000000' } });
  });

  it('a position per side in dual mode', () => {
    account = open(true);
    const both = { symbol: 'BTCUSDT', baseQty: 1, price: 100 } as const;
    account.fill({ ...both, side: 'BUY', positionSide: 'LONG' });
    account.fill({ ...both, side: 'SELL', positionSide: 'SHORT' });
    expect(account.state.positions.map(({ side, baseQty }) => [side, baseQty])).toEqual([
      ['LONG', amountOf(1)],
      ['SHORT', amountOf(-1)],
    ]);
    expect(() => account.fill({ ...both, side: 'BUY' })).toThrow(
      'account: positionSide: found BOTH, expected LONG or SHORT',
    );
  });

  it.each<[string, (it: SimulatedAccount) => unknown]>([
    ['an unknown symbol', (it) => it.fill({ symbol: 'NOPE', side: 'BUY', baseQty: 1, price: 1 })],
    ['no quantity', (it) => it.orders.open({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 0 })],
    ['no price', (it) => it.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 1, price: 0 })],
    ['an unknown order', (it) => it.orders.cancel(1)],
    ['an unknown conditional order', (it) => it.algoOrders.trigger(1)],
    ['no amount', (it) => it.deposit({ amount: 0 })],
    ['an unknown asset', (it) => it.deposit({ amount: 1, asset: 'DOGE' })],
    ['a leverage out of range', (it) => it.setLeverage({ symbol: 'BTCUSDT', leverage: 126 })],
    ['a margin call without a position', (it) => it.marginCall()],
    [
      'the wrong position side',
      (it) => it.fill({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 1, price: 1, positionSide: 'LONG' }),
    ],
  ])('%s is bad input, and nothing is booked or told', (_what, act) => {
    expect(() => act(account)).toThrow(BadInputError);
    expect(events).toEqual([]);
    expect(account.state.orders.size).toBe(0);
    expect(account.state.balances.get('USDT')?.walletBalance).toBe(amountOf(5_000));
  });

  it('more than is left of an order cannot be filled', () => {
    const { orderId } = account.orders.open({ symbol: 'BTCUSDT', side: 'BUY', baseQty: 1, price: 100 });
    expect(() => account.orders.fill(orderId, { baseQty: 2, price: 100 })).toThrow(
      'found 2, expected at most the 1 left of order',
    );
  });
});
