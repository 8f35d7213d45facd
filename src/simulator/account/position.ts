import { absolute, over, portion, smaller, times, type Amount } from './amounts.js';
import type { Position } from './accountTypes.js';

export interface PositionFill {
  /** Negative for a sale. */
  readonly signedQty: Amount;
  readonly price: Amount;
  readonly commission: Amount;
  readonly atMs: number;
}

/**
 * What a fill makes of a position, and what it realizes. Adding averages the entry; reducing keeps it; beyond zero the rest
 * is a new position at the fill's price. Nothing is lost to rounding: what is realized and what remains of the entry always
 * add up to what was bought and sold.
 */
export function applyFill(position: Position, { signedQty, price, commission, atMs }: PositionFill) {
  const before = position.baseQty;
  const [heldQty, filledQty] = [absolute(before), absolute(signedQty)];
  const quote = times(price, filledQty);
  const after = before + signedQty;
  const common = { ...position, baseQty: after, updateTimeMs: atMs };
  if (before < 0n === signedQty < 0n || before === 0n) {
    const entryQuote = position.entryQuote + quote;
    const next: Position = { ...common, entryQuote, openCommission: position.openCommission + commission };
    return { position: next, realizedPnl: 0n };
  }
  const closedQty = smaller(heldQty, filledQty);
  const closedQuote = portion(quote, closedQty, filledQty);
  const closedEntry = portion(position.entryQuote, closedQty, heldQty);
  const realizedPnl = before > 0n ? closedQuote - closedEntry : closedEntry - closedQuote;
  const isTurned = filledQty > heldQty;
  const next: Position = {
    ...common,
    entryQuote: isTurned ? quote - closedQuote : position.entryQuote - closedEntry,
    openCommission: isTurned
      ? portion(commission, absolute(after), filledQty)
      : portion(position.openCommission, absolute(after), heldQty),
    realizedPnl: position.realizedPnl + realizedPnl,
  };
  return { position: next, realizedPnl };
}

/** The average price of what is open; 0 without a position. */
export const entryPrice = ({ baseQty, entryQuote }: Position): Amount =>
  baseQty === 0n ? 0n : over(entryQuote, absolute(baseQty));

/** The price at which closing pays back the commission so far; 0 without a position. */
export const breakEvenPrice = (position: Position): Amount =>
  position.baseQty === 0n ? 0n : over(signedEntry(position) + position.openCommission, position.baseQty);

export const unrealizedPnl = (position: Position, markPrice: Amount): Amount =>
  times(position.baseQty, markPrice) - signedEntry(position);

/** What was paid for what is open; negative when it was received. */
export const signedEntry = ({ baseQty, entryQuote }: Position): Amount => (baseQty < 0n ? -entryQuote : entryQuote);
