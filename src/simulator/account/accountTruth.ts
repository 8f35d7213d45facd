import type { AccountState } from './accountState.js';
import type { AlgoOrder, Fill, Order, Position } from './accountTypes.js';
import { fixedText, type Amount } from './amounts.js';
import { entryPrice } from './position.js';

/** An object with its amounts as texts of eight decimals: `4999.83400000`. */
type Exactly<T> = { readonly [K in keyof T]: T[K] extends Amount ? string : T[K] };

/** Everything the account has and has done, to the last decimal. */
export interface AccountTruth {
  readonly balances: readonly {
    readonly asset: string;
    readonly walletBalance: string;
    /** Deposits and funding less withdrawals, the first balance included. */
    readonly transferred: string;
  }[];
  readonly positions: readonly (Exactly<Position> & { readonly entryPrice: string })[];
  /** Open and closed, in the order of their ids. */
  readonly orders: readonly Exactly<Order>[];
  readonly algoOrders: readonly Exactly<AlgoOrder>[];
  readonly fills: readonly Exactly<Fill>[];
}

/**
 * The account as it is. In USDT, always and exactly: wallet = transferred − bought + sold − commissions + entries of what is
 * open (long positive, short negative).
 */
export function accountTruth(state: AccountState): AccountTruth {
  const { history } = state;
  const byId = <T>(closed: ReadonlyMap<number, T>, open: ReadonlyMap<number, T>): T[] =>
    [...closed, ...open].sort(([a], [b]) => a - b).map(([, order]) => order);
  return {
    balances: [...state.balances.values()].map(({ asset, walletBalance }) => ({
      asset,
      walletBalance: fixedText(walletBalance),
      transferred: fixedText(history.transferred.get(asset) ?? 0n),
    })),
    positions: state.positions.map((position) => ({
      ...exactly(position),
      entryPrice: fixedText(entryPrice(position)),
    })),
    orders: byId(history.orders, state.orders).map(exactly),
    algoOrders: byId(history.algoOrders, state.algoOrders).map(exactly),
    fills: [...history.fills.values()].map(exactly),
  };
}

function exactly<T extends object>(value: T): Exactly<T> {
  const entries = Object.entries(value).map(([name, each]: [string, unknown]) => [
    name,
    typeof each === 'bigint' ? fixedText(each) : each,
  ]);
  return Object.fromEntries(entries) as Exactly<T>;
}
