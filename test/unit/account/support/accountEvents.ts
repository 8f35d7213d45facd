import type {
  AccountBalance,
  AccountOrder,
  AccountPosition,
  AccountSnapshot,
  AlgoOrder,
  AlgoOrderUpdated,
  HoldingsUpdated,
  OrderUpdated,
} from '../../../../src/domain/account.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';

const terms = {
  symbol: instrumentSymbol('BTCUSDT'),
  side: 'buy',
  positionSide: 'both',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  baseQty: 10,
  price: 100,
  status: 'NEW',
  isOpen: true,
  isReduceOnly: false,
  isClosePosition: false,
  updateTimeMs: 0,
} as const;

export const order = (fields: Partial<AccountOrder> = {}): AccountOrder => ({
  ...terms,
  orderId: '1',
  clientOrderId: 'one',
  filledBaseQty: 0,
  averagePrice: 0,
  ...fields,
});

export const algoOrder = (fields: Partial<AlgoOrder> = {}): AlgoOrder => ({
  ...terms,
  algoId: '1',
  clientAlgoId: 'one',
  triggerPrice: 90,
  orderId: undefined,
  ...fields,
});

export const balance = (walletBalance: number, updateTimeMs: number, asset = 'USDT'): AccountBalance => ({
  asset,
  walletBalance,
  crossWalletBalance: walletBalance,
  updateTimeMs,
});

export const position = (baseQty: number, updateTimeMs: number, symbol = 'BTCUSDT'): AccountPosition => ({
  symbol: instrumentSymbol(symbol),
  positionSide: 'both',
  baseQty,
  entryPrice: 100,
  breakEvenPrice: 100,
  unrealizedProfitQuote: 0,
  marginMode: 'cross',
  isolatedWalletBalance: 0,
  updateTimeMs,
});

const at = (atMs: number) => ({ exchangeTimeMs: atMs, transactionTimeMs: atMs });

export const orderUpdated = (atMs: number, fields: Partial<AccountOrder> = {}, tradeId?: string): OrderUpdated => ({
  kind: 'orderUpdated',
  ...at(atMs),
  cause: tradeId === undefined ? 'NEW' : 'TRADE',
  order: order({ updateTimeMs: atMs, ...fields }),
  fill:
    tradeId === undefined
      ? undefined
      : { tradeId, baseQty: 1, price: 100, isMaker: true, commission: undefined, realizedProfitQuote: 0 },
});

export const algoOrderUpdated = (atMs: number, fields: Partial<AlgoOrder> = {}): AlgoOrderUpdated => ({
  kind: 'algoOrderUpdated',
  ...at(atMs),
  order: algoOrder({ updateTimeMs: atMs, ...fields }),
  reason: '',
});

export const holdingsUpdated = (
  atMs: number,
  balances: readonly AccountBalance[],
  positions: readonly AccountPosition[] = [],
): HoldingsUpdated => ({
  kind: 'holdingsUpdated',
  ...at(atMs),
  cause: 'ORDER',
  symbol: undefined,
  balances: balances.map((row) => ({ ...row, change: 0 })),
  positions,
});

export const snapshot = (exchangeTimeMs: number, parts: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
  exchangeTimeMs,
  balances: [],
  positions: [],
  openOrders: [],
  openAlgoOrders: [],
  ...parts,
});
