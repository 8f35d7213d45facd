import { Decimal } from '../../domain/decimal.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { KnownOrder, OrderFill, OrderRequest } from '../../domain/order.js';

/** An order on paper. */
export interface PaperOrder {
  readonly request: OrderRequest;
  readonly status: KnownOrder['status'];
  /** A conditional order whose price has come: a market order from now on. */
  readonly isTriggered: boolean;
  readonly fills: readonly OrderFill[];
}

export interface PaperHolding {
  /** Below 0 when short. */
  readonly baseQty: Decimal;
  /** What was paid for it, or received: price × quantity, above 0. */
  readonly costQuote: Decimal;
}

/** All there is of a paper account. Plain data but for its decimals. */
export interface PaperState {
  /** Wallet without the profit of what is held. */
  readonly walletQuote: Decimal;
  readonly holdings: ReadonlyMap<InstrumentSymbol, PaperHolding>;
  /** By client id; of orders that are done the latest `mostDone`. */
  readonly orders: ReadonlyMap<string, PaperOrder>;
  readonly tradeCount: number;
}

/** Orders that are done are kept for whoever asks what became of them. */
export const mostDone = 2_000;

/** A state as text may hold it: `JSON.parse(JSON.stringify(...))` gives it back. */
export interface PaperRecord {
  readonly walletQuote: string;
  readonly tradeCount: number;
  readonly holdings: readonly {
    readonly symbol: InstrumentSymbol;
    readonly baseQty: string;
    readonly costQuote: string;
  }[];
  readonly orders: readonly PaperOrderRecord[];
}

type Recorded<T> = T extends Decimal
  ? string
  : T extends string
    ? T
    : T extends object
      ? { readonly [K in keyof T]: Recorded<T[K]> }
      : T;

type PaperOrderRecord = Recorded<PaperOrder>;

export const paperState = (startBalanceQuote: Decimal): PaperState => ({
  walletQuote: startBalanceQuote,
  holdings: new Map(),
  orders: new Map(),
  tradeCount: 0,
});

/** `isKept` says which of the orders that are done go along. */
export const exportPaperState = (
  { walletQuote, holdings, orders, tradeCount }: PaperState,
  isKept: (clientOrderId: string) => boolean,
): PaperRecord => {
  const rows = [...holdings].map(([symbol, { baseQty, costQuote }]) => ({ symbol, baseQty, costQuote }));
  const kept = [...orders].filter(([id, { status }]) => status === 'working' || isKept(id)).map(([, order]) => order);
  const record = { walletQuote, tradeCount, holdings: rows, orders: kept };
  return JSON.parse(JSON.stringify(record)) as PaperRecord;
};

/** Throws a `RangeError` for a number that is none: a record that was not exported here is not to be trusted. */
export function restorePaperState({ walletQuote, holdings, orders, tradeCount }: PaperRecord): PaperState {
  const restored = orders.map(restoreOrder);
  return {
    walletQuote: Decimal.of(walletQuote),
    tradeCount,
    holdings: new Map(
      holdings.map(({ symbol, baseQty, costQuote }) => [
        symbol,
        { baseQty: Decimal.of(baseQty), costQuote: Decimal.of(costQuote) },
      ]),
    ),
    orders: new Map(restored.map((order) => [order.request.clientOrderId, order])),
  };
}

function restoreOrder({ request, fills, ...order }: PaperOrderRecord): PaperOrder {
  const prices = {
    ...('price' in request && { price: Decimal.of(request.price) }),
    ...('triggerPrice' in request && { triggerPrice: Decimal.of(request.triggerPrice) }),
  };
  return {
    ...order,
    request: { ...request, ...prices, baseQty: Decimal.of(request.baseQty) } as OrderRequest,
    fills: fills.map((fill) => ({
      ...fill,
      baseQty: Decimal.of(fill.baseQty),
      price: Decimal.of(fill.price),
      fee: fill.fee && { ...fill.fee, amount: Decimal.of(fill.fee.amount) },
    })),
  };
}
