import type { InstrumentSymbol } from '../../domain/kline.js';

export type OrderSide = 'BUY' | 'SELL';
export type PositionSide = 'BOTH' | 'LONG' | 'SHORT';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX';
type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';
export type AlgoType = 'STOP' | 'STOP_MARKET' | 'TAKE_PROFIT' | 'TAKE_PROFIT_MARKET' | 'TRAILING_STOP_MARKET';
type AlgoStatus = 'NEW' | 'TRIGGERED' | 'FINISHED' | 'CANCELED' | 'EXPIRED' | 'REJECTED';

/** Cross margin, the one mode the simulator has. */
export interface Position {
  readonly symbol: InstrumentSymbol;
  readonly side: PositionSide;
  /** Negative when short. */
  readonly baseQty: number;
  readonly entryPrice: number;
  /** Commission paid for what is open. */
  readonly openCommission: number;
  /** Over the position's life, commission not deducted. */
  readonly realizedPnl: number;
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
  readonly baseQty: number;
  /** 0 for a market order. */
  readonly price: number;
  readonly reduceOnly: boolean;
  readonly status: OrderStatus;
  readonly executedQty: number;
  /** Sum of price × quantity of its fills. */
  readonly executedQuote: number;
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
  readonly baseQty: number;
  /** 0 when it becomes a market order. */
  readonly price: number;
  readonly triggerPrice: number;
  readonly workingType: 'MARK_PRICE' | 'CONTRACT_PRICE';
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly status: AlgoStatus;
  /** The order it became. */
  readonly actualOrderId: number | undefined;
  /** 0 before. */
  readonly triggerTimeMs: number;
  readonly createTimeMs: number;
  readonly updateTimeMs: number;
}

/** One execution of an order. */
export interface Execution {
  readonly tradeId: number;
  readonly baseQty: number;
  readonly price: number;
  readonly isMaker: boolean;
  readonly commission: number;
  readonly realizedPnl: number;
}
