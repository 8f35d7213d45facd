import { algoOrderReply, algoOrderRow } from '../account/orderQueries.js';
import { noSuchOrder, unknownOrderSent } from '../matching/refusals.js';
import type { AccountAccess } from './accountAccess.js';
import { findAlgoOrder, findOpenAlgoOrder, namedBy } from './findOrder.js';
import { requiredInstrument } from './parameters.js';
import { readAlgoOrder } from './readOrder.js';
import type { RouteTable } from './route.js';
import { newOrderRoute, userRoute, type UserAnswer } from './userRoute.js';

const algoOrderPath = '/fapi/v1/algoOrder';

/** Conditional orders: placed, cancelled and queried. */
export const algoRoutes = (access: AccountAccess | undefined): RouteTable =>
  new Map([
    [`POST ${algoOrderPath}`, newOrderRoute(access, place)],
    [`GET ${algoOrderPath}`, userRoute(access, 'signed', 1, queryOne)],
    [`DELETE ${algoOrderPath}`, userRoute(access, 'signed', 1, cancel)],
    ['DELETE /fapi/v1/algoOpenOrders', userRoute(access, 'signed', 1, cancelAll)],
    ['GET /fapi/v1/allAlgoOrders', userRoute(access, 'signed', 5, queryAll)],
  ]);

const place: UserAnswer = ({ account, engine }, query, { view }) =>
  algoOrderReply(account, engine.placeAlgo(readAlgoOrder(query, view, account.state.dualSidePosition)));

const queryOne: UserAnswer = ({ account }, query) => {
  const order = findAlgoOrder(account, namedBy(query, 'algoId', 'clientAlgoId'));
  if (!order) throw noSuchOrder();
  return algoOrderRow(account, order);
};

/** The code is a text here. */
const cancel: UserAnswer = ({ account, engine }, query) => {
  const order = findOpenAlgoOrder(account, namedBy(query, 'algoId', 'clientAlgoId'));
  if (!order) throw unknownOrderSent();
  const { algoId, clientAlgoId } = engine.cancelAlgo(order.algoId);
  return { algoId, clientAlgoId, code: '200', msg: 'success' };
};

const cancelAll: UserAnswer = ({ account, engine }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  for (const order of [...account.state.algoOrders.values()])
    if (order.symbol === symbol) engine.cancelAlgo(order.algoId);
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
};

const queryAll: UserAnswer = ({ account }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  const { algoOrders, history } = account.state;
  return [...history.algoOrders.values(), ...algoOrders.values()]
    .filter((order) => order.symbol === symbol)
    .sort((a, b) => a.algoId - b.algoId)
    .map((order) => algoOrderRow(account, order));
};
