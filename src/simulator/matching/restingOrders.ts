import type { Order } from '../account/accountTypes.js';
import { smaller, type Amount } from '../account/amounts.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import { closableQty, onlyReduces } from './orderChecks.js';
import { expiryReasons, type OrderEntryDeps } from './orderEntry.js';
import type { Traded } from './tradedMarket.js';

/** A stretch of market time within a minute. */
export interface Step {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Orders that rest in the book, each with the instant from which on trades are for it. */
export class RestingOrders {
  readonly #deps: OrderEntryDeps;
  readonly #sinceMs = new Map<number, number>();

  constructor(deps: OrderEntryDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#sinceMs.size;
  }

  add({ orderId }: Order, sinceMs: number): void {
    this.#sinceMs.set(orderId, sinceMs);
  }

  /** Lets orders expire that are due by the end of the step, and fills those whose price was traded in it. */
  advance(step: Step): void {
    const { account } = this.#deps;
    const open = [...this.#sinceMs.keys()].flatMap((orderId) => account.state.orders.get(orderId) ?? []);
    for (const order of open) if (isDue(order, step)) account.orders.expire(order.orderId, expiryReasons.goodTill);
    const left = open.filter((order) => !isDue(order, step));
    for (const symbol of new Set(left.map((order) => order.symbol))) {
      this.#match(
        symbol,
        left.filter((order) => order.symbol === symbol),
        step,
      );
    }
    this.expireIdle();
    for (const orderId of this.#sinceMs.keys()) if (!account.state.orders.has(orderId)) this.#sinceMs.delete(orderId);
  }

  /** Takes out what only reduces and has nothing left to reduce. */
  expireIdle(): void {
    const { account } = this.#deps;
    for (const orderId of this.#sinceMs.keys()) {
      const order = account.state.orders.get(orderId);
      if (order && onlyReduces(order) && closableQty(account.state, order) === 0n)
        account.orders.expire(orderId, expiryReasons.nothingToReduce);
    }
  }

  /** The best price first, then the oldest. All of them together get no more than was traded. */
  #match(symbol: InstrumentSymbol, orders: readonly Order[], { fromMs, toMs }: Step): void {
    const { account, market } = this.#deps;
    const instrument = account.instrument(symbol);
    const all = market.traded(instrument, fromMs, toMs);
    if (!all) return;
    let left = all.baseQty;
    for (const order of [...orders].sort(byPriority)) {
      const sinceMs = this.#sinceMs.get(order.orderId) ?? fromMs;
      const traded = sinceMs <= fromMs ? all : market.traded(instrument, sinceMs, toMs);
      if (!traded || !isCrossed(order, traded)) continue;
      const baseQty = [traded.baseQty, left, this.#fillable(order)].reduce(smaller);
      if (baseQty <= 0n) continue;
      account.orders.fill(order.orderId, { baseQty, price: order.price, isMaker: true });
      left -= baseQty;
    }
  }

  #fillable(order: Order): Amount {
    const open = order.baseQty - order.executedQty;
    return onlyReduces(order) ? smaller(open, closableQty(this.#deps.account.state, order)) : open;
  }
}

const isDue = ({ goodTillMs }: Order, { toMs }: Step): boolean => goodTillMs !== 0 && goodTillMs <= toMs;

const isCrossed = ({ side, price }: Order, { low, high }: Traded): boolean =>
  side === 'BUY' ? low <= price : high >= price;

function byPriority(a: Order, b: Order): number {
  if (a.side !== b.side) return a.side === 'BUY' ? -1 : 1;
  if (a.price === b.price) return a.orderId - b.orderId;
  return a.price > b.price === (a.side === 'BUY') ? -1 : 1;
}
