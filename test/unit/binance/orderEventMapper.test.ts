import { describe, expect, it } from 'vitest';
import { OrderEventMapper } from '../../../src/adapters/binance/orderEventMapper.js';
import type { OrderEvent, OrderFill } from '../../../src/domain/order.js';

const times = { E: 1790771372510, T: 1790771372505 };

const orderFrame = (given: object = {}): string =>
  JSON.stringify({
    e: 'ORDER_TRADE_UPDATE',
    ...times,
    o: {
      ...{ s: 'BTCUSDT', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '0.010', p: '83000.00', ap: '83000.00' },
      ...{ x: 'NEW', X: 'NEW', i: 22542179, l: '0', z: '0', L: '0', T: 1790771372505, t: 0, m: false, R: false },
      ...given,
    },
  });

const algoFrame = (given: object = {}): string =>
  JSON.stringify({
    e: 'ALGO_UPDATE',
    ...times,
    o: {
      ...{ caid: 'stop', aid: 1000000033225453, at: 'CONDITIONAL', o: 'STOP_MARKET', s: 'BTCUSDT', S: 'SELL' },
      ...{ ps: 'BOTH', f: 'GTC', q: '0.010', X: 'NEW', ai: '', tp: '82000.00', p: '0', cp: false, R: true, rm: '' },
      ...given,
    },
  });

const trade = { x: 'TRADE', X: 'PARTIALLY_FILLED', l: '0.004', z: '0.007', L: '83000.10', t: 8132505700, m: true };

/** Id, kind, and whatever else an event says, amounts as texts. */
function inWords(event: OrderEvent): string {
  const { clientOrderId, kind } = event;
  const filled = 'filledBaseQty' in event ? ` filled ${event.filledBaseQty?.toString() ?? '?'}` : '';
  const message = 'message' in event ? ` (${event.message})` : '';
  const reason = 'reason' in event ? ` ${event.reason}` : '';
  return `${clientOrderId} ${kind}${reason}${filled}${message}`;
}

const read = (...frames: readonly string[]): string[] => {
  const mapper = new OrderEventMapper();
  return frames.flatMap((frame) => mapper.read(frame)).map(inWords);
};

describe('events of an account, as events of orders', () => {
  it.each<[string, object, string[]]>([
    ['a new order', {}, ['mine acknowledged']],
    ['a part of it', trade, ['mine partiallyFilled filled 0.007']],
    ['the rest of it', { ...trade, X: 'FILLED', z: '0.010' }, ['mine filled filled 0.01']],
    ['a liquidation', { ...trade, x: 'CALCULATED', X: 'FILLED' }, ['mine filled filled 0.007']],
    ['a trade of nothing', { ...trade, l: '0' }, []],
    ['cancelled', { x: 'CANCELED', X: 'CANCELED', z: '0.002', l: '0.002' }, ['mine cancelled filled 0.002']],
    [
      'expired as an IOC does',
      { x: 'EXPIRED', X: 'EXPIRED', z: '0.001', er: '2' },
      ['mine expired filled 0.001 (what an IOC order could not fill at once)'],
    ],
    [
      'expired, with the reason as a number',
      { x: 'EXPIRED', X: 'EXPIRED', er: 4 },
      ['mine expired filled 0 (there was nothing left to reduce)'],
    ],
    [
      'expired for an unknown reason',
      { x: 'EXPIRED', X: 'EXPIRED_IN_MATCH', er: '77' },
      ['mine expired filled 0 (the exchange took it out)'],
    ],
    ['rejected', { x: 'REJECTED', X: 'REJECTED' }, ['mine rejected other (the exchange rejected it)']],
    ['amended', { x: 'AMENDMENT', X: 'NEW' }, []],
    ['a word that is not known', { x: 'NOVEL', X: 'NOVEL' }, []],
    ['what cannot be read', { q: 'much' }, []],
  ])('%s', (_, given, events) => {
    expect(read(orderFrame(given))).toEqual(events);
  });

  it.each<[string, object, string[]]>([
    ['placed', {}, ['stop acknowledged']],
    ['cancelled', { X: 'CANCELED' }, ['stop cancelled filled 0']],
    ['cancelled after it had become an order', { X: 'CANCELED', ai: '7' }, ['stop cancelled filled ?']],
    ['expired', { X: 'EXPIRED' }, ['stop expired filled 0 (the exchange took it out)']],
    [
      'refused when it was triggered',
      { X: 'REJECTED', rm: 'ReduceOnly Order is rejected.' },
      ['stop rejected reduceOnly (ReduceOnly Order is rejected.)'],
    ],
    [
      'refused for margin',
      { X: 'REJECTED', rm: 'Margin is insufficient.' },
      ['stop rejected margin (Margin is insufficient.)'],
    ],
    ['refused without a word', { X: 'REJECTED' }, ['stop rejected other (the exchange rejected it)']],
    ['triggered', { X: 'TRIGGERED', ai: '7' }, []],
    ['finished', { X: 'FINISHED', ai: '7' }, []],
    ['what cannot be read', { aid: null }, []],
  ])('a conditional order: %s', (_, given, events) => {
    expect(read(algoFrame(given))).toEqual(events);
  });

  it('a fill to the last decimal, with ids longer than numbers', () => {
    const exact =
      '{"e":"ORDER_TRADE_UPDATE","E":1,"T":2,"o":{"s":"ÄUSDT","c":"a","S":"SELL","o":"MARKET","q":"1","x":"TRADE",'.concat(
        '"X":"FILLED","i":9007199254740993111,"l":"0.123456789012345678","z":"0.123456789012345678","L":"0.00000001",',
        '"N":"BNB","n":"-0.000000000000000001","T":2,"t":9007199254740993222,"m":true}}',
      );
    const [event] = new OrderEventMapper().read(Buffer.from(exact));
    expect(event).toMatchObject({ kind: 'filled', symbol: 'ÄUSDT', exchangeTimeMs: 2 });
    const { fill } = event as OrderEvent & { readonly fill: OrderFill };
    expect(fill.tradeId).toBe('9007199254740993222');
    expect(fill.isMaker).toBe(true);
    expect([fill.baseQty, fill.price, fill.fee!.amount].map(String)).toEqual([
      '0.123456789012345678',
      '0.00000001',
      '-0.000000000000000001',
    ]);
    expect(fill.fee!.asset).toBe('BNB');
  });

  it('a fill without a commission has no fee', () => {
    const [event] = new OrderEventMapper().read(orderFrame({ ...trade, N: null }));
    expect(event).toMatchObject({ fill: { fee: undefined } });
  });

  it('an order that a conditional one became goes by the name of that', () => {
    const became = algoFrame({ X: 'TRIGGERED', ai: 22542179 });
    expect(read(became, orderFrame({ c: 'venue-made' }))).toEqual(['stop acknowledged']);
    expect(read(orderFrame({ c: 'venue-made' }))).toEqual(['venue-made acknowledged']);
  });

  it('remembers a thousand of those', () => {
    const became = Array.from({ length: 1_001 }, (_, id) => algoFrame({ X: 'TRIGGERED', ai: id + 1 }));
    const told = read(...became, orderFrame({ i: 1, c: 'first' }), orderFrame({ i: 2, c: 'second' }));
    expect(told).toEqual(['first acknowledged', 'stop acknowledged']);
  });

  it.each(['', 'ORDER_TRADE_UPDATE', '"ALGO_UPDATE"', '{"e":"ACCOUNT_UPDATE"}', '{"e":"x","o":"\\"ALGO_UPDATE\\""}'])(
    'nothing of %j',
    (frame) => {
      expect(read(frame)).toEqual([]);
    },
  );

  it('one that is wrapped in the name of its stream', () => {
    expect(read(`{"stream":"key","data":${orderFrame()}}`)).toEqual(['mine acknowledged']);
  });
});
