import { Decimal } from '../../domain/decimal.js';
import type { OrderFill } from '../../domain/order.js';
import type { ManagedOrder, Position } from '../../domain/position.js';
import { heldQty } from './money.js';
import type { ProblemKind } from './positionEvent.js';

/** A position and one of its orders after a word on that order. */
export interface Told {
  readonly position: Position;
  readonly order: ManagedOrder;
  readonly problem: ProblemKind | undefined;
  /** What is known of the order cannot be all: it has to be asked for. */
  readonly isQueryWanted: boolean;
}

/**
 * A fill, counted once by its trade id. Money that moved is always counted, also that of an exit beyond what is held: the
 * fill of the entry that it closes may be on its way.
 */
export function applyFill(told: Told, fill: OrderFill, atMs: number): Told {
  const { order } = told;
  if (order.tradeIds.includes(fill.tradeId)) return told;
  const filledBaseQty = order.filledBaseQty.plus(fill.baseQty);
  const filled: ManagedOrder = { ...order, filledBaseQty, tradeIds: [...order.tradeIds, fill.tradeId] };
  const isOverfilled = filledBaseQty.isAbove(order.request.baseQty);
  if (order.role === 'entry') {
    const position = entered(withFee(told.position, fill), fill, atMs);
    return { ...told, position, order: filled, problem: isOverfilled ? 'fillBeyondOrder' : told.problem };
  }
  const held = heldQty(told.position);
  const problem = fill.baseQty.isAbove(held) ? 'exitBeyondPosition' : isOverfilled ? 'fillBeyondOrder' : told.problem;
  const position = exited(withFee(told.position, fill), fill, filled);
  return { ...told, position, order: filled, problem };
}

const entered = (position: Position, { baseQty, price }: OrderFill, atMs: number): Position => ({
  ...position,
  enteredBaseQty: position.enteredBaseQty.plus(baseQty),
  entryQuote: position.entryQuote.plus(price.times(baseQty)),
  openedAtMs: position.openedAtMs ?? atMs,
  // What is over has no plan left for what is held again.
  exitCause: position.state === 'rejected' ? 'lateFill' : position.exitCause,
});

function exited(position: Position, { baseQty, price }: OrderFill, { role, request }: ManagedOrder): Position {
  const after: Position = {
    ...position,
    exitedBaseQty: position.exitedBaseQty.plus(baseQty),
    exitQuote: position.exitQuote.plus(price.times(baseQty)),
  };
  if (position.exitCause !== undefined) return after;
  if (role === 'target') return heldQty(after).isZero ? { ...after, exitCause: 'target' } : after;
  const isFirstStop = request.type === 'stopMarket' && position.intent?.stopPrice.equals(request.triggerPrice) === true;
  return { ...after, exitCause: isFirstStop ? 'stop' : 'trailingStop' };
}

function withFee(position: Position, { fee }: OrderFill): Position {
  if (fee === undefined) return position;
  if (fee.asset === position.intent?.quoteAsset) {
    return { ...position, feesQuote: position.feesQuote.plus(fee.amount) };
  }
  const paid = position.otherFees[fee.asset] ?? Decimal.zero;
  return { ...position, otherFees: { ...position.otherFees, [fee.asset]: paid.plus(fee.amount) } };
}
