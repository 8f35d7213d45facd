import { Decimal, sumDecimals } from '../../domain/decimal.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { OrderFill, OrderRequest } from '../../domain/order.js';
import type { PaperHolding, PaperState } from './paperState.js';

/** Last prices, by symbol. */
export type PaperPrices = ReadonlyMap<InstrumentSymbol, Decimal>;

const nothing: PaperHolding = { baseQty: Decimal.zero, costQuote: Decimal.zero };

/** Venues tell money to so many places. What is released of a cost is rounded to these, and the rest stays in the cost. */
export const moneyPlaces = 8;

/**
 * The account after a fill. Exact: wallet and costs together change by the fee alone, so that equity is conserved to the
 * last decimal whatever is bought and sold.
 */
export function bookFill(
  state: PaperState,
  { symbol, side }: OrderRequest,
  { baseQty, price, fee }: OrderFill,
): PaperState {
  const { baseQty: held, costQuote } = state.holdings.get(symbol) ?? nothing;
  const signed = side === 'buy' ? baseQty : baseQty.negated();
  const isReducing = held.sign !== 0 && held.sign !== signed.sign;
  const closedQty = isReducing ? (held.abs().isBelow(baseQty) ? held.abs() : baseQty) : Decimal.zero;
  const isWholeClosed = closedQty.equals(held.abs());
  const released = closedQty.isZero
    ? Decimal.zero
    : isWholeClosed
      ? costQuote
      : costQuote.times(closedQty).dividedBy(held.abs(), moneyPlaces, 'nearest');
  const closedWorth = closedQty.times(price);
  const profit = held.sign > 0 ? closedWorth.minus(released) : released.minus(closedWorth);
  const openedCost = baseQty.minus(closedQty).times(price);
  const after: PaperHolding = { baseQty: held.plus(signed), costQuote: costQuote.minus(released).plus(openedCost) };
  const holdings = new Map(state.holdings);
  if (after.baseQty.isZero) holdings.delete(symbol);
  else holdings.set(symbol, after);
  const walletQuote = state.walletQuote.plus(profit).minus(fee?.amount ?? Decimal.zero);
  return { ...state, holdings, walletQuote };
}

/** Wallet and the profit of what is held, at the last prices; what has no price counts at its cost. */
export function equityQuote({ walletQuote, holdings }: PaperState, prices: PaperPrices): Decimal {
  const profits = [...holdings].map(([symbol, { baseQty, costQuote }]) => {
    const price = prices.get(symbol);
    if (price === undefined) return Decimal.zero;
    const worth = baseQty.times(price);
    return baseQty.sign > 0 ? worth.minus(costQuote) : worth.plus(costQuote);
  });
  return walletQuote.plus(sumDecimals(profits));
}

/** What of the equity does not serve as margin of what is held. */
export function availableQuote(state: PaperState, prices: PaperPrices, leverage: number): Decimal {
  const exposure = [...state.holdings].map(([symbol, { baseQty, costQuote }]) => {
    const price = prices.get(symbol);
    return price === undefined ? costQuote : baseQty.abs().times(price);
  });
  const margin = sumDecimals(exposure).dividedBy(Decimal.of(leverage), moneyPlaces, 'up');
  return equityQuote(state, prices).minus(margin);
}
