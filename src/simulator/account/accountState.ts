import type { InstrumentSymbol } from '../../domain/kline.js';
import type { AlgoOrder, Order, Position, PositionSide } from './accountTypes.js';

export interface Balance {
  readonly asset: string;
  readonly walletBalance: number;
  readonly updateTimeMs: number;
}

const defaultLeverage = 20;
const assets = ['USDT', 'USDC', 'BTC'];

/** What the account has. Holds open orders only; a closed one is gone with its last event. */
export class AccountState {
  readonly balances = new Map<string, Balance>();
  readonly orders = new Map<number, Order>();
  readonly algoOrders = new Map<number, AlgoOrder>();
  readonly leverages = new Map<InstrumentSymbol, number>();
  readonly dualSidePosition: boolean;
  multiAssetsMargin = false;
  readonly #positions = new Map<string, Position>();

  constructor(balanceUsdt: number, dualSidePosition: boolean) {
    this.dualSidePosition = dualSidePosition;
    for (const asset of assets) {
      this.balances.set(asset, { asset, walletBalance: asset === 'USDT' ? balanceUsdt : 0, updateTimeMs: 0 });
    }
  }

  /** Those that are not flat. */
  get positions(): readonly Position[] {
    return [...this.#positions.values()].filter(({ baseQty }) => baseQty !== 0);
  }

  /** A flat one when there is none. */
  position(symbol: InstrumentSymbol, side: PositionSide): Position {
    const flat = { baseQty: 0, entryPrice: 0, openCommission: 0, realizedPnl: 0, updateTimeMs: 0 };
    return this.#positions.get(`${symbol}/${side}`) ?? { symbol, side, ...flat };
  }

  putPosition(position: Position): void {
    this.#positions.set(`${position.symbol}/${position.side}`, position);
  }

  leverage(symbol: InstrumentSymbol): number {
    return this.leverages.get(symbol) ?? defaultLeverage;
  }
}
