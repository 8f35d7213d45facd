import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/simulator/account/amounts.js';
import { tinyMarket, type TinyMinute } from './support/tinyMarket.js';
import { codeOf, TradingDesk, type DeskOptions } from './support/tradingDesk.js';

/** At 100.00 for a minute, down to 90.00 and back, then still; 600 traded in each minute with trades. */
const minutes: readonly TinyMinute[] = [
  [10_000, 10_000, 10_000, 10_000, 600, 600],
  [10_000, 10_000, 9_000, 10_000, 600, 600],
  undefined,
  [10_000, 11_000, 10_000, 11_000, 600, 600],
];
const minuteMs = 60_000;
const desk = (options?: DeskOptions): TradingDesk => new TradingDesk(tinyMarket(minutes), options);
/** A desk at a quiet market with a book: 100.37 × 1, 101.11 × 2, 101.85 × 4, … to buy, 99.63 × 1, 98.89 × 2, … to sell. */
const atNoon = (options?: DeskOptions): TradingDesk => {
  const quiet = desk(options);
  quiet.goTo(minuteMs / 2);
  return quiet;
};

/** All fills of one instant together are at most what was traded in the step that ends there. */
function expectNoMoreThanTraded(at: TradingDesk): void {
  const filled = new Map<number, bigint>();
  for (const { atMs, baseQty } of at.account.state.history.fills.values())
    filled.set(atMs, (filled.get(atMs) ?? 0n) + baseQty);
  const instrument = at.view.instrument('AAAUSDT')!;
  for (const [atMs, qty] of filled)
    expect(qty).toBeLessThanOrEqual(at.market.traded(instrument, atMs - 250, atMs)!.baseQty);
}

describe('limit orders', () => {
  it('rest until their price is traded, and are filled at it as makers', () => {
    const at = atNoon();
    const { orderId } = at.place({ side: 'BUY', quantity: 2, price: '95.50' });
    at.advanceTo(minuteMs);
    expect(at.order(orderId)).toMatchObject({ status: 'NEW', executedQty: 0n });
    at.advanceTo(2 * minuteMs);
    expect(at.order(orderId)).toMatchObject({ status: 'FILLED', executedQuote: amountOf(191) });
    expect(at.account.truth().fills).toMatchObject([
      { isMaker: true, price: '95.50000000', commission: '0.03820000', realizedPnl: '0.00000000' },
    ]);
  });

  it('get at most what was traded while they rested, and the rest as more is', () => {
    const at = atNoon({ balanceUsdt: 100_000 });
    const { orderId } = at.place({ side: 'BUY', quantity: 150, price: '95.50' });
    at.advanceTo(2 * minuteMs);
    expect(at.order(orderId)).toMatchObject({ status: 'FILLED', executedQuote: amountOf(150 * 95.5) });
    expect(at.fillsOf(orderId).length).toBeGreaterThan(20);
    expectNoMoreThanTraded(at);
  });

  it('stay as they are where nothing is traded, whatever their price', () => {
    const at = desk();
    at.goTo(2 * minuteMs + 1_000);
    const { orderId } = at.place({ side: 'BUY', quantity: 1, price: '98.50' });
    at.advanceTo(3 * minuteMs);
    expect(at.order(orderId)).toMatchObject({ status: 'NEW' });
  });

  it('share what was traded: the best price first, then the oldest', () => {
    const at = atNoon({ balanceUsdt: 100_000 });
    const ids = ['96.00', '97.00', '96.00'].map((price) => at.place({ side: 'BUY', quantity: 40, price }).orderId);
    at.advanceTo(2 * minuteMs);
    const firstFill = ids.map((id) => at.account.truth().fills.findIndex(({ orderId }) => orderId === id));
    expect(firstFill[1]).toBe(0);
    const lastOf = (id: number) => at.account.truth().fills.findLastIndex(({ orderId }) => orderId === id);
    expect(lastOf(ids[0]!)).toBeLessThan(lastOf(ids[2]!));
    expectNoMoreThanTraded(at);
  });

  it('that cross the book take it at its prices, and rest with what is left', () => {
    const at = atNoon();
    const { orderId } = at.place({ side: 'BUY', quantity: 4, price: '101.50' });
    expect(at.fillsOf(orderId)).toEqual([
      [100.37, 1],
      [101.11, 2],
    ]);
    expect(at.order(orderId)).toMatchObject({ status: 'PARTIALLY_FILLED' });
    expect(at.account.truth().fills[0]).toMatchObject({ isMaker: false, commission: '0.05018500' });
  });

  it('IOC: what is not there at once expires', () => {
    const at = atNoon();
    const order = at.place({ side: 'BUY', quantity: 3, price: '100.37', type: 'LIMIT', timeInForce: 'IOC' });
    expect(order).toMatchObject({ status: 'EXPIRED', executedQty: amountOf(1) });
    expect(at.events.at(-1)).toMatchObject({
      e: 'ORDER_TRADE_UPDATE',
      o: { x: 'EXPIRED', X: 'EXPIRED', er: '2', z: '1' },
    });
  });

  it('FOK: all at once or not at all', () => {
    const at = atNoon();
    const limit = { side: 'BUY', price: '100.37', type: 'LIMIT', timeInForce: 'FOK' };
    expect(codeOf(() => at.place({ ...limit, quantity: 3 }))).toBe(-5021);
    expect(at.events).toEqual([]);
    expect(at.place({ ...limit, quantity: 1 }).status).toBe('FILLED');
  });

  it('GTX: as a maker or not at all', () => {
    const at = atNoon();
    const limit = { side: 'BUY', quantity: 1, type: 'LIMIT', timeInForce: 'GTX' };
    expect(codeOf(() => at.place({ ...limit, price: '100.37' }))).toBe(-5022);
    expect(at.place({ ...limit, price: '100.36' }).status).toBe('NEW');
  });

  it('GTD: until the second they are good till', () => {
    const at = new TradingDesk(tinyMarket(Array.from({ length: 20 }, () => minutes[0])));
    const limit = { side: 'BUY', quantity: 1, price: '96.00', type: 'LIMIT', timeInForce: 'GTD' };
    expect(codeOf(() => at.place({ ...limit, goodTillDate: at.nowMs + 600_000 }))).toBe(-5040);
    expect(codeOf(() => at.place(limit))).toBe(-1102);
    at.goTo(10);
    const goodTillDate = at.nowMs + 610_500;
    const { orderId } = at.place({ ...limit, goodTillDate });
    at.advanceTo(610_000 - 250);
    expect(at.order(orderId)!.status).toBe('NEW');
    at.advanceTo(610_250);
    expect(at.order(orderId)).toMatchObject({ status: 'EXPIRED', goodTillMs: goodTillDate - 510 });
  });
});

describe('market orders', () => {
  it('take the book level by level, each a spread further away and twice as deep', () => {
    const at = atNoon({ balanceUsdt: 100_000 });
    const order = at.place({ side: 'SELL', quantity: 6, type: 'MARKET' });
    expect(order).toMatchObject({ status: 'FILLED', executedQuote: amountOf(99.63 + 2 * 98.89 + 3 * 98.15) });
    expect(at.fillsOf(order.orderId)).toEqual([
      [99.63, 1],
      [98.89, 2],
      [98.15, 3],
    ]);
  });

  it('go no further than 5 % from the mark price; the rest expires', () => {
    const at = atNoon({ balanceUsdt: 100_000 });
    const { status, orderId } = at.place({ side: 'BUY', quantity: 200, type: 'MARKET' });
    expect(status).toBe('EXPIRED');
    expect(at.fillsOf(orderId).at(-1)).toEqual([104.81, 64]);
    expect(at.events.at(-1)).toMatchObject({ o: { x: 'EXPIRED', er: '9' } });
  });

  it('are told in the order of the venue', () => {
    const at = atNoon();
    at.place({ side: 'BUY', quantity: 1, type: 'MARKET', newClientOrderId: 'mine' });
    expect(at.events.map(({ e, o }) => [e, (o as { x?: string } | undefined)?.x])).toEqual([
      ['ORDER_TRADE_UPDATE', 'NEW'],
      ['TRADE_LITE', undefined],
      ['ORDER_TRADE_UPDATE', 'TRADE'],
      ['ACCOUNT_UPDATE', undefined],
    ]);
  });
});

describe('reducing', () => {
  const withLong = (options?: DeskOptions): TradingDesk => {
    const at = atNoon(options);
    at.place({ side: 'BUY', quantity: 1, type: 'MARKET' });
    return at;
  };

  it('needs something to reduce', () => {
    const at = atNoon();
    const reduce = { quantity: 1, type: 'MARKET', reduceOnly: true };
    expect(codeOf(() => at.place({ ...reduce, side: 'SELL' }))).toBe(-2022);
    at.place({ side: 'BUY', quantity: 1, type: 'MARKET' });
    expect(codeOf(() => at.place({ ...reduce, side: 'BUY' }))).toBe(-2022);
    expect(at.place({ ...reduce, side: 'SELL' }).status).toBe('FILLED');
  });

  it('stops at a flat position, however large the order', () => {
    const at = withLong();
    const order = at.place({ side: 'SELL', quantity: 5, type: 'MARKET', reduceOnly: true });
    expect(order).toMatchObject({ status: 'EXPIRED', executedQty: amountOf(1), expiryReason: 4 });
    expect(at.baseQty).toBe(0n);
  });

  it('what rests is taken out when there is nothing left for it', () => {
    const at = withLong();
    const { orderId } = at.place({ side: 'SELL', quantity: 1, price: '104.00', reduceOnly: true });
    at.place({ side: 'SELL', quantity: 1, type: 'MARKET' });
    expect(at.order(orderId)).toMatchObject({ status: 'EXPIRED', expiryReason: 4 });
    expect(at.events.at(-1)).toMatchObject({ o: { i: orderId, X: 'EXPIRED', er: '4' } });
  });

  it('is what the other side of a hedged position does by itself', () => {
    const at = atNoon({ dualSidePosition: true });
    const market = { quantity: 1, type: 'MARKET', positionSide: 'LONG' };
    expect(codeOf(() => at.place({ ...market, side: 'SELL' }))).toBe(-2022);
    at.place({ ...market, side: 'BUY' });
    expect(codeOf(() => at.place({ ...market, side: 'SELL', quantity: 2 }))).toBe(-2022);
    expect(codeOf(() => at.place({ ...market, side: 'SELL', reduceOnly: true }))).toBe(-1106);
    expect(codeOf(() => at.place({ side: 'BUY', quantity: 1, type: 'MARKET' }))).toBe(-4061);
    expect(at.place({ ...market, side: 'SELL' }).status).toBe('FILLED');
  });

  it('needs no margin and no least worth', () => {
    const at = withLong({ balanceUsdt: 5.5 });
    expect(codeOf(() => at.place({ side: 'BUY', quantity: 1, type: 'MARKET' }))).toBe(-2019);
    expect(at.place({ side: 'SELL', quantity: 1, type: 'MARKET' }).status).toBe('FILLED');
  });
});

describe('refusals leave nothing behind', () => {
  const buy = { side: 'BUY', quantity: 1, price: '96.00' };
  it.each<[number, Record<string, string | number | boolean>]>([
    [-2019, { ...buy, quantity: 2_000 }],
    [-4164, { ...buy, symbol: 'AAAUSDT', quantity: 1, price: '4.99', side: 'BUY' }],
    [-4016, { ...buy, price: '105.50' }],
    [-4024, { ...buy, side: 'SELL', price: '94.50' }],
    [-1111, { ...buy, price: '96.001' }],
    [-1111, { ...buy, quantity: '1.5' }],
    [-4003, { ...buy, quantity: 0 }],
    [-4003, { ...buy, quantity: -1 }],
    [-4005, { ...buy, quantity: 100_000_001 }],
    [-4005, { side: 'BUY', type: 'MARKET', quantity: 10_000_001 }],
    [-4013, { ...buy, price: 0 }],
    [-4002, { ...buy, price: 4_529_765 }],
    [-4015, { ...buy, newClientOrderId: 'a b' }],
    [-4015, { ...buy, newClientOrderId: 'x'.repeat(37) }],
    [-4060, { ...buy, positionSide: 'UP' }],
    [-4061, { ...buy, positionSide: 'LONG' }],
    [-4120, { ...buy, type: 'STOP_MARKET' }],
    [-1116, { ...buy, type: 'ICEBERG' }],
    [-1115, { ...buy, type: 'LIMIT', timeInForce: 'RPI' }],
    [-1117, { ...buy, side: 'HOLD' }],
    [-1121, { ...buy, symbol: 'NOPE' }],
    [-1106, { side: 'BUY', type: 'MARKET', quantity: 1, price: 1 }],
    [-1106, { ...buy, stopPrice: 1 }],
    [-1102, { ...buy, type: 'LIMIT' }],
    [-1102, { side: 'BUY', type: 'MARKET' }],
    [-1102, { ...buy, quantity: 'many' }],
    [-1102, { ...buy, reduceOnly: 'yes' }],
    [-1014, { ...buy, priceMatch: 'QUEUE' }],
  ])('%d for %o', (code, parameters) => {
    const at = atNoon();
    expect(codeOf(() => at.place(parameters))).toBe(code);
    expect(at.events).toEqual([]);
    expect(at.account.truth().orders).toEqual([]);
  });

  it('a client id is taken while its order is open, and free afterwards', () => {
    const at = atNoon();
    const order = { ...buy, newClientOrderId: 'mine' };
    const { orderId } = at.place(order);
    expect(codeOf(() => at.place(order))).toBe(-4116);
    at.engine.cancel(orderId);
    expect(at.place(order).orderId).toBe(orderId + 1);
  });

  it('a position may be worth no more than a million', () => {
    const at = atNoon({ balanceUsdt: 1_000_000 });
    expect(codeOf(() => at.place({ ...buy, quantity: 10_500 }))).toBe(-2027);
    expect(codeOf(() => at.place({ ...buy, quantity: 10_000 }))).toMatchObject({ status: 'NEW' });
    expect(codeOf(() => at.place({ ...buy, quantity: 10_000 }))).toBe(-2027);
  });

  it('no more than 200 orders of a symbol are open', () => {
    const at = atNoon({ balanceUsdt: 100_000 });
    for (let count = 0; count < 200; count += 1) at.place(buy);
    expect(codeOf(() => at.place(buy))).toBe(-2025);
  });

  it('a symbol that is not traded', () => {
    const market = tinyMarket(minutes);
    const at = new TradingDesk({ ...market, instruments: [{ ...market.instruments[0]!, status: 'SETTLING' }] });
    expect(codeOf(() => at.place(buy))).toBe(-4141);
  });
});
