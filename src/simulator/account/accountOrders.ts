import { accountUpdate } from './accountEvents.js';
import { badAccountInput, positive } from './accountInput.js';
import type { AccountJournal } from './accountJournal.js';
import type { Execution, Order, OrderSide, PositionSide, TimeInForce } from './accountTypes.js';
import { rounded } from './amounts.js';
import { orderTradeUpdate, tradeLite } from './orderEvents.js';
import { applyFill } from './position.js';

const makerFeeRatio = 0.0002;
const takerFeeRatio = 0.0005;
const firstOrderId = 22_542_179;
const firstTradeId = 8_132_505_700;

export interface OrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly baseQty: number;
  /** Default LIMIT with a price, MARKET without. */
  readonly type?: Order['type'];
  readonly price?: number;
  readonly timeInForce?: TimeInForce;
  /** Default BOTH; LONG or SHORT when the account holds a position per side. */
  readonly positionSide?: PositionSide;
  readonly clientOrderId?: string;
  readonly reduceOnly?: boolean;
}

/** An execution of an open order. */
export interface OrderFill {
  readonly price: number;
  /** Default: all that is left of the order. */
  readonly baseQty?: number;
  /** Default: limit orders are, market orders are not. */
  readonly isMaker?: boolean;
}

/** Open orders. Books what it is told, matches nothing: whoever matches calls it. */
export class AccountOrders {
  readonly #journal: AccountJournal;
  #nextOrderId = firstOrderId;
  #nextTradeId = firstTradeId;

  constructor(journal: AccountJournal) {
    this.#journal = journal;
  }

  /** A new order rests in the book: `ORDER_TRADE_UPDATE` NEW. */
  open(request: OrderRequest): Order {
    const instrument = this.#journal.instrument(request.symbol);
    const positionSide = this.#journal.positionSide(request.positionSide);
    const { side, price = 0, timeInForce = 'GTC', reduceOnly = false } = request;
    const times = this.#journal.now();
    const orderId = this.#nextOrderId++;
    const order: Order = {
      orderId,
      clientOrderId: request.clientOrderId ?? `sim_${orderId}`,
      symbol: instrument.symbol,
      side,
      positionSide,
      type: request.type ?? (price > 0 ? 'LIMIT' : 'MARKET'),
      timeInForce,
      baseQty: positive('baseQty', request.baseQty),
      price,
      reduceOnly,
      status: 'NEW',
      executedQty: 0,
      executedQuote: 0,
      timeMs: times.atMs,
      updateTimeMs: times.atMs,
    };
    this.#journal.state.orders.set(orderId, order);
    this.#journal.publish(orderTradeUpdate(order, instrument, 'NEW', undefined, times));
    return order;
  }

  /** Executes an open order: `TRADE_LITE`, `ORDER_TRADE_UPDATE` TRADE, `ACCOUNT_UPDATE`. */
  fill(orderId: number, fill: OrderFill): Order {
    const open = this.#openOrder(orderId);
    const left = rounded(open.baseQty - open.executedQty);
    const baseQty = positive('baseQty', fill.baseQty ?? left);
    if (baseQty > left) throw badAccountInput('baseQty', `${baseQty}`, `at most the ${left} left of order ${orderId}`);
    return this.#execute(open, baseQty, positive('price', fill.price), fill.isMaker ?? open.type === 'LIMIT');
  }

  /** Takes an open order from the book: `ORDER_TRADE_UPDATE` CANCELED. */
  cancel(orderId: number): Order {
    const open = this.#openOrder(orderId);
    const times = this.#journal.now();
    const order: Order = { ...open, status: 'CANCELED', updateTimeMs: times.atMs };
    this.#journal.state.orders.delete(orderId);
    const instrument = this.#journal.instrument(order.symbol);
    this.#journal.publish(orderTradeUpdate(order, instrument, 'CANCELED', undefined, times));
    return order;
  }

  #execute(open: Order, baseQty: number, price: number, isMaker: boolean): Order {
    const journal = this.#journal;
    const { state } = journal;
    const times = journal.now();
    const { atMs } = times;
    const instrument = journal.instrument(open.symbol);
    const commission = rounded(baseQty * price * (isMaker ? makerFeeRatio : takerFeeRatio));
    const signedQty = open.side === 'BUY' ? baseQty : -baseQty;
    const held = state.position(open.symbol, open.positionSide);
    const { position, realizedPnl } = applyFill(held, { signedQty, price, commission, atMs });
    const order = executed(open, baseQty, price, atMs);
    if (order.status === 'FILLED') state.orders.delete(order.orderId);
    else state.orders.set(order.orderId, order);
    state.putPosition(position);
    const balances = [journal.changeBalance('USDT', realizedPnl - commission, times)];
    const tradeId = this.#nextTradeId++;
    const execution: Execution = { tradeId, baseQty, price, isMaker, commission, realizedPnl };
    const positions = [{ position, instrument, markPrice: journal.markPrice(order.symbol) }];
    journal.publish(tradeLite(order, instrument, execution, times));
    journal.publish(orderTradeUpdate(order, instrument, 'TRADE', execution, times));
    journal.publish(accountUpdate({ reason: 'ORDER', balances, balanceChange: 0, positions }, times));
    return order;
  }

  #openOrder(orderId: number): Order {
    const order = this.#journal.state.orders.get(orderId);
    if (order) return order;
    throw badAccountInput('orderId', `${orderId}`, 'the id of an open order');
  }
}

function executed(open: Order, baseQty: number, price: number, updateTimeMs: number): Order {
  const executedQty = rounded(open.executedQty + baseQty);
  const executedQuote = open.executedQuote + baseQty * price;
  const status = executedQty >= open.baseQty ? 'FILLED' : 'PARTIALLY_FILLED';
  return { ...open, executedQty, executedQuote, status, updateTimeMs };
}
