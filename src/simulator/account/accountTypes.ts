import type { InstrumentSymbol } from '../../domain/kline.js';
import type { Amount } from './amounts.js';

export type OrderSide = 'BUY' | 'SELL';
export type PositionSide = 'BOTH' | 'LONG' | 'SHORT';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD';
type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';
export const conditionalTypes = [
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
] as const;
export type AlgoType = (typeof conditionalTypes)[number];
type AlgoStatus = 'NEW' | 'TRIGGERING' | 'TRIGGERED' | 'FINISHED' | 'CANCELED' | 'EXPIRED' | 'REJECTED';
export type WorkingType = 'MARK_PRICE' | 'CONTRACT_PRICE';
export type MarginType = 'CROSSED' | 'ISOLATED';

/** Margins are those of cross positions, whatever the margin type of the symbol. */
export interface Position {
  readonly symbol: InstrumentSymbol;
  readonly side: PositionSide;
  /** Negative when short. */
  readonly baseQty: Amount;
  /** What opening it was worth, in quote: entry price × quantity, long or short. */
  readonly entryQuote: Amount;
  /** Commission paid for what is open. */
  readonly openCommission: Amount;
  /** Over the position's life, commission not deducted. */
  readonly realizedPnl: Amount;
  readonly updateTimeMs: number;
}

export interface Order {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: 'LIMIT' | 'MARKET';
  readonly timeInForce: TimeInForce;
  readonly baseQty: Amount;
  /** 0 for a market order. */
  readonly price: Amount;
  readonly reduceOnly: boolean;
  /** When a GTD order expires; 0 for any other. */
  readonly goodTillMs: number;
  readonly status: OrderStatus;
  /** The venue's number for why it expired; 0 while it has not. */
  readonly expiryReason: number;
  readonly executedQty: Amount;
  /** Sum of price × quantity of its fills. */
  readonly executedQuote: Amount;
  readonly timeMs: number;
  readonly updateTimeMs: number;
}

export interface AlgoOrder {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly timeInForce: TimeInForce;
  /** 0 when it closes the position. */
  readonly baseQty: Amount;
  /** 0 when it becomes a market order. */
  readonly price: Amount;
  /** 0 for a trailing stop. */
  readonly triggerPrice: Amount;
  /** Of a trailing stop: where it begins to trail, 0 for at once. */
  readonly activatePrice: Amount;
  /** Of a trailing stop, in percent; 0 for any other. */
  readonly callbackPct: Amount;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly status: AlgoStatus;
  /** A trailing stop that trails. */
  readonly isActivated: boolean;
  /** The order it became. */
  readonly actualOrderId: number | undefined;
  /** What that order has executed. */
  readonly actualQty: Amount;
  readonly actualPrice: Amount;
  /** Why it was rejected when it was triggered. */
  readonly rejectReason: string;
  /** 0 before. */
  readonly triggerTimeMs: number;
  readonly createTimeMs: number;
  readonly updateTimeMs: number;
}

/** One execution of an order. */
export interface Execution {
  readonly tradeId: number;
  readonly baseQty: Amount;
  readonly price: Amount;
  /** Price × quantity. */
  readonly quoteQty: Amount;
  readonly isMaker: boolean;
  readonly commission: Amount;
  readonly realizedPnl: Amount;
}

/** An execution, and whose it was. */
export interface Fill extends Execution {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly atMs: number;
}
