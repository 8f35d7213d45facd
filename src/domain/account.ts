import type { InstrumentSymbol } from './kline.js';

export type OrderSide = 'buy' | 'sell';

/** `both` in one-way mode; in hedge mode the two sides of a symbol are held apart. */
export type PositionSide = 'both' | 'long' | 'short';

export type MarginMode = 'cross' | 'isolated';

/** What an account holds of one asset, profit of open positions not counted. */
export interface AccountBalance {
  readonly asset: string;
  readonly walletBalance: number;
  /** The part that serves as margin of all cross positions. */
  readonly crossWalletBalance: number;
  /** When the exchange last changed it, exchange clock. */
  readonly updateTimeMs: number;
}

export interface AccountPosition {
  readonly symbol: InstrumentSymbol;
  readonly positionSide: PositionSide;
  /** Negative when short; 0 when it is closed. */
  readonly baseQty: number;
  readonly entryPrice: number;
  readonly breakEvenPrice: number;
  /** At the mark price when this was told; it moves without further word. */
  readonly unrealizedProfitQuote: number;
  readonly marginMode: MarginMode;
  /** Margin of an isolated position, 0 for a cross one. */
  readonly isolatedWalletBalance: number;
  /** When the exchange last changed it, exchange clock. */
  readonly updateTimeMs: number;
}

/** What orders of both books have in common. Ids are text: some are longer than a number holds. */
interface OrderTerms {
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  /** The exchange's word: `LIMIT`, `STOP_MARKET`, … */
  readonly orderType: string;
  /** The exchange's word: `GTC`, `IOC`, … */
  readonly timeInForce: string;
  readonly baseQty: number;
  /** Limit price; 0 when there is none. */
  readonly price: number;
  /** The exchange's word: `NEW`, `FILLED`, …; unknown words are possible. */
  readonly status: string;
  readonly isOpen: boolean;
  readonly isReduceOnly: boolean;
  /** It closes the whole position, whatever its size. */
  readonly isClosePosition: boolean;
  /** When the exchange last changed it, exchange clock. */
  readonly updateTimeMs: number;
}

/** An order in the book, or on its way through it. */
export interface AccountOrder extends OrderTerms {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly filledBaseQty: number;
  /** Of what is filled; 0 while nothing is. */
  readonly averagePrice: number;
}

/** A conditional order: the exchange places an order of its own once the trigger is met. */
export interface AlgoOrder extends OrderTerms {
  readonly algoId: string;
  readonly clientAlgoId: string;
  readonly triggerPrice: number;
  /** The order it became; `undefined` before the trigger. */
  readonly orderId: string | undefined;
}

/** One trade of an order of ours. */
export interface Fill {
  readonly tradeId: string;
  readonly baseQty: number;
  readonly price: number;
  readonly isMaker: boolean;
  /** `undefined` when the exchange names none. */
  readonly commission: { readonly asset: string; readonly amount: number } | undefined;
  readonly realizedProfitQuote: number;
}

interface EventTimes {
  /** When the exchange sent this. */
  readonly exchangeTimeMs: number;
  /** When it happened; events of one kind come in this order on one connection. */
  readonly transactionTimeMs: number;
}

/** An order was placed, changed, filled or taken out. */
export interface OrderUpdated extends EventTimes {
  readonly kind: 'orderUpdated';
  /** The exchange's word for what happened: `NEW`, `TRADE`, `CANCELED`, `EXPIRED`, `AMENDMENT`, `CALCULATED` (liquidated). */
  readonly cause: string;
  readonly order: AccountOrder;
  /** Present when `cause` is a trade. */
  readonly fill: Fill | undefined;
}

/** Balances and positions that changed, as they are now; those that did not change are left out. */
export interface HoldingsUpdated extends EventTimes {
  readonly kind: 'holdingsUpdated';
  /** The exchange's word: `ORDER`, `FUNDING_FEE`, `DEPOSIT`, … */
  readonly cause: string;
  /** The symbol that a funding fee is for; `undefined` for other causes. */
  readonly symbol: InstrumentSymbol | undefined;
  readonly balances: readonly (AccountBalance & {
    /** Without profit and commission. */
    readonly change: number;
  })[];
  readonly positions: readonly AccountPosition[];
}

export interface AlgoOrderUpdated extends EventTimes {
  readonly kind: 'algoOrderUpdated';
  readonly order: AlgoOrder;
  /** Why it was refused when it was triggered; `''` when it was not. */
  readonly reason: string;
}

/** The account's quickest word on a trade: no order state, no fee. `orderUpdated` follows. */
export interface TradeReported extends EventTimes {
  readonly kind: 'tradeReported';
  readonly symbol: InstrumentSymbol;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly tradeId: string;
  readonly side: OrderSide;
  readonly baseQty: number;
  readonly price: number;
  readonly isMaker: boolean;
}

/** Positions are near liquidation. */
export interface MarginCalled extends EventTimes {
  readonly kind: 'marginCalled';
  /** Only for cross positions. */
  readonly crossWalletBalance: number | undefined;
  readonly positions: readonly {
    readonly symbol: InstrumentSymbol;
    readonly positionSide: PositionSide;
    readonly baseQty: number;
    readonly marginMode: MarginMode;
    readonly isolatedWalletBalance: number;
    readonly markPrice: number;
    readonly unrealizedProfitQuote: number;
    readonly maintenanceMarginQuote: number;
  }[];
}

export interface LeverageChanged extends EventTimes {
  readonly kind: 'leverageChanged';
  readonly symbol: InstrumentSymbol;
  readonly leverage: number;
}

export interface MultiAssetsModeChanged extends EventTimes {
  readonly kind: 'multiAssetsModeChanged';
  /** Assets of every kind serve as margin together. */
  readonly isMultiAssets: boolean;
}

/** The exchange will say nothing more on this connection, which is replaced. */
export interface AccountStreamExpired extends EventTimes {
  readonly kind: 'accountStreamExpired';
}

/** Well formed, but of a name that is not known here. */
export interface UnknownAccountEvent extends EventTimes {
  readonly kind: 'unknownAccountEvent';
  readonly name: string;
}

/** What an exchange tells an account about itself. */
export type AccountEvent =
  | OrderUpdated
  | HoldingsUpdated
  | AlgoOrderUpdated
  | TradeReported
  | MarginCalled
  | LeverageChanged
  | MultiAssetsModeChanged
  | AccountStreamExpired
  | UnknownAccountEvent;

/** The whole account, as asked for. */
export interface AccountSnapshot {
  /** Exchange clock: everything that happened up to this instant is in it, later things may be. */
  readonly exchangeTimeMs: number;
  readonly balances: readonly AccountBalance[];
  readonly positions: readonly AccountPosition[];
  readonly openOrders: readonly AccountOrder[];
  readonly openAlgoOrders: readonly AlgoOrder[];
}

/** One side of one symbol, `BTCUSDT/both`. */
export type PositionKey = `${string}/${PositionSide}`;

export const positionKey = ({ symbol, positionSide }: Pick<AccountPosition, 'symbol' | 'positionSide'>): PositionKey =>
  `${symbol}/${positionSide}`;

/** The account as far as it is known: what is 0, closed or gone is not in it. */
export interface AccountState {
  /** `ready` when events have been heard without a break since the account was read. */
  readonly status: 'reconciling' | 'ready';
  /** By asset. */
  readonly balances: ReadonlyMap<string, AccountBalance>;
  readonly positions: ReadonlyMap<PositionKey, AccountPosition>;
  /** By order id. */
  readonly openOrders: ReadonlyMap<string, AccountOrder>;
  /** By algo id. */
  readonly openAlgoOrders: ReadonlyMap<string, AlgoOrder>;
  /** Exchange clock; 0 before the first event. */
  readonly lastEventTimeMs: number;
  /** Exchange clock: the state holds everything up to here, from the account itself; 0 before it was first read. */
  readonly reconciledAtMs: number;
}
