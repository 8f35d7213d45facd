import type { AccountState } from '../account/accountState.js';
import { absolute, times, type Amount } from '../account/amounts.js';
import { largestNotional, maxNotional, type MarginedOrder } from '../account/margins.js';
import type { OrderSide, PositionSide } from '../account/accountTypes.js';
import type { SimulatedAccount } from '../account/simulatedAccount.js';
import type { MarketInstrument } from '../market.js';
import type { NewAlgoOrder, NewOrder } from './newOrder.js';
import * as refusals from './refusals.js';
import { filtersOf, maxOpenOrders } from './venueFilters.js';

/** What an order of this side can take from the position it is for. */
export function closableQty(
  state: AccountState,
  { symbol, side, positionSide }: Pick<MarginedOrder, 'symbol' | 'side' | 'positionSide'>,
): Amount {
  const { baseQty } = state.position(symbol, positionSide);
  return (side === 'SELL') === baseQty > 0n ? absolute(baseQty) : 0n;
}

/** Whether it may not do anything but reduce: because it says so, or because its position side does. */
export const onlyReduces = (order: {
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly reduceOnly: boolean;
}): boolean =>
  order.reduceOnly ||
  (order.positionSide === 'LONG' && order.side === 'SELL') ||
  (order.positionSide === 'SHORT' && order.side === 'BUY');

/** Position mode, tradability, client id and number of open orders. Throws the venue's refusal. */
export function checkStanding({ state }: SimulatedAccount, order: NewOrder): void {
  checkPlace(state, order);
  const open = [...state.orders.values()];
  if (open.some(({ clientOrderId }) => clientOrderId === order.clientOrderId)) throw refusals.duplicateClientId();
  if (open.filter(({ symbol }) => symbol === order.instrument.symbol).length >= maxOpenOrders)
    throw refusals.tooManyOpenOrders();
}

/** As `checkStanding`, of a conditional order. */
export function checkAlgoStanding({ state }: SimulatedAccount, order: NewAlgoOrder): void {
  checkPlace(state, order);
  const open = [...state.algoOrders.values()];
  if (open.some(({ clientAlgoId }) => clientAlgoId === order.clientAlgoId)) throw refusals.duplicateClientId();
  if (open.length >= maxOpenOrders) throw refusals.tooManyAlgoOrders();
}

function checkPlace(state: AccountState, { instrument, positionSide }: Pick<NewOrder, 'instrument' | 'positionSide'>) {
  if ((positionSide === 'BOTH') === state.dualSidePosition) throw refusals.otherPositionSide();
  if (instrument.status !== 'TRADING') throw refusals.symbolClosed();
}

/** Ticks, steps, limits, notional, and the distance to the mark price. Throws the venue's refusal. */
export function checkFilters(order: NewOrder, markPrice: Amount): void {
  const { instrument, type, side, baseQty, price } = order;
  const filters = filtersOf(instrument);
  checkQuantity(instrument, baseQty, type);
  if (type === 'LIMIT') {
    checkPrice(instrument, price);
    const [cap, floor] = [times(markPrice, filters.multiplierUp), times(markPrice, filters.multiplierDown)];
    if (side === 'BUY' && price > cap && markPrice > 0n) throw refusals.priceAboveCap(cap);
    if (side === 'SELL' && price < floor) throw refusals.priceBelowFloor(floor);
  }
  const notional = times(baseQty, type === 'LIMIT' ? price : markPrice);
  if (notional < filters.minNotional && !onlyReduces(order)) throw refusals.notionalBelowMin(filters.minNotional);
}

/** Throws the venue's refusal of a quantity. */
export function checkQuantity(instrument: MarketInstrument, baseQty: Amount, type: NewOrder['type']): void {
  const { stepSize, maxQty, maxMarketQty } = filtersOf(instrument);
  if (baseQty <= 0n) throw refusals.quantityNotPositive();
  if (baseQty < stepSize) throw refusals.quantityBelowMin();
  if (baseQty > (type === 'MARKET' ? maxMarketQty : maxQty)) throw refusals.quantityAboveMax();
  if (stepSize > 0n && baseQty % stepSize !== 0n) throw refusals.notStepMultiple();
}

/** Throws the venue's refusal of a price. */
export function checkPrice(instrument: MarketInstrument, price: Amount): void {
  const { tickSize, maxPrice } = filtersOf(instrument);
  if (price < tickSize || price <= 0n) throw refusals.priceBelowMin();
  if (price > maxPrice) throw refusals.priceAboveMax();
  if (tickSize > 0n && price % tickSize !== 0n) throw refusals.notTickMultiple();
}

/** Whether there is anything to reduce, and the margin for anything else. Throws the venue's refusal. */
export function checkMeans(account: SimulatedAccount, order: NewOrder, expectedPrice: Amount): void {
  const { instrument, side, positionSide, baseQty } = order;
  const { symbol } = instrument;
  const closable = closableQty(account.state, { symbol, side, positionSide });
  if (onlyReduces(order)) {
    const isTooMuch = positionSide === 'BOTH' ? closable === 0n : baseQty > closable;
    if (isTooMuch) throw refusals.reduceOnlyRejected();
    return;
  }
  const further: MarginedOrder = { ...order, symbol, price: expectedPrice, executedQty: 0n };
  const before = account.margins();
  const after = account.margins([further]);
  const needed = after.positionMargin + after.openOrderMargin;
  const isMore = needed > before.positionMargin + before.openOrderMargin;
  if (!isMore) return;
  const equity = after.walletBalance + after.unrealizedPnl;
  if (needed > equity || instrument.quoteAsset !== 'USDT') throw refusals.insufficientMargin();
  const orders = [...account.state.orders.values(), further].filter(
    (each) => each.symbol === symbol && each.positionSide === positionSide,
  );
  const one = after.positions.find(({ position }) => position.symbol === symbol && position.side === positionSide);
  if (one && largestNotional(one.notional, orders, one.markPrice) > maxNotional) throw refusals.positionTooLarge();
}
