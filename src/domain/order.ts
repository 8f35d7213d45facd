import type { OrderSide } from './account.js';
import type { Decimal } from './decimal.js';
import type { InstrumentSymbol } from './kline.js';

/** The name we give an order: at most 36 characters of `A-Z a-z 0-9 . : / _ -`. The same order always has the same one. */
export type ClientOrderId = string & { readonly __brand: 'ClientOrderId' };

interface OrderBasics {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly baseQty: Decimal;
  /** It can only make a position smaller: what would go beyond is cut off or refused by the exchange. */
  readonly isReduceOnly: boolean;
}

/**
 * An order as it is sent. `stopMarket` and `takeProfitMarket` are conditional: they become market orders when the price
 * reaches `triggerPrice`, against the position or in its favour.
 */
export type OrderRequest = OrderBasics &
  (
    | { readonly type: 'market' }
    /** `gtc` stays in the book; of `ioc` what cannot be filled at once expires; `gtx` is refused rather than take. */
    | { readonly type: 'limit'; readonly price: Decimal; readonly timeInForce: 'gtc' | 'ioc' | 'gtx' }
    | { readonly type: 'stopMarket' | 'takeProfitMarket'; readonly triggerPrice: Decimal }
  );

/** What an order is found by. Venues keep conditional orders in a book of their own. */
export interface OrderRef {
  readonly symbol: InstrumentSymbol;
  readonly clientOrderId: ClientOrderId;
  readonly isConditional: boolean;
}

export const orderRef = ({ symbol, clientOrderId, type }: OrderRequest): OrderRef => ({
  symbol,
  clientOrderId,
  isConditional: type === 'stopMarket' || type === 'takeProfitMarket',
});

/** One trade of an order, exactly. */
export interface OrderFill {
  /** Unique among the trades of a symbol. */
  readonly tradeId: string;
  readonly baseQty: Decimal;
  readonly price: Decimal;
  /** `undefined` when the exchange names none. Below 0 for a rebate. */
  readonly fee: { readonly asset: string; readonly amount: Decimal } | undefined;
  readonly isMaker: boolean;
}

/**
 * Why an order was refused. `filter`: price or quantity is not what the instrument allows. `wouldTrigger`: the price is
 * already beyond the trigger. `reduceOnly`: there is no position to reduce. `forbidden`: the exchange does nothing for these
 * keys. `stopped`: trading is stopped on our side.
 */
export type RejectReason =
  | 'filter'
  | 'minNotional'
  | 'margin'
  | 'duplicate'
  | 'wouldTrigger'
  | 'wouldTake'
  | 'reduceOnly'
  | 'notTradable'
  | 'tooManyOrders'
  | 'forbidden'
  | 'stopped'
  | 'other';

interface OrderEventFacts {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: InstrumentSymbol;
  /** When it happened by the exchange's clock; of `unknown` by ours. */
  readonly exchangeTimeMs: number;
}

/** What becomes of an order. `filledBaseQty` is all that is filled of it by then, so that a fill that was missed shows. */
export type OrderEvent = OrderEventFacts &
  (
    | { readonly kind: 'acknowledged' }
    | { readonly kind: 'partiallyFilled' | 'filled'; readonly fill: OrderFill; readonly filledBaseQty: Decimal }
    /** `filledBaseQty` is `undefined` where the exchange does not say. */
    | { readonly kind: 'cancelled'; readonly filledBaseQty: Decimal | undefined }
    | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly message: string }
    /** It ended unfilled or partly filled, by its own terms or since there was nothing left to reduce. */
    | { readonly kind: 'expired'; readonly filledBaseQty: Decimal | undefined; readonly message: string }
    /** No answer, or one that does not say: the order may be there or not. Ask by its client id before anything else. */
    | { readonly kind: 'unknown'; readonly message: string }
    /** A cancel found nothing to cancel: the order is done, or was never there. */
    | { readonly kind: 'cancelRefused'; readonly message: string }
  );

/** An order as the exchange knows it, with all of its fills. */
export interface KnownOrder {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: InstrumentSymbol;
  readonly status: 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';
  readonly filledBaseQty: Decimal;
  readonly fills: readonly OrderFill[];
}

/** What the exchange answers when it is asked for an order. */
export type OrderReport = { readonly kind: 'found'; readonly order: KnownOrder } | { readonly kind: 'notFound' };

/** An order in the book of the exchange, whoever placed it. */
export interface OpenOrder {
  readonly clientOrderId: string;
  readonly symbol: InstrumentSymbol;
  readonly side: OrderSide;
  readonly type: OrderRequest['type'] | 'other';
  readonly baseQty: Decimal;
  readonly filledBaseQty: Decimal;
  readonly isReduceOnly: boolean;
}

/** What an account holds of a symbol, whoever opened it. */
export interface HeldPosition {
  readonly symbol: InstrumentSymbol;
  /** Below 0 when short, never 0. */
  readonly baseQty: Decimal;
  readonly entryPrice: Decimal;
}
