import { Decimal, maxDecimal } from '../../domain/decimal.js';
import type { ClosedTrade, ManagedOrder, Position } from '../../domain/position.js';

/** What is held: entered and not yet exited. */
export const heldQty = (position: Position): Decimal => maxDecimal(balanceQty(position), Decimal.zero);

/** Below 0 while an exit is heard of before the fill of the entry that it closes. */
const balanceQty = ({ enteredBaseQty, exitedBaseQty }: Position): Decimal => enteredBaseQty.minus(exitedBaseQty);

/** Quote that came in less what went out, fees included: the profit once nothing is held. */
export function cashQuote({ direction, entryQuote, exitQuote, feesQuote }: Position): Decimal {
  const gross = direction === 'long' ? exitQuote.minus(entryQuote) : entryQuote.minus(exitQuote);
  return gross.minus(feesQuote);
}

/** Profit so far and, at `price`, of what is still held. Exact: over all positions it is what the account gained. */
export function profitQuoteAt(position: Position, price: Decimal): Decimal {
  const worth = balanceQty(position).times(price);
  return cashQuote(position).plus(position.direction === 'long' ? worth : worth.negated());
}

/** Price × quantity that is held, or that the entry may still bring. */
export function exposureQuoteAt(position: Position, price: Decimal): Decimal {
  const entry = position.orders.find(({ role }) => role === 'entry');
  return heldQty(position)
    .plus(entry ? openQty(entry) : Decimal.zero)
    .times(price);
}

/** What an order may still fill. */
export const openQty = ({ request, filledBaseQty, status }: ManagedOrder): Decimal =>
  status === 'ended' ? Decimal.zero : request.baseQty.minus(filledBaseQty);

/** The position as rules look back at it; `undefined` unless it is closed. */
export function closedTrade(position: Position): ClosedTrade | undefined {
  const { id, symbol, direction, exitCause, openedAtMs, endedAtMs } = position;
  if (position.state !== 'closed' || exitCause === undefined || openedAtMs === undefined || endedAtMs === undefined) {
    return undefined;
  }
  const profitQuote = cashQuote(position);
  const profitRatio = profitQuote.toNumber() / position.entryQuote.toNumber();
  return {
    signalId: id,
    symbol,
    direction,
    cause: exitCause,
    profitQuote,
    profitRatio,
    openedAtMs,
    closedAtMs: endedAtMs,
  };
}
