import type {
  AccountOrder,
  AccountPosition,
  AlgoOrderUpdated,
  Fill,
  HoldingsUpdated,
  LeverageChanged,
  MarginCalled,
  MultiAssetsModeChanged,
  OrderUpdated,
  TradeReported,
} from '../../domain/account.js';
import { instrumentSymbol } from '../../domain/kline.js';
import type {
  AccountConfigEvent,
  AccountUpdateEvent,
  AlgoUpdateEvent,
  MarginCallEvent,
  OrderUpdateEvent,
  TradeLiteEvent,
} from './accountWire.js';
import { isOpenAlgoStatus, isOpenStatus, toMarginMode, toPositionSide, toSide } from './accountWords.js';

/** When it was sent and when it happened; an event that tells only the one tells both. */
export const eventTimes = ({
  E,
  T,
}: {
  readonly E: number;
  readonly T?: number | undefined;
}): {
  readonly exchangeTimeMs: number;
  readonly transactionTimeMs: number;
} => ({ exchangeTimeMs: E, transactionTimeMs: T ?? E });

export const toOrderUpdated = (event: OrderUpdateEvent): OrderUpdated => ({
  kind: 'orderUpdated',
  ...eventTimes({ E: event.E, T: event.T ?? event.o.T }),
  cause: event.o.x,
  order: toOrder(event.o),
  fill: toFill(event.o),
});

const toOrder = (o: OrderUpdateEvent['o']): AccountOrder => ({
  orderId: o.i,
  clientOrderId: o.c,
  symbol: instrumentSymbol(o.s),
  side: toSide(o.S),
  positionSide: toPositionSide(o.ps),
  orderType: o.o,
  timeInForce: o.f,
  baseQty: Number(o.q),
  price: Number(o.p),
  filledBaseQty: Number(o.z),
  averagePrice: Number(o.ap),
  status: o.X,
  isOpen: isOpenStatus(o.X),
  isReduceOnly: o.R,
  isClosePosition: o.cp,
  updateTimeMs: o.T,
});

// The last fill stands in every event of an order, and is news only in that of a trade or a liquidation.
function toFill(o: OrderUpdateEvent['o']): Fill | undefined {
  if ((o.x !== 'TRADE' && o.x !== 'CALCULATED') || Number(o.l) === 0) return undefined;
  return {
    tradeId: o.t,
    baseQty: Number(o.l),
    price: Number(o.L),
    isMaker: o.m,
    commission: o.N == null || o.n == null ? undefined : { asset: o.N, amount: Number(o.n) },
    realizedProfitQuote: Number(o.rp),
  };
}

export const toHoldingsUpdated = (event: AccountUpdateEvent): HoldingsUpdated => ({
  kind: 'holdingsUpdated',
  ...eventTimes(event),
  cause: event.a.m,
  symbol: event.a.S === undefined ? undefined : instrumentSymbol(event.a.S),
  balances: event.a.B.map(({ a, wb, cw, bc }) => ({
    asset: a,
    walletBalance: Number(wb),
    crossWalletBalance: Number(cw),
    change: Number(bc),
    updateTimeMs: event.T,
  })),
  positions: event.a.P.map((p): AccountPosition => ({
    symbol: instrumentSymbol(p.s),
    positionSide: toPositionSide(p.ps),
    baseQty: Number(p.pa),
    entryPrice: Number(p.ep),
    breakEvenPrice: Number(p.bep),
    unrealizedProfitQuote: Number(p.up),
    marginMode: toMarginMode(p.mt),
    isolatedWalletBalance: Number(p.iw),
    updateTimeMs: event.T,
  })),
});

export const toAlgoOrderUpdated = (event: AlgoUpdateEvent): AlgoOrderUpdated => ({
  kind: 'algoOrderUpdated',
  ...eventTimes(event),
  order: {
    algoId: event.o.aid,
    clientAlgoId: event.o.caid,
    symbol: instrumentSymbol(event.o.s),
    side: toSide(event.o.S),
    positionSide: toPositionSide(event.o.ps),
    orderType: event.o.o,
    timeInForce: event.o.f,
    baseQty: Number(event.o.q),
    price: Number(event.o.p),
    triggerPrice: Number(event.o.tp),
    status: event.o.X,
    isOpen: isOpenAlgoStatus(event.o.X),
    isReduceOnly: event.o.R,
    isClosePosition: event.o.cp,
    orderId: event.o.ai === '' ? undefined : event.o.ai,
    updateTimeMs: event.T,
  },
  reason: event.o.rm,
});

export const toTradeReported = (event: TradeLiteEvent): TradeReported => ({
  kind: 'tradeReported',
  ...eventTimes(event),
  symbol: instrumentSymbol(event.s),
  orderId: event.i,
  clientOrderId: event.c,
  tradeId: event.t,
  side: toSide(event.S),
  baseQty: Number(event.l),
  price: Number(event.L),
  isMaker: event.m,
});

export const toMarginCalled = (event: MarginCallEvent): MarginCalled => ({
  kind: 'marginCalled',
  ...eventTimes(event),
  crossWalletBalance: event.cw === undefined ? undefined : Number(event.cw),
  positions: event.p.map((p) => ({
    symbol: instrumentSymbol(p.s),
    positionSide: toPositionSide(p.ps),
    baseQty: Number(p.pa),
    marginMode: toMarginMode(p.mt),
    isolatedWalletBalance: Number(p.iw),
    markPrice: Number(p.mp),
    unrealizedProfitQuote: Number(p.up),
    maintenanceMarginQuote: Number(p.mm),
  })),
});

export const toConfigChanged = (event: AccountConfigEvent): LeverageChanged | MultiAssetsModeChanged =>
  'ac' in event
    ? {
        kind: 'leverageChanged',
        ...eventTimes(event),
        symbol: instrumentSymbol(event.ac.s),
        leverage: event.ac.l,
      }
    : { kind: 'multiAssetsModeChanged', ...eventTimes(event), isMultiAssets: event.ai.j };
