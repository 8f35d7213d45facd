import type { InstrumentSymbol } from '../../domain/kline.js';
import { AccountHistory } from './accountHistory.js';
import type { AlgoOrder, MarginType, Order, Position, PositionSide } from './accountTypes.js';
import { amountOf, type Amount } from './amounts.js';

export interface Balance {
  readonly asset: string;
  readonly walletBalance: Amount;
  readonly updateTimeMs: number;
}

const defaultLeverage = 20;
const assets = ['USDT', 'USDC', 'BTC'];

/** What the account has, and what it had. */
export class AccountState {
  readonly balances = new Map<string, Balance>();
  /** Open ones; in `history` when they are closed. */
  readonly orders = new Map<number, Order>();
  readonly algoOrders = new Map<number, AlgoOrder>();
  readonly history = new AccountHistory();
  readonly leverages = new Map<InstrumentSymbol, number>();
  readonly marginTypes = new Map<InstrumentSymbol, MarginType>();
  dualSidePosition: boolean;
  multiAssetsMargin = false;
  readonly #positions = new Map<string, Position>();

  constructor(balanceUsdt: number, dualSidePosition: boolean) {
    this.dualSidePosition = dualSidePosition;
    const walletBalance = amountOf(balanceUsdt);
    for (const asset of assets) {
      this.balances.set(asset, { asset, walletBalance: asset === 'USDT' ? walletBalance : 0n, updateTimeMs: 0 });
    }
    this.history.addTransfer('USDT', walletBalance);
  }

  /** Those that are not flat. */
  get positions(): readonly Position[] {
    return [...this.#positions.values()].filter(({ baseQty }) => baseQty !== 0n);
  }

  /** A flat one when there is none. */
  position(symbol: InstrumentSymbol, side: PositionSide): Position {
    const flat = { baseQty: 0n, entryQuote: 0n, openCommission: 0n, realizedPnl: 0n, updateTimeMs: 0 };
    return this.#positions.get(`${symbol}/${side}`) ?? { symbol, side, ...flat };
  }

  putPosition(position: Position): void {
    this.#positions.set(`${position.symbol}/${position.side}`, position);
  }

  /** Keeps an order where it belongs. */
  putOrder(order: Order): void {
    const isOpen = order.status === 'NEW' || order.status === 'PARTIALLY_FILLED';
    if (isOpen) this.orders.set(order.orderId, order);
    else {
      this.orders.delete(order.orderId);
      this.history.addOrder(order);
    }
  }

  /** As `putOrder`. One that was triggered is closed: it has become an order. */
  putAlgoOrder(order: AlgoOrder): void {
    const isOpen = order.status === 'NEW' || order.status === 'TRIGGERING';
    if (isOpen) this.algoOrders.set(order.algoId, order);
    else {
      this.algoOrders.delete(order.algoId);
      this.history.addAlgoOrder(order);
    }
  }

  leverage(symbol: InstrumentSymbol): number {
    return this.leverages.get(symbol) ?? defaultLeverage;
  }

  marginType(symbol: InstrumentSymbol): MarginType {
    return this.marginTypes.get(symbol) ?? 'CROSSED';
  }
}
