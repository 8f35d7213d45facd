import { badAccountInput, positive } from './accountInput.js';
import type { AccountJournal } from './accountJournal.js';
import type { AccountOrders } from './accountOrders.js';
import type { AlgoOrder, AlgoType, Order, OrderSide, PositionSide, TimeInForce, WorkingType } from './accountTypes.js';
import { absolute, amountOf, over, type Amount } from './amounts.js';
import { algoUpdate } from './orderEvents.js';

const firstAlgoId = 1_000_000_033_225_453;

/** Numbers are taken to the nearest eighth decimal; amounts as they are. */
export interface AlgoOrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: AlgoType;
  /** Not of a trailing stop. */
  readonly triggerPrice?: number | Amount;
  /** Not with `closePosition`, which closes what is held then. */
  readonly baseQty?: number | Amount;
  readonly closePosition?: boolean;
  /** For STOP and TAKE_PROFIT: of the limit order it becomes. */
  readonly price?: number | Amount;
  /** Of that limit order. */
  readonly timeInForce?: TimeInForce;
  /** Of a trailing stop: where it begins to trail; default at once. */
  readonly activatePrice?: number | Amount;
  /** Of a trailing stop, in percent. */
  readonly callbackPct?: number | Amount;
  readonly positionSide?: PositionSide;
  readonly workingType?: WorkingType;
  readonly clientAlgoId?: string | undefined;
  readonly reduceOnly?: boolean;
}

/** Conditional orders. Watches no price: whoever does calls `trigger`, or the steps it is made of. */
export class AlgoOrders {
  readonly #journal: AccountJournal;
  readonly #orders: AccountOrders;
  #nextAlgoId = firstAlgoId;

  constructor(journal: AccountJournal, orders: AccountOrders) {
    this.#journal = journal;
    this.#orders = orders;
  }

  /** `ALGO_UPDATE` NEW. */
  open(request: AlgoOrderRequest): AlgoOrder {
    const { symbol } = this.#journal.instrument(request.symbol);
    const { side, type, closePosition = false, workingType = 'CONTRACT_PRICE', reduceOnly = false } = request;
    const isTrailing = type === 'TRAILING_STOP_MARKET';
    const positionSide = this.#journal.positionSide(request.positionSide);
    const baseQty = closePosition ? 0n : positive('baseQty', request.baseQty ?? 0);
    const triggerPrice = isTrailing ? 0n : positive('triggerPrice', request.triggerPrice ?? 0);
    const { atMs } = this.#journal.now();
    const algoId = this.#nextAlgoId++;
    return this.#tell({
      algoId,
      clientAlgoId: request.clientAlgoId ?? `sim_${algoId}`,
      symbol,
      side,
      positionSide,
      type,
      timeInForce: request.timeInForce ?? 'GTC',
      baseQty,
      price: amountOf(request.price ?? 0),
      triggerPrice,
      activatePrice: amountOf(request.activatePrice ?? 0),
      callbackPct: isTrailing ? positive('callbackPct', request.callbackPct ?? 0) : 0n,
      workingType,
      closePosition,
      reduceOnly,
      status: 'NEW',
      isActivated: false,
      actualOrderId: undefined,
      actualQty: 0n,
      actualPrice: 0n,
      rejectReason: '',
      triggerTimeMs: 0,
      createTimeMs: atMs,
      updateTimeMs: atMs,
    });
  }

  /** The condition is met: an order is opened under its client id, then `ALGO_UPDATE` TRIGGERED. */
  trigger(algoId: number): Order {
    const algo = this.#openOrder(algoId);
    const { symbol, side, positionSide, price, closePosition } = algo;
    const held = absolute(this.#journal.state.position(symbol, positionSide).baseQty);
    const order = this.#orders.open({
      symbol,
      side,
      positionSide,
      price,
      baseQty: closePosition ? held : algo.baseQty,
      clientOrderId: algo.clientAlgoId,
      reduceOnly: algo.reduceOnly || closePosition,
    });
    this.#tell({ ...algo, status: 'TRIGGERED', actualOrderId: order.orderId, triggerTimeMs: order.timeMs });
    return order;
  }

  /** A trailing stop begins to trail: `ALGO_UPDATE` NEW once more. */
  activate(algoId: number): AlgoOrder {
    return this.#tell({ ...this.#openOrder(algoId), isActivated: true });
  }

  /** The condition is met: `ALGO_UPDATE` TRIGGERING, before there is an order. */
  beginTrigger(algoId: number): AlgoOrder {
    const triggerTimeMs = this.#journal.now().atMs;
    return this.#tell({ ...this.#openOrder(algoId), status: 'TRIGGERING', triggerTimeMs });
  }

  /** It has become this order: `ALGO_UPDATE` TRIGGERED. */
  become(algoId: number, { orderId }: Order): AlgoOrder {
    return this.#tell({ ...this.#openOrder(algoId), status: 'TRIGGERED', actualOrderId: orderId });
  }

  /** The order it became is closed: `ALGO_UPDATE` FINISHED. */
  finish(algo: AlgoOrder, { executedQty, executedQuote }: Order): AlgoOrder {
    const actualPrice = executedQty === 0n ? 0n : over(executedQuote, executedQty);
    return this.#tell({ ...algo, status: 'FINISHED', actualQty: executedQty, actualPrice });
  }

  /** `ALGO_UPDATE` CANCELED. */
  cancel(algoId: number): AlgoOrder {
    return this.#tell({ ...this.#openOrder(algoId), status: 'CANCELED' });
  }

  /** There is nothing for it to close: `ALGO_UPDATE` EXPIRED. */
  expire(algoId: number): AlgoOrder {
    return this.#tell({ ...this.#openOrder(algoId), status: 'EXPIRED' });
  }

  /** The order it would have become was refused: `ALGO_UPDATE` REJECTED. */
  reject(algoId: number, rejectReason: string): AlgoOrder {
    return this.#tell({ ...this.#openOrder(algoId), status: 'REJECTED', rejectReason });
  }

  /** Keeps the order where it belongs, and sends its event. */
  #tell(changed: AlgoOrder): AlgoOrder {
    const times = this.#journal.now();
    const order = { ...changed, updateTimeMs: times.atMs };
    this.#journal.state.putAlgoOrder(order);
    this.#journal.publish(algoUpdate(order, this.#journal.instrument(order.symbol), times));
    return order;
  }

  #openOrder(algoId: number): AlgoOrder {
    const order = this.#journal.state.algoOrders.get(algoId);
    if (order) return order;
    throw badAccountInput('algoId', `${algoId}`, 'the id of an open conditional order');
  }
}
