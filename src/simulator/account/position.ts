import { rounded } from './amounts.js';
import type { Position } from './accountTypes.js';

export interface PositionFill {
  /** Negative for a sale. */
  readonly signedQty: number;
  readonly price: number;
  readonly commission: number;
  readonly atMs: number;
}

/**
 * What a fill makes of a position, and what it realizes. Adding averages the entry; reducing keeps it; beyond zero the rest
 * is a new position at the fill's price.
 */
export function applyFill(position: Position, { signedQty, price, commission, atMs }: PositionFill) {
  const before = position.baseQty;
  const after = rounded(before + signedQty);
  const isReducing = before * signedQty < 0;
  const closedQty = isReducing ? Math.min(Math.abs(before), Math.abs(signedQty)) : 0;
  const realizedPnl = rounded(closedQty * (price - position.entryPrice) * Math.sign(before));
  const opened = openPart(position, after, { signedQty, price, commission, atMs }, isReducing);
  const next: Position = {
    ...position,
    ...opened,
    baseQty: after,
    realizedPnl: rounded(position.realizedPnl + realizedPnl),
    updateTimeMs: atMs,
  };
  return { position: next, realizedPnl };
}

/** Entry and commission of what is open afterwards. */
function openPart(
  { baseQty: before, entryPrice, openCommission }: Position,
  after: number,
  { signedQty, price, commission }: PositionFill,
  isReducing: boolean,
): Pick<Position, 'entryPrice' | 'openCommission'> {
  if (after === 0) return { entryPrice: 0, openCommission: 0 };
  if (!isReducing) {
    const cost = Math.abs(before) * entryPrice + Math.abs(signedQty) * price;
    return { entryPrice: cost / Math.abs(after), openCommission: openCommission + commission };
  }
  const isTurned = before * after < 0;
  return isTurned
    ? { entryPrice: price, openCommission: commission * (after / signedQty) }
    : { entryPrice, openCommission: openCommission * (after / before) };
}

/** The price at which closing pays back the commission so far; 0 without a position. */
export const breakEvenPrice = ({ baseQty, entryPrice, openCommission }: Position): number =>
  baseQty === 0 ? 0 : entryPrice + openCommission / baseQty;

export const unrealizedPnl = ({ baseQty, entryPrice }: Position, markPrice: number): number =>
  rounded(baseQty * (markPrice - entryPrice));
