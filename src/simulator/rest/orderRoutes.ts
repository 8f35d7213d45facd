import { orderReply } from '../account/orderQueries.js';
import { onlyReduces } from '../matching/orderChecks.js';
import { invalidResponseType, unknownOrderSent } from '../matching/refusals.js';
import type { AccountAccess } from './accountAccess.js';
import { findOpenOrder, namedBy } from './findOrder.js';
import { optionalWord } from './orderParameters.js';
import { requiredInstrument } from './parameters.js';
import { readOrder } from './readOrder.js';
import type { RouteTable } from './route.js';
import { newOrderRoute, userRoute, type UserAnswer } from './userRoute.js';

const orderPath = '/fapi/v1/order';

/** Orders: placed and cancelled. */
export const orderRoutes = (access: AccountAccess | undefined): RouteTable =>
  new Map([
    [`POST ${orderPath}`, newOrderRoute(access, place)],
    [`DELETE ${orderPath}`, userRoute(access, 'signed', 1, cancel)],
    ['DELETE /fapi/v1/allOpenOrders', userRoute(access, 'signed', 1, cancelAll)],
  ]);

/** ACK tells that the order was taken; RESULT also what became of one that is done at once. */
const place: UserAnswer = ({ account, engine }, query, { view }) => {
  const responseType = optionalWord(query, 'newOrderRespType', ['ACK', 'RESULT'], 'ACK', invalidResponseType);
  const order = engine.place(readOrder(query, view, account.state.dualSidePosition));
  const isDoneAtOnce = order.type === 'MARKET' || order.timeInForce === 'IOC' || order.timeInForce === 'FOK';
  const isTold = responseType === 'RESULT' && isDoneAtOnce;
  const told = isTold ? order : ({ ...order, status: 'NEW', executedQty: 0n, executedQuote: 0n } as const);
  return orderReply(account, { ...told, reduceOnly: onlyReduces(order) });
};

const cancel: UserAnswer = ({ account, engine }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  const order = findOpenOrder(account, symbol, namedBy(query, 'orderId', 'origClientOrderId'));
  if (!order) throw unknownOrderSent();
  return orderReply(account, engine.cancel(order.orderId));
};

const cancelAll: UserAnswer = ({ account, engine }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  for (const order of [...account.state.orders.values()]) if (order.symbol === symbol) engine.cancel(order.orderId);
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
};
