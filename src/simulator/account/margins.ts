import type { InstrumentSymbol } from '../../domain/kline.js';
import type { AccountState } from './accountState.js';
import type { Order, Position } from './accountTypes.js';
import { unrealizedPnl } from './position.js';

/** As `maintMarginPercent` of exchangeInfo: one bracket for every symbol and size. */
const maintMarginRatio = 0.025;

export interface PositionMargins {
  readonly position: Position;
  readonly markPrice: number;
  readonly unrealizedPnl: number;
  /** Negative when short. */
  readonly notional: number;
  readonly initialMargin: number;
  readonly openOrderMargin: number;
  readonly maintMargin: number;
}

export interface AccountMargins {
  readonly positions: readonly PositionMargins[];
  readonly walletBalance: number;
  readonly unrealizedPnl: number;
  readonly positionMargin: number;
  readonly openOrderMargin: number;
  readonly maintMargin: number;
  /** For new positions. */
  readonly available: number;
  readonly withdrawable: number;
}

type MarkPrice = (symbol: InstrumentSymbol) => number;

/** Everything margin, at these mark prices: USDT-margined, cross. Positions without quantity but with orders are listed. */
export function accountMargins(state: AccountState, markPrice: MarkPrice): AccountMargins {
  const orders = [...state.orders.values()];
  const positions = listedPositions(state, orders).map((position) =>
    positionMargins(position, state, orders, markPrice),
  );
  const sum = (of: (margins: PositionMargins) => number): number =>
    positions.reduce((total, each) => total + of(each), 0);
  const walletBalance = state.balances.get('USDT')?.walletBalance ?? 0;
  const pnl = sum((each) => each.unrealizedPnl);
  const positionMargin = sum(({ initialMargin }) => initialMargin);
  const openOrderMargin = sum((each) => each.openOrderMargin);
  const available = Math.max(0, walletBalance + pnl - positionMargin - openOrderMargin);
  return {
    positions,
    walletBalance,
    unrealizedPnl: pnl,
    positionMargin,
    openOrderMargin,
    maintMargin: sum(({ maintMargin }) => maintMargin),
    available,
    // Profits that are not realized cannot be withdrawn.
    withdrawable: Math.max(0, Math.min(available, walletBalance - positionMargin - openOrderMargin)),
  };
}

function listedPositions(state: AccountState, orders: readonly Order[]): Position[] {
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
  orders: readonly Order[],
  markPrice: MarkPrice,
): PositionMargins {
  const { symbol, side, baseQty } = position;
  const mark = markPrice(symbol);
  const notional = baseQty * mark;
  const leverage = state.leverage(symbol);
  const orderNotional = orders
    .filter((order) => order.symbol === symbol && order.positionSide === side && !order.reduceOnly)
    .reduce((sum, order) => sum + (order.baseQty - order.executedQty) * (order.price || mark), 0);
  return {
    position,
    markPrice: mark,
    unrealizedPnl: unrealizedPnl(position, mark),
    notional,
    initialMargin: Math.abs(notional) / leverage,
    openOrderMargin: orderNotional / leverage,
    maintMargin: Math.abs(notional) * maintMarginRatio,
  };
}

/** The mark price at which the account's equity is down to its maintenance margin; 0 when no price is. */
export function liquidationPrice(one: PositionMargins, all: AccountMargins): number {
  const { baseQty, entryPrice } = one.position;
  if (baseQty === 0) return 0;
  const otherPnl = all.unrealizedPnl - one.unrealizedPnl;
  const otherMaintenance = all.maintMargin - one.maintMargin;
  const equityAtEntry = all.walletBalance + otherPnl - otherMaintenance - baseQty * entryPrice;
  return Math.max(0, equityAtEntry / (Math.abs(baseQty) * maintMarginRatio - baseQty));
}
