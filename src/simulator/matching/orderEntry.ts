import type { Order } from '../account/accountTypes.js';
import { smaller, times, type Amount } from '../account/amounts.js';
import type { SimulatedAccount } from '../account/simulatedAccount.js';
import type { NewOrder } from './newOrder.js';
import { checkFilters, checkMeans, checkStanding, closableQty, onlyReduces } from './orderChecks.js';
import type { Match } from './orderBook.js';
import { badGoodTillDate, fillOrKillRejected, postOnlyRejected } from './refusals.js';
import type { TradedMarket } from './tradedMarket.js';
import { filtersOf } from './venueFilters.js';

/** The venue's numbers for why an order expired. */
export const expiryReasons = { goodTill: 0, restOfIoc: 2, nothingToReduce: 4, restOfMarket: 9 } as const;

const leastGoodTillMs = 600_000;
const latestGoodTillMs = 253_402_300_799_000;

export interface OrderEntryDeps {
  readonly account: SimulatedAccount;
  readonly market: TradedMarket;
}

/**
 * Takes an order: checks it, opens it, fills at once what the book has for it, and expires what may not rest. The order that
 * is returned is open when it rests. Throws a `VenueError` for one that is refused, of which nothing remains.
 */
export function enterOrder({ account, market }: OrderEntryDeps, order: NewOrder, atMs: number): Order {
  const { instrument, side, type, timeInForce } = order;
  if (timeInForce === 'GTD' && (order.goodTillMs <= atMs + leastGoodTillMs || order.goodTillMs >= latestGoodTillMs))
    throw badGoodTillDate();
  checkStanding(account, order);
  const markPrice = market.markPrice(instrument, atMs);
  checkFilters(order, markPrice);
  const book = market.book(instrument, atMs);
  checkMeans(account, order, type === 'LIMIT' ? order.price : (book?.best(side) ?? markPrice));
  const matches = book?.take(side, takable(account, order), type === 'LIMIT' ? order.price : bound(order, markPrice));
  const matched = (matches ?? []).reduce((sum, { baseQty }) => sum + baseQty, 0n);
  if (timeInForce === 'GTX' && matched > 0n) throw postOnlyRejected();
  if (timeInForce === 'FOK' && matched < order.baseQty) throw fillOrKillRejected();
  return execute(account, order, matches ?? []);
}

/** How much of an order may be filled: what only reduces stops at a flat position. */
function takable({ state }: SimulatedAccount, order: NewOrder): Amount {
  if (!onlyReduces(order)) return order.baseQty;
  return smaller(order.baseQty, closableQty(state, { ...order, symbol: order.instrument.symbol }));
}

/** How far from the mark price a market order goes. */
function bound({ instrument, side }: NewOrder, markPrice: Amount): Amount {
  const { multiplierUp, multiplierDown } = filtersOf(instrument);
  return times(markPrice, side === 'BUY' ? multiplierUp : multiplierDown);
}

function execute({ orders, state }: SimulatedAccount, order: NewOrder, matches: readonly Match[]): Order {
  const { type, timeInForce, instrument, ...asked } = order;
  let placed = orders.open({ ...asked, type, timeInForce, symbol: instrument.symbol });
  for (const { baseQty, price } of matches) placed = orders.fill(placed.orderId, { baseQty, price, isMaker: false });
  if (placed.status === 'FILLED') return placed;
  if (onlyReduces(placed) && closableQty(state, placed) === 0n)
    return orders.expire(placed.orderId, expiryReasons.nothingToReduce);
  if (type === 'MARKET') return orders.expire(placed.orderId, expiryReasons.restOfMarket);
  if (timeInForce === 'IOC') return orders.expire(placed.orderId, expiryReasons.restOfIoc);
  return placed;
}
