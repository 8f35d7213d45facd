import type { AlgoOrder, Order } from './accountTypes.js';
import { fixedText } from './amounts.js';
import type { SimulatedAccount } from './simulatedAccount.js';
import { baseText, quotePriceText } from './venueNumbers.js';

const isOf = (symbol: string | undefined) => (each: { readonly symbol: string }) =>
  symbol === undefined || each.symbol === symbol;

/** `GET /fapi/v1/openOrders`. */
export const openOrderRows = (account: SimulatedAccount, symbol?: string): object[] =>
  [...account.state.orders.values()].filter(isOf(symbol)).map((order) => openOrder(account, order));

function openOrder(account: SimulatedAccount, order: Order): object {
  const instrument = account.instrument(order.symbol);
  const { executedQty, executedQuote } = order;
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: quotePriceText(order.price, instrument),
    avgPrice: quotePriceText(executedQty === 0 ? 0 : executedQuote / executedQty, instrument),
    origQty: baseText(order.baseQty, instrument),
    executedQty: baseText(executedQty, instrument),
    cumQuote: fixedText(executedQuote),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: '0',
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.type,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'NONE',
    goodTillDate: 0,
    time: order.timeMs,
    updateTime: order.updateTimeMs,
  };
}

/** `GET /fapi/v1/openAlgoOrders`. */
export const openAlgoOrderRows = (account: SimulatedAccount, symbol?: string): object[] =>
  [...account.state.algoOrders.values()].filter(isOf(symbol)).map((order) => openAlgoOrder(account, order));

function openAlgoOrder(account: SimulatedAccount, order: AlgoOrder): object {
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
    actualOrderId: '',
    actualPrice: '0.00000',
    triggerPrice: quotePriceText(order.triggerPrice, instrument),
    price: quotePriceText(order.price, instrument),
    icebergQuantity: null,
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.workingType,
    priceMatch: 'NONE',
    closePosition: order.closePosition,
    priceProtect: false,
    reduceOnly: order.reduceOnly,
    createTime: order.createTimeMs,
    updateTime: order.updateTimeMs,
    triggerTime: order.triggerTimeMs,
    goodTillDate: 0,
  };
}
