import { orderRef, type OrderRef, type OrderRequest } from '../../domain/order.js';
import { openAlgoOrdersSchema, openOrdersSchema, positionRiskSchema } from './accountWire.js';
import {
  accountConfigSchema,
  algoCancelSchema,
  algoReplySchema,
  cancelledSchema,
  orderReplySchema,
  placedAlgoSchema,
  placedSchema,
  userTradesSchema,
} from './orderWire.js';

const orderPath = '/fapi/v1/order';
const algoOrderPath = '/fapi/v1/algoOrder';
/** The most trades in one answer. */
export const mostTrades = 1_000;

const sideWord = { buy: 'BUY', sell: 'SELL' } as const;
const timeInForceWord = { gtc: 'GTC', ioc: 'IOC', gtx: 'GTX' } as const;
const conditionalWord = { stopMarket: 'STOP_MARKET', takeProfitMarket: 'TAKE_PROFIT_MARKET' } as const;

// What changes something is sent once: whether it was done is a question for a query, never for a repetition.
const once = { priority: 'order', maxRetries: 0 } as const;
const asking = { priority: 'order' } as const;

export const placeRequest = (order: OrderRequest) =>
  ({
    ...once,
    method: 'POST',
    path: orderPath,
    weight: 0,
    params: orderParams(order),
    schema: placedSchema,
  }) as const;

export const placeAlgoRequest = (order: OrderRequest) =>
  ({
    ...once,
    method: 'POST',
    path: algoOrderPath,
    weight: 0,
    params: orderParams(order),
    schema: placedAlgoSchema,
  }) as const;

/**
 * The parameters of an order, amounts in full and exact. A conditional order looks at the last price, as our own feeds
 * and klines do, not at the mark price.
 */
function orderParams(order: OrderRequest): Readonly<Record<string, string>> {
  const { clientOrderId, symbol, side, baseQty, isReduceOnly } = order;
  const common = {
    symbol,
    side: sideWord[side],
    quantity: baseQty.toString(),
    ...(isReduceOnly && { reduceOnly: 'true' }),
  };
  switch (order.type) {
    case 'market':
      return { ...common, type: 'MARKET', newClientOrderId: clientOrderId, newOrderRespType: 'ACK' };
    case 'limit':
      return {
        ...common,
        type: 'LIMIT',
        price: order.price.toString(),
        timeInForce: timeInForceWord[order.timeInForce],
        newClientOrderId: clientOrderId,
        newOrderRespType: 'ACK',
      };
    case 'stopMarket':
    case 'takeProfitMarket':
      return {
        ...common,
        algoType: 'CONDITIONAL',
        type: conditionalWord[order.type],
        triggerPrice: order.triggerPrice.toString(),
        workingType: 'CONTRACT_PRICE',
        clientAlgoId: clientOrderId,
      };
  }
}

export const isConditional = (order: OrderRequest): boolean => orderRef(order).isConditional;

export const cancelRequest = ({ symbol, clientOrderId }: OrderRef) =>
  ({
    ...once,
    method: 'DELETE',
    path: orderPath,
    weight: 1,
    params: { symbol, origClientOrderId: clientOrderId },
    schema: cancelledSchema,
  }) as const;

export const cancelAlgoRequest = ({ clientOrderId }: OrderRef) =>
  ({
    ...once,
    method: 'DELETE',
    path: algoOrderPath,
    weight: 1,
    params: { clientAlgoId: clientOrderId },
    schema: algoCancelSchema,
  }) as const;

export const queryRequest = (
  symbol: string,
  name: { readonly origClientOrderId: string } | { readonly orderId: string },
) => ({ ...asking, path: orderPath, weight: 1, params: { symbol, ...name }, schema: orderReplySchema }) as const;

export const queryAlgoRequest = ({ clientOrderId }: OrderRef) =>
  ({
    ...asking,
    path: algoOrderPath,
    weight: 1,
    params: { clientAlgoId: clientOrderId },
    schema: algoReplySchema,
  }) as const;

/** The trades of one order, oldest first, from this one on. */
export const tradesRequest = (symbol: string, orderId: string, fromId: string | undefined) =>
  ({
    ...asking,
    path: '/fapi/v1/userTrades',
    weight: 5,
    params: { symbol, orderId, limit: String(mostTrades), ...(fromId !== undefined && { fromId }) },
    schema: userTradesSchema,
  }) as const;

// Of all symbols at once; of one symbol the weight is 1.
export const openOrdersRequest = { ...asking, path: '/fapi/v1/openOrders', weight: 40, schema: openOrdersSchema };
export const openAlgoOrdersRequest = {
  ...asking,
  path: '/fapi/v1/openAlgoOrders',
  weight: 40,
  schema: openAlgoOrdersSchema,
};
export const accountConfigRequest = {
  ...asking,
  path: '/fapi/v1/accountConfig',
  weight: 5,
  schema: accountConfigSchema,
};
export const positionsRequest = { ...asking, path: '/fapi/v3/positionRisk', weight: 5, schema: positionRiskSchema };
