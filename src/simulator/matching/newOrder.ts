import type { AlgoType, OrderSide, PositionSide, TimeInForce, WorkingType } from '../account/accountTypes.js';
import type { Amount } from '../account/amounts.js';
import type { MarketInstrument } from '../market.js';

/** An order as it was asked for, well-formed but not checked against the account and the market. */
export interface NewOrder {
  readonly instrument: MarketInstrument;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: 'LIMIT' | 'MARKET';
  /** GTC for a market order. */
  readonly timeInForce: TimeInForce;
  readonly baseQty: Amount;
  /** 0 for a market order. */
  readonly price: Amount;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | undefined;
  /** Of a GTD order; 0 for any other. */
  readonly goodTillMs: number;
}

/** As `NewOrder`, of a conditional one. */
export interface NewAlgoOrder {
  readonly instrument: MarketInstrument;
  readonly side: OrderSide;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly timeInForce: TimeInForce;
  /** 0 with `closePosition`. */
  readonly baseQty: Amount;
  /** 0 for one that becomes a market order. */
  readonly price: Amount;
  readonly triggerPrice: Amount;
  readonly activatePrice: Amount;
  readonly callbackPct: Amount;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly clientAlgoId: string | undefined;
}
