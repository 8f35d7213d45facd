import { badAccountInput, positive } from './accountInput.js';
import type { AccountJournal } from './accountJournal.js';
import type { AccountOrders } from './accountOrders.js';
import type { AlgoOrder, AlgoType, Order, OrderSide, PositionSide } from './accountTypes.js';
import { algoUpdate } from './orderEvents.js';

const firstAlgoId = 1_000_000_033_225_453;

export interface AlgoOrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: AlgoType;
  readonly triggerPrice: number;
  /** Not with `closePosition`, which closes what is held then. */
  readonly baseQty?: number;
  readonly closePosition?: boolean;
  /** For STOP and TAKE_PROFIT: of the limit order it becomes. */
  readonly price?: number;
  readonly positionSide?: PositionSide;
  readonly workingType?: AlgoOrder['workingType'];
  readonly clientAlgoId?: string;
  readonly reduceOnly?: boolean;
}

/** Conditional orders. Watches no price: whoever does calls `trigger`. */
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
    const {
      side,
      type,
      closePosition = false,
      price = 0,
      workingType = 'CONTRACT_PRICE',
      reduceOnly = false,
    } = request;
    const { atMs } = this.#journal.now();
    const algoId = this.#nextAlgoId++;
    return this.#tell({
      algoId,
      clientAlgoId: request.clientAlgoId ?? `sim_${algoId}`,
      symbol,
      side,
      positionSide: this.#journal.positionSide(request.positionSide),
      type,
      timeInForce: 'GTC',
      baseQty: closePosition ? 0 : positive('baseQty', request.baseQty ?? 0),
      price,
      triggerPrice: positive('triggerPrice', request.triggerPrice),
      workingType,
      closePosition,
      reduceOnly,
      status: 'NEW',
      actualOrderId: undefined,
      triggerTimeMs: 0,
      createTimeMs: atMs,
      updateTimeMs: atMs,
    });
  }

  /** The condition is met: an order is opened under its client id, then `ALGO_UPDATE` TRIGGERED. */
  trigger(algoId: number): Order {
    const algo = this.#openOrder(algoId);
    const { symbol, side, positionSide, price, closePosition } = algo;
    const held = Math.abs(this.#journal.state.position(symbol, positionSide).baseQty);
    const order = this.#orders.open({
      symbol,
      side,
      positionSide,
      price,
      baseQty: closePosition ? held : algo.baseQty,
      clientOrderId: algo.clientAlgoId,
      reduceOnly: algo.reduceOnly || closePosition,
    });
    const { orderId: actualOrderId, timeMs: triggerTimeMs } = order;
    this.#tell({ ...algo, status: 'TRIGGERED', actualOrderId, triggerTimeMs, updateTimeMs: triggerTimeMs });
    return order;
  }

  /** `ALGO_UPDATE` CANCELED. */
  cancel(algoId: number): AlgoOrder {
    const updateTimeMs = this.#journal.now().atMs;
    return this.#tell({ ...this.#openOrder(algoId), status: 'CANCELED', updateTimeMs });
  }

  /** Keeps the order while it is open, and sends its event. */
  #tell(order: AlgoOrder): AlgoOrder {
    const { algoOrders } = this.#journal.state;
    if (order.status === 'NEW') algoOrders.set(order.algoId, order);
    else algoOrders.delete(order.algoId);
    this.#journal.publish(algoUpdate(order, this.#journal.instrument(order.symbol), this.#journal.now()));
    return order;
  }

  #openOrder(algoId: number): AlgoOrder {
    const order = this.#journal.state.algoOrders.get(algoId);
    if (order) return order;
    throw badAccountInput('algoId', `${algoId}`, 'the id of an open conditional order');
  }
}
