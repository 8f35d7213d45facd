import type { Position } from '../../../src/domain/position.js';
import type { Direction } from '../../../src/domain/signal.js';

/** What happens to one symbol: its market moves, a signal opens or turns, the kill switch is pulled, or time passes. */
export type ScriptStep =
  | { readonly do: 'market'; readonly price: number }
  | { readonly do: 'open'; readonly direction: Direction }
  | { readonly do: 'turn' | 'fall' | 'kill' | 'lift' }
  /** Until a position, or its entry, lasts too long. Market time. */
  | { readonly do: 'pass'; readonly ms: number };

/** What came of a script. */
export interface Played {
  readonly positions: readonly Position[];
  /** What was paid in the fills of each step, in their order. */
  readonly paid: readonly (readonly number[])[];
}

/** All of a position that does not depend on when things happened, in texts and exact. */
export const inWords = ({ orders, intent, ...position }: Position) => ({
  id: position.id,
  direction: position.direction,
  state: position.state,
  cause: position.exitCause,
  held: `${position.enteredBaseQty.toString()} in, ${position.exitedBaseQty.toString()} out`,
  quote: `${position.entryQuote.toString()} in, ${position.exitQuote.toString()} out`,
  fees: position.feesQuote.toString(),
  stopPrice: position.stopPrice.toString(),
  bestPrice: position.bestPrice?.toString(),
  ladder: intent?.targets.map(({ price, baseQty }) => `${baseQty.toString()} at ${price.toString()}`),
  orders: orders.map(({ request, status, endedAs, filledBaseQty }) => {
    const price = 'triggerPrice' in request ? request.triggerPrice : 'price' in request ? request.price : undefined;
    const asked = `${request.side} ${request.baseQty.toString()} ${request.type} ${price?.toString() ?? ''}`;
    return `${request.clientOrderId}: ${asked}: ${endedAs ?? status}, ${filledBaseQty.toString()} filled`;
  }),
});
