import type { AlgoOrder, Fill, Order } from './accountTypes.js';
import { fixedText, over, plainText } from './amounts.js';
import type { SimulatedAccount } from './simulatedAccount.js';
import { baseText, quotePriceText } from './venueNumbers.js';

const isOf = (symbol: string | undefined) => (each: { readonly symbol: string }) =>
  symbol === undefined || each.symbol === symbol;

/** `GET /fapi/v1/openOrders`. */
export const openOrderRows = (account: SimulatedAccount, symbol?: string): object[] =>
  [...account.state.orders.values()].filter(isOf(symbol)).map((order) => orderRow(account, order));

/** An order as it is queried: as it is answered when it is placed, with its price on average and its times. */
export function orderRow(account: SimulatedAccount, order: Order): object {
  const { executedQty, executedQuote } = order;
  const average = executedQty === 0n ? 0n : over(executedQuote, executedQty);
  return {
    ...orderReply(account, order),
    avgPrice: quotePriceText(average, account.instrument(order.symbol)),
    cumQuote: fixedText(executedQuote),
    time: order.timeMs,
  };
}

/** An order as the requests that place and cancel it are answered. */
export function orderReply(account: SimulatedAccount, order: Order): object {
  const instrument = account.instrument(order.symbol);
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: quotePriceText(order.price, instrument),
    origQty: baseText(order.baseQty, instrument),
    executedQty: baseText(order.executedQty, instrument),
    cumQty: baseText(order.executedQty, instrument),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: quotePriceText(0n, instrument),
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.type,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'NONE',
    goodTillDate: order.goodTillMs,
    updateTime: order.updateTimeMs,
  };
}

/** `GET /fapi/v1/userTrades`, one of them. */
export function tradeRow(account: SimulatedAccount, fill: Fill): object {
  const instrument = account.instrument(fill.symbol);
  return {
    buyer: fill.side === 'BUY',
    commission: fixedText(fill.commission),
    commissionAsset: 'USDT',
    id: fill.tradeId,
    maker: fill.isMaker,
    orderId: fill.orderId,
    price: quotePriceText(fill.price, instrument),
    qty: baseText(fill.baseQty, instrument),
    quoteQty: fixedText(fill.quoteQty),
    baseQty: baseText(fill.baseQty, instrument),
    marginAsset: 'USDT',
    realizedPnl: fixedText(fill.realizedPnl),
    side: fill.side,
    positionSide: fill.positionSide,
    symbol: fill.symbol,
    pair: instrument.pair,
    time: fill.atMs,
  };
}

/** `GET /fapi/v1/openAlgoOrders`. */
export const openAlgoOrderRows = (account: SimulatedAccount, symbol?: string): object[] =>
  [...account.state.algoOrders.values()].filter(isOf(symbol)).map((order) => algoOrderRow(account, order));

/** A conditional order as it is queried. */
export function algoOrderRow(account: SimulatedAccount, order: AlgoOrder): object {
  const instrument = account.instrument(order.symbol);
  const { actualOrderId, actualPrice, actualQty } = order;
  return {
    ...algoOrderReply(account, order),
    actualOrderId: actualOrderId === undefined ? '' : `${actualOrderId}`,
    actualPrice: actualQty === 0n ? '0.00000' : quotePriceText(actualPrice, instrument),
    ...(actualQty > 0n && { actualQty: baseText(actualQty, instrument) }),
    ...(actualOrderId !== undefined && { actualType: order.price === 0n ? 'MARKET' : 'LIMIT' }),
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
  };
}

/** A conditional order as the request that places it is answered. */
export function algoOrderReply(account: SimulatedAccount, order: AlgoOrder): object {
  const instrument = account.instrument(order.symbol);
  return {
    algoId: order.algoId,
    clientAlgoId: order.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: order.type,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    timeInForce: order.timeInForce,
    quantity: baseText(order.baseQty, instrument),
    algoStatus: order.status,
    triggerPrice: quotePriceText(order.triggerPrice, instrument),
    price: quotePriceText(order.price, instrument),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.workingType,
    priceMatch: 'NONE',
    closePosition: order.closePosition,
    priceProtect: false,
    reduceOnly: order.reduceOnly,
    ...(order.type === 'TRAILING_STOP_MARKET' && {
      activatePrice: quotePriceText(order.activatePrice, instrument),
      callbackRate: plainText(order.callbackPct),
    }),
    createTime: order.createTimeMs,
    updateTime: order.updateTimeMs,
    triggerTime: order.triggerTimeMs,
    goodTillDate: 0,
  };
}
