import type { AlgoOrder, Fill, Order } from './accountTypes.js';
import type { Amount } from './amounts.js';

/** The oldest are forgotten beyond this many of each. */
const kept = 100_000;

/** What is over: closed orders, fills, and money that came and went other than by trading. */
export class AccountHistory {
  readonly orders = new Map<number, Order>();
  readonly algoOrders = new Map<number, AlgoOrder>();
  readonly fills = new Map<number, Fill>();
  /** By asset: deposits and funding less withdrawals. */
  readonly transferred = new Map<string, Amount>();

  addOrder(order: Order): void {
    remember(this.orders, order.orderId, order);
  }

  addAlgoOrder(order: AlgoOrder): void {
    remember(this.algoOrders, order.algoId, order);
  }

  addFill(fill: Fill): void {
    remember(this.fills, fill.tradeId, fill);
  }

  addTransfer(asset: string, amount: Amount): void {
    this.transferred.set(asset, (this.transferred.get(asset) ?? 0n) + amount);
  }
}

function remember<T>(all: Map<number, T>, id: number, one: T): void {
  all.set(id, one);
  if (all.size <= kept) return;
  const [oldest] = all.keys();
  if (oldest !== undefined) all.delete(oldest);
}
