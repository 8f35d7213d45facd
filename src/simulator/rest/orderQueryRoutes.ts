import type { Order } from '../account/accountTypes.js';
import { orderRow, tradeRow } from '../account/orderQueries.js';
import { noSuchOrder } from '../matching/refusals.js';
import type { AccountAccess } from './accountAccess.js';
import { findOpenOrder, findOrder, isRemembered, namedBy } from './findOrder.js';
import { optionalInteger, requiredInstrument } from './parameters.js';
import type { RouteTable } from './route.js';
import { userRoute, type UserAnswer } from './userRoute.js';
import { invalidValue, startAfterEnd, VenueError } from './venueError.js';

const weekMs = 7 * 86_400_000;
const [defaultRows, mostRows] = [500, 1_000];

/** Orders and trades as they were. */
export const orderQueryRoutes = (access: AccountAccess | undefined): RouteTable =>
  new Map([
    ['GET /fapi/v1/order', userRoute(access, 'signed', 1, queryOrder)],
    ['GET /fapi/v1/openOrder', userRoute(access, 'signed', 1, queryOpenOrder)],
    ['GET /fapi/v1/allOrders', userRoute(access, 'signed', 5, allOrders)],
    ['GET /fapi/v1/userTrades', userRoute(access, 'signed', 5, userTrades)],
  ]);

const queryOrder: UserAnswer = ({ account }, query, { view, nowMs }) => {
  const { symbol } = requiredInstrument(query, view);
  return told(account, findOrder(account, symbol, namedBy(query, 'orderId', 'origClientOrderId'), nowMs));
};

const queryOpenOrder: UserAnswer = ({ account }, query, { view }) => {
  const { symbol } = requiredInstrument(query, view);
  return told(account, findOpenOrder(account, symbol, namedBy(query, 'orderId', 'origClientOrderId')));
};

function told(account: AccountAccess['account'], order: Order | undefined): object {
  if (!order) throw noSuchOrder();
  return orderRow(account, order);
}

const allOrders: UserAnswer = ({ account }, query, { view, nowMs }) => {
  const { symbol } = requiredInstrument(query, view);
  const { orders, history } = account.state;
  const closed = [...history.orders.values()].filter((order) => isRemembered(order, nowMs));
  const all = [...closed, ...orders.values()].filter((order) => order.symbol === symbol);
  const rows = all.map((order) => ({ id: order.orderId, timeMs: order.timeMs, row: () => orderRow(account, order) }));
  return page(rows, query, 'orderId', nowMs);
};

const userTrades: UserAnswer = ({ account }, query, { view, nowMs }) => {
  const { symbol } = requiredInstrument(query, view);
  const orderId = optionalInteger(query, 'orderId');
  const fills = [...account.state.history.fills.values()].filter(
    (fill) => fill.symbol === symbol && (orderId === undefined || fill.orderId === orderId),
  );
  const rows = fills.map((fill) => ({ id: fill.tradeId, timeMs: fill.atMs, row: () => tradeRow(account, fill) }));
  return page(rows, query, 'fromId', nowMs);
};

interface Row {
  readonly id: number;
  readonly timeMs: number;
  readonly row: () => object;
}

/** From an id on, or of a stretch of time: by default the last week. Ascending; the newest where there are more. */
function page(rows: readonly Row[], query: URLSearchParams, idName: string, nowMs: number): object[] {
  const limit = optionalInteger(query, 'limit') ?? defaultRows;
  if (limit < 1 || limit > mostRows) throw invalidValue('limit');
  const sorted = [...rows].sort((a, b) => a.id - b.id);
  const fromId = optionalInteger(query, idName);
  if (fromId !== undefined)
    return sorted
      .filter(({ id }) => id >= fromId)
      .slice(0, limit)
      .map(({ row }) => row());
  const startTime = optionalInteger(query, 'startTime');
  const endTime = optionalInteger(query, 'endTime');
  const untilMs = endTime ?? Math.min(nowMs, (startTime ?? nowMs) + weekMs);
  const sinceMs = startTime ?? untilMs - weekMs;
  if (sinceMs > untilMs) throw startAfterEnd();
  if (untilMs - sinceMs > weekMs)
    throw new VenueError(-4165, 'Invalid time interval. Maximum time interval is 7 days.');
  const within = sorted.filter(({ timeMs }) => timeMs >= sinceMs && timeMs <= untilMs);
  return (startTime === undefined ? within.slice(-limit) : within.slice(0, limit)).map(({ row }) => row());
}
