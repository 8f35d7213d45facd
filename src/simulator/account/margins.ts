import type { InstrumentSymbol } from '../../domain/kline.js';
import type { AccountState } from './accountState.js';
import type { OrderSide, Position, PositionSide } from './accountTypes.js';
import { absolute, amountOf, over, portion, smaller, times, type Amount } from './amounts.js';
import { signedEntry, unrealizedPnl } from './position.js';

/** As `maintMarginPercent` of exchangeInfo: one bracket for every symbol and size. */
const maintMarginRatio = amountOf(0.025);
/** The largest position, at any leverage. */
export const maxNotional = amountOf(1_000_000);

export interface PositionMargins {
  readonly position: Position;
  readonly markPrice: Amount;
  readonly unrealizedPnl: Amount;
  /** Negative when short. */
  readonly notional: Amount;
  readonly initialMargin: Amount;
  /** What open orders would need on top. */
  readonly openOrderMargin: Amount;
  readonly maintMargin: Amount;
}

export interface AccountMargins {
  readonly positions: readonly PositionMargins[];
  readonly walletBalance: Amount;
  readonly unrealizedPnl: Amount;
  readonly positionMargin: Amount;
  readonly openOrderMargin: Amount;
  readonly maintMargin: Amount;
  /** For new positions. */
  readonly available: Amount;
  readonly withdrawable: Amount;
}

/** What margins look at in an order. */
export interface MarginedOrder {
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly baseQty: Amount;
  readonly executedQty: Amount;
  /** 0: the mark price. */
  readonly price: Amount;
  readonly reduceOnly: boolean;
}

type MarkPrice = (symbol: InstrumentSymbol) => Amount;

/**
 * Everything margin, at these mark prices, as if `further` were among the open orders: USDT-margined, cross. Positions
 * without quantity but with orders are listed.
 */
export function accountMargins(
  state: AccountState,
  markPrice: MarkPrice,
  further: readonly MarginedOrder[] = [],
): AccountMargins {
  const orders = [...state.orders.values(), ...further];
  const positions = listedPositions(state, orders).map((position) =>
    positionMargins(position, state, orders, markPrice),
  );
  const sum = (of: (margins: PositionMargins) => Amount): Amount =>
    positions.reduce((total, each) => total + of(each), 0n);
  const walletBalance = state.balances.get('USDT')?.walletBalance ?? 0n;
  const pnl = sum((each) => each.unrealizedPnl);
  const positionMargin = sum(({ initialMargin }) => initialMargin);
  const openOrderMargin = sum((each) => each.openOrderMargin);
  const available = atLeastNothing(walletBalance + pnl - positionMargin - openOrderMargin);
  return {
    positions,
    walletBalance,
    unrealizedPnl: pnl,
    positionMargin,
    openOrderMargin,
    maintMargin: sum(({ maintMargin }) => maintMargin),
    available,
    // Profits that are not realized cannot be withdrawn.
    withdrawable: atLeastNothing(smaller(available, walletBalance - positionMargin - openOrderMargin)),
  };
}

const atLeastNothing = (amount: Amount): Amount => (amount < 0n ? 0n : amount);

function listedPositions(state: AccountState, orders: readonly MarginedOrder[]): Position[] {
  const positions = [...state.positions];
  for (const { symbol, positionSide } of orders) {
    if (!positions.some((each) => each.symbol === symbol && each.side === positionSide))
      positions.push(state.position(symbol, positionSide));
  }
  return positions;
}

function positionMargins(
  position: Position,
  state: AccountState,
  orders: readonly MarginedOrder[],
  markPrice: MarkPrice,
): PositionMargins {
  const { symbol, side, baseQty } = position;
  const mark = markPrice(symbol);
  const notional = times(baseQty, mark);
  const perLeverage = (amount: Amount): Amount => portion(amount, 1n, BigInt(state.leverage(symbol)));
  const worst = largestNotional(
    notional,
    orders.filter((order) => order.symbol === symbol && order.positionSide === side),
    mark,
  );
  const initialMargin = perLeverage(absolute(notional));
  return {
    position,
    markPrice: mark,
    unrealizedPnl: unrealizedPnl(position, mark),
    notional,
    initialMargin,
    openOrderMargin: perLeverage(worst) - initialMargin,
    maintMargin: times(absolute(notional), maintMarginRatio),
  };
}

/** What the position may come to when all orders of one side are filled, long or short. */
export function largestNotional(notional: Amount, orders: readonly MarginedOrder[], mark: Amount): Amount {
  const worth = (side: OrderSide): Amount =>
    orders
      .filter((order) => order.side === side && !order.reduceOnly)
      .reduce(
        (sum, order) => sum + times(order.baseQty - order.executedQty, order.price === 0n ? mark : order.price),
        0n,
      );
  const sizes = [notional, notional + worth('BUY'), notional - worth('SELL')].map(absolute);
  return sizes.reduce((largest, size) => (size > largest ? size : largest));
}

/** The mark price at which the account's equity is down to its maintenance margin; 0 when no price is. */
export function liquidationPrice(one: PositionMargins, all: AccountMargins): Amount {
  const { baseQty } = one.position;
  if (baseQty === 0n) return 0n;
  const otherPnl = all.unrealizedPnl - one.unrealizedPnl;
  const otherMaintenance = all.maintMargin - one.maintMargin;
  const equityAtEntry = all.walletBalance + otherPnl - otherMaintenance - signedEntry(one.position);
  return atLeastNothing(over(equityAtEntry, times(absolute(baseQty), maintMarginRatio) - baseQty));
}
