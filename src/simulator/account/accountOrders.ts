import { accountUpdate } from './accountEvents.js';
import { badAccountInput, positive } from './accountInput.js';
import type { AccountJournal } from './accountJournal.js';
import type { Execution, Order, OrderSide, PositionSide, TimeInForce } from './accountTypes.js';
import { amountOf, plainText, times as product, type Amount } from './amounts.js';
import { orderTradeUpdate, tradeLite } from './orderEvents.js';
import { applyFill } from './position.js';

/** What a fill costs, of its worth. */
export const makerFee = amountOf(0.0002);
export const takerFee = amountOf(0.0005);
const firstOrderId = 22_542_179;
const firstTradeId = 8_132_505_700;

/** Numbers are taken to the nearest eighth decimal; amounts as they are. */
export interface OrderRequest {
  readonly symbol: string;
  readonly side: OrderSide;
  readonly baseQty: number | Amount;
  /** Default LIMIT with a price, MARKET without. */
  readonly type?: Order['type'];
  readonly price?: number | Amount;
  readonly timeInForce?: TimeInForce;
  /** Default BOTH; LONG or SHORT when the account holds a position per side. */
  readonly positionSide?: PositionSide;
  readonly clientOrderId?: string | undefined;
  readonly reduceOnly?: boolean;
  readonly goodTillMs?: number;
}

/** An execution of an open order. */
export interface OrderFill {
  readonly price: number | Amount;
  /** Default: all that is left of the order. */
  readonly baseQty?: number | Amount;
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
    const { side, timeInForce = 'GTC', reduceOnly = false, goodTillMs = 0 } = request;
    const price = amountOf(request.price ?? 0);
    const baseQty = positive('baseQty', request.baseQty);
    const times = this.#journal.now();
    const orderId = this.#nextOrderId++;
    const order: Order = {
      orderId,
      clientOrderId: request.clientOrderId ?? `sim_${orderId}`,
      symbol: instrument.symbol,
      side,
      positionSide,
      type: request.type ?? (price > 0n ? 'LIMIT' : 'MARKET'),
      timeInForce,
      baseQty,
      price,
      reduceOnly,
      goodTillMs,
      status: 'NEW',
      expiryReason: 0,
      executedQty: 0n,
      executedQuote: 0n,
      timeMs: times.atMs,
      updateTimeMs: times.atMs,
    };
    this.#journal.state.putOrder(order);
    this.#journal.publish(orderTradeUpdate(order, instrument, 'NEW', undefined, times));
    return order;
  }

  /** Executes an open order: `TRADE_LITE`, `ORDER_TRADE_UPDATE` TRADE, `ACCOUNT_UPDATE`. */
  fill(orderId: number, fill: OrderFill): Order {
    const open = this.#openOrder(orderId);
    const left = open.baseQty - open.executedQty;
    const baseQty = positive('baseQty', fill.baseQty ?? left);
    if (baseQty > left) {
      const expected = `at most the ${plainText(left)} left of order ${orderId}`;
      throw badAccountInput('baseQty', plainText(baseQty), expected);
    }
    return this.#execute(open, baseQty, positive('price', fill.price), fill.isMaker ?? open.type === 'LIMIT');
  }

  /** Takes an open order from the book: `ORDER_TRADE_UPDATE` CANCELED. */
  cancel(orderId: number): Order {
    return this.#close({ ...this.#openOrder(orderId), status: 'CANCELED' });
  }

  /** The venue takes it from the book, for the reason with this number: `ORDER_TRADE_UPDATE` EXPIRED. */
  expire(orderId: number, expiryReason: number): Order {
    return this.#close({ ...this.#openOrder(orderId), status: 'EXPIRED', expiryReason });
  }

  #close(closed: Order & { readonly status: 'CANCELED' | 'EXPIRED' }): Order {
    const times = this.#journal.now();
    const order = { ...closed, updateTimeMs: times.atMs };
    this.#journal.state.putOrder(order);
    const instrument = this.#journal.instrument(order.symbol);
    this.#journal.publish(orderTradeUpdate(order, instrument, order.status, undefined, times));
    return order;
  }

  #execute(open: Order, baseQty: Amount, price: Amount, isMaker: boolean): Order {
    const journal = this.#journal;
    const { state } = journal;
    const times = journal.now();
    const { atMs } = times;
    const instrument = journal.instrument(open.symbol);
    const quoteQty = product(price, baseQty);
    const commission = product(quoteQty, isMaker ? makerFee : takerFee);
    const signedQty = open.side === 'BUY' ? baseQty : -baseQty;
    const held = state.position(open.symbol, open.positionSide);
    const { position, realizedPnl } = applyFill(held, { signedQty, price, commission, atMs });
    const order = executed(open, baseQty, quoteQty, atMs);
    state.putOrder(order);
    state.putPosition(position);
    const balances = [journal.changeBalance('USDT', realizedPnl - commission, times)];
    const tradeId = this.#nextTradeId++;
    const execution: Execution = { tradeId, baseQty, price, quoteQty, isMaker, commission, realizedPnl };
    const { orderId, clientOrderId, symbol, side, positionSide } = order;
    state.history.addFill({ ...execution, orderId, clientOrderId, symbol, side, positionSide, atMs });
    const marginType = state.marginType(symbol);
    const positions = [{ position, instrument, marginType, markPrice: journal.markPrice(symbol) }];
    journal.publish(tradeLite(order, instrument, execution, times));
    journal.publish(orderTradeUpdate(order, instrument, 'TRADE', execution, times));
    journal.publish(accountUpdate({ reason: 'ORDER', balances, balanceChange: 0n, positions }, times));
    return order;
  }

  #openOrder(orderId: number): Order {
    const order = this.#journal.state.orders.get(orderId);
    if (order) return order;
    throw badAccountInput('orderId', `${orderId}`, 'the id of an open order');
  }
}

function executed(open: Order, baseQty: Amount, quoteQty: Amount, updateTimeMs: number): Order {
  const executedQty = open.executedQty + baseQty;
  const executedQuote = open.executedQuote + quoteQty;
  const status = executedQty >= open.baseQty ? 'FILLED' : 'PARTIALLY_FILLED';
  return { ...open, executedQty, executedQuote, status, updateTimeMs };
}
