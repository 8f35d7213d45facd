import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/simulator/account/amounts.js';
import { TrailingStop } from '../../../src/simulator/matching/algoTrigger.js';
import { tinyMarket, type TinyMinute } from './support/tinyMarket.js';
import { codeOf, TradingDesk, type DeskOptions, type Parameters } from './support/tradingDesk.js';

/** At 100.00 for a minute, then down to 90.00 and back, then up to 110.00. */
const minutes: readonly TinyMinute[] = [
  [10_000, 10_000, 10_000, 10_000, 600, 600],
  [10_000, 10_000, 9_000, 10_000, 600, 600],
  [10_000, 11_000, 10_000, 11_000, 600, 600],
  [11_000, 11_000, 11_000, 11_000, 600, 600],
];
const minuteMs = 60_000;

/** In the quiet minute, with a position of one bought at 102.00 unless told otherwise. */
function desk(options?: DeskOptions & { readonly isFlat?: boolean }): TradingDesk {
  const at = new TradingDesk(tinyMarket(minutes), options);
  at.goTo(minuteMs / 2);
  if (!options?.isFlat) at.place({ side: 'BUY', quantity: 1, type: 'MARKET' });
  at.events.length = 0;
  return at;
}
const stop = { side: 'SELL', type: 'STOP_MARKET', quantity: 1, triggerPrice: '95.00', reduceOnly: true } as const;
const algo = (at: TradingDesk, algoId: number) => at.account.truth().algoOrders.find((each) => each.algoId === algoId);

describe('conditional orders', () => {
  it('a stop becomes a market order when its price is traded, and tells of every step', () => {
    const at = desk();
    const { algoId } = at.placeAlgo({ ...stop, clientAlgoId: 'sl-1' });
    at.advanceTo(minuteMs);
    expect(algo(at, algoId)).toMatchObject({ status: 'NEW' });
    at.advanceTo(2 * minuteMs);
    expect(at.baseQty).toBe(0n);
    expect(algo(at, algoId)).toMatchObject({ status: 'FINISHED', clientAlgoId: 'sl-1', actualQty: '1.00000000' });
    const [order] = at.account.truth().orders.slice(-1);
    expect(order).toMatchObject({ clientOrderId: 'sl-1', status: 'FILLED', type: 'MARKET', reduceOnly: true });
    const told = at.events.map(({ e, o }) => `${e} ${(o as { X?: string } | undefined)?.X ?? ''}`.trim());
    expect(told).toEqual([
      'ALGO_UPDATE NEW',
      'ALGO_UPDATE TRIGGERING',
      'ORDER_TRADE_UPDATE NEW',
      'TRADE_LITE',
      'ORDER_TRADE_UPDATE FILLED',
      'ACCOUNT_UPDATE',
      'ALGO_UPDATE TRIGGERED',
      'ALGO_UPDATE FINISHED',
    ]);
    const times = at.events.map(({ T }) => Number(T));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)! % 250).toBe(0);
  });

  it('a stop with a price becomes a limit order, which may rest', () => {
    const at = desk();
    const limit = { side: 'SELL', type: 'STOP', quantity: 1, triggerPrice: '95.00', price: '99.50', reduceOnly: true };
    const { algoId } = at.placeAlgo(limit);
    at.advanceTo(1.3 * minuteMs);
    const { status, actualOrderId } = algo(at, algoId)!;
    if (status === 'TRIGGERED') expect(at.order(actualOrderId!)).toMatchObject({ type: 'LIMIT', status: 'NEW' });
    at.advanceTo(3 * minuteMs);
    expect(algo(at, algoId)).toMatchObject({ status: 'FINISHED', actualPrice: '99.50000000' });
    expect(at.account.truth().fills.at(-1)).toMatchObject({ isMaker: true });
  });

  it.each<[string, Parameters, 1 | 2]>([
    ['a stop of a buyer looks up', { side: 'BUY', type: 'STOP_MARKET', triggerPrice: '105.00' }, 2],
    ['a take-profit of a seller looks up', { side: 'SELL', type: 'TAKE_PROFIT_MARKET', triggerPrice: '105.00' }, 2],
    ['a take-profit of a buyer looks down', { side: 'BUY', type: 'TAKE_PROFIT_MARKET', triggerPrice: '95.00' }, 1],
    [
      'the mark price triggers',
      { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '95.00', workingType: 'MARK_PRICE' },
      1,
    ],
  ])('%s', (_claim, parameters, minute) => {
    const at = desk();
    const { algoId } = at.placeAlgo({ quantity: 1, ...parameters });
    at.advanceTo(minute * minuteMs);
    expect(algo(at, algoId)!.status).toBe('NEW');
    at.advanceTo((minute + 1) * minuteMs);
    expect(algo(at, algoId)!.status).toBe('FINISHED');
  });

  it.each<Parameters>([
    { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '100.00' },
    { side: 'BUY', type: 'STOP_MARKET', triggerPrice: '99.00' },
    { side: 'SELL', type: 'TAKE_PROFIT_MARKET', triggerPrice: '99.00' },
    { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '101.00', workingType: 'MARK_PRICE' },
  ])('%o would trigger at once', (parameters) => {
    const at = desk();
    expect(codeOf(() => at.placeAlgo({ quantity: 1, ...parameters }))).toBe(-2021);
    expect(at.events).toEqual([]);
  });

  it('closePosition closes what is held then, and expires when nothing is', () => {
    const closing = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '95.00', closePosition: true };
    const at = desk();
    at.place({ side: 'BUY', quantity: 1, type: 'MARKET' });
    at.placeAlgo(closing);
    at.advanceTo(2 * minuteMs);
    expect(at.account.truth().orders.at(-1)).toMatchObject({ baseQty: '2.00000000', reduceOnly: true });
    const flat = desk({ isFlat: true });
    const { algoId } = flat.placeAlgo(closing);
    flat.advanceTo(2 * minuteMs);
    expect(algo(flat, algoId)).toMatchObject({ status: 'EXPIRED', actualOrderId: undefined });
    expect(flat.events.at(-1)).toMatchObject({ e: 'ALGO_UPDATE', o: { X: 'EXPIRED' } });
  });

  it('an order that is refused when it is triggered is rejected with the reason', () => {
    const at = desk({ isFlat: true });
    const { algoId } = at.placeAlgo(stop);
    at.advanceTo(2 * minuteMs);
    expect(algo(at, algoId)).toMatchObject({ status: 'REJECTED', rejectReason: 'ReduceOnly Order is rejected.' });
    expect(at.events.at(-1)).toMatchObject({ o: { X: 'REJECTED', rm: 'ReduceOnly Order is rejected.' } });
  });

  it('a cancelled one triggers nothing', () => {
    const at = desk();
    const { algoId } = at.placeAlgo(stop);
    at.engine.cancelAlgo(algoId);
    at.advanceTo(2 * minuteMs);
    expect(algo(at, algoId)!.status).toBe('CANCELED');
    expect(at.baseQty).toBe(amountOf(1));
  });

  it('a trailing stop follows the best price, and sells when it turns back', () => {
    const at = desk();
    const trailing = { side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: 1, callbackRate: '4.5' };
    const { algoId } = at.placeAlgo(trailing);
    at.advanceTo(1.05 * minuteMs);
    expect(algo(at, algoId)).toMatchObject({ isActivated: true });
    at.advanceTo(2 * minuteMs);
    expect(algo(at, algoId)!.status).toBe('FINISHED');
    const states = at.events.flatMap(({ e, o }) => (e === 'ALGO_UPDATE' ? [o as { X: string; ia: boolean }] : []));
    expect(states.slice(0, 2)).toMatchObject([
      { X: 'NEW', ia: false },
      { X: 'NEW', ia: true },
    ]);
  });

  it.each<[number, Parameters]>([
    [-2007, { side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: 1, callbackRate: '20.1' }],
    [-2007, { side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: 1, callbackRate: '0.05' }],
    [-1106, { side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: 1, callbackRate: '1', triggerPrice: 1 }],
    [-1106, { ...stop, price: '1.00' }],
    [-1102, { side: 'SELL', type: 'STOP', quantity: 1, triggerPrice: '95.00' }],
    [-1102, { side: 'SELL', type: 'STOP_MARKET', quantity: 1 }],
    [-1102, { ...stop, algoType: 'VP' }],
    [-1116, { ...stop, type: 'LIMIT' }],
    [-4137, { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '95.00', closePosition: true, quantity: 1 }],
    [-4138, { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '95.00', closePosition: true, reduceOnly: true }],
    [-1111, { ...stop, triggerPrice: '95.001' }],
    [-4015, { ...stop, clientAlgoId: '' }],
    [-1102, { ...stop, workingType: 'INDEX' }],
  ])('%d for %o', (code, parameters) => {
    const at = desk();
    expect(codeOf(() => at.placeAlgo(parameters))).toBe(code);
    expect(at.account.truth().algoOrders).toEqual([]);
  });

  it('a client id is taken while its conditional order is open', () => {
    const at = desk();
    const { algoId } = at.placeAlgo({ ...stop, clientAlgoId: 'sl' });
    expect(codeOf(() => at.placeAlgo({ ...stop, clientAlgoId: 'sl' }))).toBe(-4116);
    at.engine.cancelAlgo(algoId);
    expect(at.placeAlgo({ ...stop, clientAlgoId: 'sl' }).status).toBe('NEW');
  });

  it('no more than 200 are open in the account', () => {
    const at = desk();
    for (let count = 0; count < 200; count += 1) at.placeAlgo(stop);
    expect(codeOf(() => at.placeAlgo(stop))).toBe(-4045);
  });
});

describe('TrailingStop', () => {
  const range = (...prices: number[]) => ({
    low: amountOf(Math.min(...prices)),
    high: amountOf(Math.max(...prices)),
    last: amountOf(prices.at(-1)!),
  });
  const trail = (side: 'BUY' | 'SELL', activatePrice: number) =>
    new TrailingStop({ side, activatePrice: amountOf(activatePrice), callbackPct: amountOf(1) });

  it('sells at the callback rate below the highest price since its activation', () => {
    const trailing = trail('SELL', 110);
    expect([range(105), range(109, 100)].map((each) => trailing.follow(each))).toEqual([false, false]);
    expect(trailing.isActivated()).toBe(false);
    expect([range(110), range(120), range(118.81), range(118.8)].map((each) => trailing.follow(each))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('buys at the callback rate above the lowest price', () => {
    const trailing = trail('BUY', 0);
    expect([range(100), range(95, 90), range(90.89), range(90.9)].map((each) => trailing.follow(each))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
