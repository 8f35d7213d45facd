import type { MarketInstrument } from '../market.js';
import type { AccountEvent, EventTimes } from './accountEvents.js';
import type { AlgoOrder, Execution, Order } from './accountTypes.js';
import { fixedOrZeroText, fixedText, over, plainText } from './amounts.js';
import { baseText, quotePriceText } from './venueNumbers.js';

/** `ORDER_TRADE_UPDATE.x`: what happened to the order. */
export type ExecutionType = 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED';

export const orderTradeUpdate = (
  order: Order,
  instrument: MarketInstrument,
  executionType: ExecutionType,
  execution: Execution | undefined,
  { eventTimeMs, atMs }: EventTimes,
): AccountEvent => ({
  e: 'ORDER_TRADE_UPDATE',
  E: eventTimeMs,
  T: atMs,
  o: {
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: baseText(order.baseQty, instrument),
    p: quotePriceText(order.price, instrument),
    ap: order.executedQty === 0n ? '0' : quotePriceText(over(order.executedQuote, order.executedQty), instrument),
    sp: '0',
    x: executionType,
    X: order.status,
    i: order.orderId,
    l: baseText(execution?.baseQty ?? 0n, instrument),
    z: baseText(order.executedQty, instrument),
    L: execution ? quotePriceText(execution.price, instrument) : '0',
    ...(execution && { N: 'USDT', n: fixedText(execution.commission) }),
    T: atMs,
    t: execution?.tradeId ?? 0,
    b: '0',
    a: '0',
    m: execution?.isMaker ?? false,
    R: order.reduceOnly,
    wt: 'CONTRACT_PRICE',
    ot: order.type,
    ps: order.positionSide,
    cp: false,
    pP: false,
    si: 0,
    ss: 0,
    rp: fixedOrZeroText(execution?.realizedPnl ?? 0n),
    V: 'NONE',
    pm: 'NONE',
    gtd: order.goodTillMs,
    er: `${order.expiryReason}`,
  },
});

export const tradeLite = (
  order: Order,
  instrument: MarketInstrument,
  { tradeId, baseQty, price, isMaker }: Execution,
  { eventTimeMs, atMs }: EventTimes,
): AccountEvent => ({
  e: 'TRADE_LITE',
  E: eventTimeMs,
  T: atMs,
  s: order.symbol,
  q: baseText(order.baseQty, instrument),
  p: quotePriceText(order.price, instrument),
  m: isMaker,
  c: order.clientOrderId,
  S: order.side,
  L: quotePriceText(price, instrument),
  l: baseText(baseQty, instrument),
  t: tradeId,
  i: order.orderId,
});

export const algoUpdate = (
  order: AlgoOrder,
  instrument: MarketInstrument,
  { eventTimeMs, atMs }: EventTimes,
): AccountEvent => ({
  e: 'ALGO_UPDATE',
  T: atMs,
  E: eventTimeMs,
  o: {
    caid: order.clientAlgoId,
    aid: order.algoId,
    at: 'CONDITIONAL',
    o: order.type,
    s: order.symbol,
    S: order.side,
    ps: order.positionSide,
    f: order.timeInForce,
    q: baseText(order.baseQty, instrument),
    X: order.status,
    ai: order.actualOrderId === undefined ? '' : `${order.actualOrderId}`,
    ap: order.actualQty === 0n ? '0' : quotePriceText(order.actualPrice, instrument),
    aq: order.actualQty === 0n ? '0' : baseText(order.actualQty, instrument),
    ...(order.actualOrderId !== undefined && { act: order.price === 0n ? 'MARKET' : 'LIMIT' }),
    tp: quotePriceText(order.triggerPrice, instrument),
    p: order.price === 0n ? '0' : quotePriceText(order.price, instrument),
    V: 'EXPIRE_MAKER',
    wt: order.workingType,
    pm: 'NONE',
    cp: order.closePosition,
    pP: false,
    R: order.reduceOnly,
    tt: order.triggerTimeMs,
    gtd: 0,
    rm: order.rejectReason,
    ia: order.isActivated,
    ...(order.type === 'TRAILING_STOP_MARKET' && {
      AP: quotePriceText(order.activatePrice, instrument),
      cr: plainText(order.callbackPct),
    }),
  },
});
