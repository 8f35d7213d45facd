import type { AlgoOrder, Order } from '../account/accountTypes.js';
import { VenueError } from '../rest/venueError.js';
import type { NewAlgoOrder, NewOrder } from './newOrder.js';
import { isTriggered, rangeAt, TrailingStop, type PriceRange } from './algoTrigger.js';
import { checkAlgoStanding, checkPrice, checkQuantity, closableQty } from './orderChecks.js';
import { enterOrder, type OrderEntryDeps } from './orderEntry.js';
import { wouldTrigger } from './refusals.js';
import type { Step } from './restingOrders.js';

interface Watched {
  readonly sinceMs: number;
  readonly trailing: TrailingStop | undefined;
}

/** Conditional orders: waits for their conditions, and makes orders of them. */
export class AlgoWatch {
  readonly #deps: OrderEntryDeps;
  readonly #onPlaced: (order: Order, atMs: number) => void;
  readonly #watched = new Map<number, Watched>();
  /** Those that have become orders which are still open. */
  readonly #running = new Map<number, AlgoOrder>();

  constructor(deps: OrderEntryDeps, onPlaced: (order: Order, atMs: number) => void) {
    this.#deps = deps;
    this.#onPlaced = onPlaced;
  }

  get size(): number {
    return this.#watched.size + this.#running.size;
  }

  /** Takes a conditional order. Throws a `VenueError` for one that is refused. */
  enter(order: NewAlgoOrder, atMs: number): AlgoOrder {
    const { account } = this.#deps;
    const { instrument, type, price, triggerPrice, activatePrice } = order;
    checkAlgoStanding(account, order);
    if (!order.closePosition) checkQuantity(instrument, order.baseQty, price === 0n ? 'MARKET' : 'LIMIT');
    for (const each of [price, triggerPrice, activatePrice]) if (each !== 0n) checkPrice(instrument, each);
    const isTrailing = type === 'TRAILING_STOP_MARKET';
    if (!isTrailing && isTriggered(order, rangeAt(this.#priceAt(order, atMs)))) throw wouldTrigger();
    const { instrument: _, ...asked } = order;
    const opened = account.algoOrders.open({ ...asked, symbol: instrument.symbol });
    const trailing = isTrailing ? new TrailingStop(opened) : undefined;
    this.#watched.set(opened.algoId, { sinceMs: atMs, trailing });
    return opened;
  }

  /** Makes orders of those whose conditions were met in the step. */
  advance(step: Step): void {
    const { state } = this.#deps.account;
    for (const [algoId, { sinceMs, trailing }] of this.#watched) {
      const algo = state.algoOrders.get(algoId);
      if (!algo) {
        this.#watched.delete(algoId);
        continue;
      }
      const range = this.#range(algo, { fromMs: Math.max(step.fromMs, sinceMs), toMs: step.toMs });
      if (range && this.#isMet(algo, trailing, range)) {
        this.#watched.delete(algoId);
        this.#trigger(algo, step.toMs);
      }
    }
    this.finishClosed();
  }

  /** Finishes those whose orders are closed. */
  finishClosed(): void {
    const { account } = this.#deps;
    for (const [orderId, algo] of this.#running) {
      const closed = account.state.history.orders.get(orderId);
      if (!closed) continue;
      this.#running.delete(orderId);
      account.algoOrders.finish(algo, closed);
    }
  }

  #isMet(algo: AlgoOrder, trailing: TrailingStop | undefined, range: PriceRange): boolean {
    if (!trailing) return isTriggered(algo, range);
    const wasActivated = trailing.isActivated();
    const isMet = trailing.follow(range);
    if (!wasActivated && trailing.isActivated()) this.#deps.account.algoOrders.activate(algo.algoId);
    return isMet;
  }

  #trigger({ algoId, ...algo }: AlgoOrder, atMs: number): void {
    const { account } = this.#deps;
    const { state, algoOrders } = account;
    const closable = closableQty(state, algo);
    if (algo.closePosition && closable === 0n) {
      algoOrders.expire(algoId);
      return;
    }
    algoOrders.beginTrigger(algoId);
    const isTaken = [...state.orders.values()].some(({ clientOrderId }) => clientOrderId === algo.clientAlgoId);
    const order: NewOrder = {
      instrument: account.instrument(algo.symbol),
      side: algo.side,
      positionSide: algo.positionSide,
      type: algo.price === 0n ? 'MARKET' : 'LIMIT',
      timeInForce: algo.price === 0n ? 'GTC' : algo.timeInForce,
      baseQty: algo.closePosition ? closable : algo.baseQty,
      price: algo.price,
      reduceOnly: algo.positionSide === 'BOTH' && (algo.reduceOnly || algo.closePosition),
      clientOrderId: isTaken ? undefined : algo.clientAlgoId,
      goodTillMs: 0,
    };
    try {
      const placed = enterOrder(this.#deps, order, atMs);
      this.#running.set(placed.orderId, algoOrders.become(algoId, placed));
      this.#onPlaced(placed, atMs);
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      algoOrders.reject(algoId, error.message);
    }
  }

  #priceAt({ workingType, instrument }: Pick<NewAlgoOrder, 'workingType' | 'instrument'>, atMs: number) {
    const { market } = this.#deps;
    return workingType === 'MARK_PRICE' ? market.markPrice(instrument, atMs) : market.lastPrice(instrument, atMs);
  }

  /** Of the mark price only where it is now; `undefined` when there is no price. */
  #range({ workingType, symbol }: AlgoOrder, { fromMs, toMs }: Step): PriceRange | undefined {
    const { account, market } = this.#deps;
    const instrument = account.instrument(symbol);
    if (workingType === 'CONTRACT_PRICE') return market.traded(instrument, fromMs, toMs);
    const mark = market.markPrice(instrument, toMs);
    return mark === 0n ? undefined : rangeAt(mark);
  }
}
