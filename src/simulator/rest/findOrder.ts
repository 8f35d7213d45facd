import type { AlgoOrder, Order } from '../account/accountTypes.js';
import type { SimulatedAccount } from '../account/simulatedAccount.js';
import { dayMs } from '../market.js';
import { optionalInteger } from './parameters.js';
import { missingParameter } from './venueError.js';

/** What ended without a fill is forgotten sooner. */
const [unfilledForMs, filledForMs] = [3 * dayMs, 90 * dayMs];

/** How a request names what it means: by the venue's id, which prevails, or by the client's. */
interface Named {
  readonly id: number | undefined;
  readonly clientId: string | undefined;
}

/** Throws -1102 for a request that names nothing. */
export function namedBy(query: URLSearchParams, idName: string, clientIdName: string): Named {
  const id = optionalInteger(query, idName);
  const clientId = query.get(clientIdName) ?? undefined;
  if (id === undefined && !clientId) throw missingParameter(idName);
  return { id, clientId };
}

export const findOpenOrder = ({ state }: SimulatedAccount, symbol: string, named: Named): Order | undefined =>
  newest(
    [...state.orders.values()],
    (order) => isMeant(order.orderId, order.clientOrderId, named) && order.symbol === symbol,
  );

/** Open or closed, as long as the venue remembers it; the newest where a client's id was used again. */
export function findOrder(account: SimulatedAccount, symbol: string, named: Named, nowMs: number): Order | undefined {
  const { orders } = account.state.history;
  return (
    findOpenOrder(account, symbol, named) ??
    newest(
      [...orders.values()],
      (order) =>
        isMeant(order.orderId, order.clientOrderId, named) && order.symbol === symbol && isRemembered(order, nowMs),
    )
  );
}

/** Whether the venue still tells of a closed order. */
export const isRemembered = ({ executedQty, updateTimeMs }: Order, nowMs: number): boolean =>
  nowMs - updateTimeMs <= (executedQty === 0n ? unfilledForMs : filledForMs);

export const findOpenAlgoOrder = ({ state }: SimulatedAccount, named: Named): AlgoOrder | undefined =>
  newest([...state.algoOrders.values()], (order) => isMeant(order.algoId, order.clientAlgoId, named));

export const findAlgoOrder = (account: SimulatedAccount, named: Named): AlgoOrder | undefined =>
  findOpenAlgoOrder(account, named) ??
  newest([...account.state.history.algoOrders.values()], (order) => isMeant(order.algoId, order.clientAlgoId, named));

const isMeant = (id: number, clientId: string, named: Named): boolean =>
  named.id === undefined ? clientId === named.clientId : id === named.id;

const newest = <T>(all: readonly T[], isThis: (one: T) => boolean): T | undefined => all.findLast(isThis);
