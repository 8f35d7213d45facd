import { Decimal } from '../../domain/decimal.js';
import type { OrderRequest, RejectReason } from '../../domain/order.js';
import type { PaperOptions } from './paperOptions.js';
import type { PaperState } from './paperState.js';

export interface Rejection {
  readonly reason: RejectReason;
  readonly message: string;
}

const reject = (reason: RejectReason, message: string): Rejection => ({ reason, message });

/** What an exchange would have against an order, before it takes it: filters, doubles, margin, triggers. */
export function checkOrder(
  order: OrderRequest,
  state: PaperState,
  price: Decimal | undefined,
  options: PaperOptions,
): Rejection | undefined {
  const { symbol, baseQty, clientOrderId, isReduceOnly } = order;
  const instrument = options.instrumentOf(symbol);
  if (instrument?.status !== 'TRADING') return reject('notTradable', `${symbol} cannot be traded`);
  if (price === undefined) return reject('notTradable', `${symbol} has no price yet`);
  if (state.orders.get(clientOrderId)?.status === 'working') return reject('duplicate', 'clientOrderId is duplicated');
  const [step, tick] = [Decimal.of(instrument.stepSize), Decimal.of(instrument.tickSize)];
  if (baseQty.sign <= 0 || step.sign <= 0 || !baseQty.isMultipleOf(step)) {
    return reject('filter', `the quantity ${baseQty.toString()} is not a multiple of ${step.toString()}`);
  }
  const limit = 'price' in order ? order.price : 'triggerPrice' in order ? order.triggerPrice : undefined;
  if (limit !== undefined && (limit.sign <= 0 || tick.sign <= 0 || !limit.isMultipleOf(tick))) {
    return reject('filter', `the price ${limit.toString()} is not a multiple of ${tick.toString()}`);
  }
  if ('triggerPrice' in order && isTriggeredBy(order, price)) {
    return reject('wouldTrigger', 'Order would immediately trigger.');
  }
  if (order.type === 'limit' && order.timeInForce === 'gtx' && isReached(order.side, order.price, price)) {
    return reject('wouldTake', 'the order would not only provide liquidity');
  }
  if (isReduceOnly) {
    return order.type === 'market' && reducibleQty(order, state).isZero
      ? reject('reduceOnly', 'ReduceOnly Order is rejected.')
      : undefined;
  }
  const notional = baseQty.times('price' in order ? order.price : price);
  if (notional.isBelow(Decimal.of(instrument.minNotionalQuote))) {
    return reject('minNotional', `Order's notional must be no smaller than ${instrument.minNotionalQuote}`);
  }
  return undefined;
}

/** How much of an order can only make a position smaller. */
export function reducibleQty({ symbol, side }: OrderRequest, { holdings }: PaperState): Decimal {
  const held = holdings.get(symbol)?.baseQty ?? Decimal.zero;
  const against = side === 'sell' ? held : held.negated();
  return against.sign > 0 ? against : Decimal.zero;
}

/** Whether a limit can be had at this price. */
export const isReached = (side: OrderRequest['side'], limit: Decimal, price: Decimal): boolean =>
  side === 'buy' ? !price.isAbove(limit) : !price.isBelow(limit);

/** A stop triggers when the price runs against the position, a take-profit when it runs in its favour. */
export function isTriggeredBy(order: OrderRequest & { readonly triggerPrice: Decimal }, price: Decimal): boolean {
  const isUpward = (order.type === 'stopMarket') === (order.side === 'buy');
  return isUpward ? !price.isBelow(order.triggerPrice) : !price.isAbove(order.triggerPrice);
}
