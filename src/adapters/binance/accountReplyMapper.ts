import type { AccountBalance, AccountOrder, AccountPosition, AlgoOrder } from '../../domain/account.js';
import { instrumentSymbol } from '../../domain/kline.js';
import type { AccountReply, OpenAlgoOrder, OpenOrder, PositionRisk } from './accountWire.js';
import { isOpenAlgoStatus, isOpenStatus, toPositionSide, toSide } from './accountWords.js';

export const toBalance = (row: AccountReply['assets'][number]): AccountBalance => ({
  asset: row.asset,
  walletBalance: Number(row.walletBalance),
  crossWalletBalance: Number(row.crossWalletBalance),
  updateTimeMs: row.updateTime,
});

export const toPosition = (row: PositionRisk): AccountPosition => ({
  symbol: instrumentSymbol(row.symbol),
  positionSide: toPositionSide(row.positionSide),
  baseQty: Number(row.positionAmt),
  entryPrice: Number(row.entryPrice),
  breakEvenPrice: Number(row.breakEvenPrice),
  unrealizedProfitQuote: Number(row.unRealizedProfit),
  marginMode: Number(row.isolatedWallet) === 0 ? 'cross' : 'isolated',
  isolatedWalletBalance: Number(row.isolatedWallet),
  updateTimeMs: row.updateTime,
});

export const toOpenOrder = (row: OpenOrder): AccountOrder => ({
  orderId: row.orderId,
  clientOrderId: row.clientOrderId,
  symbol: instrumentSymbol(row.symbol),
  side: toSide(row.side),
  positionSide: toPositionSide(row.positionSide),
  orderType: row.type,
  timeInForce: row.timeInForce,
  baseQty: Number(row.origQty),
  price: Number(row.price),
  filledBaseQty: Number(row.executedQty),
  averagePrice: Number(row.avgPrice),
  status: row.status,
  isOpen: isOpenStatus(row.status),
  isReduceOnly: row.reduceOnly,
  isClosePosition: row.closePosition,
  updateTimeMs: row.updateTime,
});

export const toOpenAlgoOrder = (row: OpenAlgoOrder): AlgoOrder => ({
  algoId: row.algoId,
  clientAlgoId: row.clientAlgoId,
  symbol: instrumentSymbol(row.symbol),
  side: toSide(row.side),
  positionSide: toPositionSide(row.positionSide),
  orderType: row.orderType,
  timeInForce: row.timeInForce,
  baseQty: Number(row.quantity),
  price: Number(row.price),
  triggerPrice: Number(row.triggerPrice),
  status: row.algoStatus,
  isOpen: isOpenAlgoStatus(row.algoStatus),
  isReduceOnly: row.reduceOnly,
  isClosePosition: row.closePosition,
  orderId: row.actualOrderId ? row.actualOrderId : undefined,
  updateTimeMs: row.updateTime,
});
