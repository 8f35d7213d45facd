import type { Decimal } from '../../domain/decimal.js';
import type { KnownOrder, OrderEvent } from '../../domain/order.js';
import type { ManagedOrder, Position } from '../../domain/position.js';
import { leaving, stopCause } from './advance.js';
import { applyFill, type Told } from './applyFill.js';

/** A word on an order: an event, or what the exchange answered when it was asked. */
export type OrderWord =
  | { readonly kind: 'event'; readonly event: OrderEvent }
  | { readonly kind: 'reconciled'; readonly order: KnownOrder }
  | { readonly kind: 'notFound' };

type Ending = NonNullable<ManagedOrder['endedAs']>;

/**
 * A position and one of its orders after a word on that order, which may be late, repeated or out of order: an order that
 * has ended does not live again, unless all that was known is that it could not be found. Pure.
 */
export function tellOrder(position: Position, before: ManagedOrder, word: OrderWord, atMs: number): Told {
  const told: Told = { position, order: before, problem: undefined, isQueryWanted: false };
  switch (word.kind) {
    case 'event':
      return tellEvent(told, word.event, atMs);
    case 'reconciled':
      return tellKnown(told, word.order, atMs);
    case 'notFound':
      // Of what is on its way the answer will tell.
      if (isOver(before) || before.status === 'sent') return told;
      return {
        ...told,
        order: ended(before, 'notFound', atMs),
        problem: hasFills(before) ? 'contradiction' : undefined,
      };
  }
}

function tellEvent(told: Told, event: OrderEvent, atMs: number): Told {
  const { order } = told;
  switch (event.kind) {
    case 'acknowledged':
      return isOver(order) ? told : { ...told, order: { ...alive(order, atMs), isCancelling: order.isCancelling } };
    case 'partiallyFilled': {
      const filled = applyFill(told, event.fill, atMs);
      const isMissing = isBehind(filled.order, event.filledBaseQty);
      return isOver(order)
        ? { ...filled, isQueryWanted: isMissing }
        : {
            ...filled,
            order: { ...alive(filled.order, atMs), isCancelling: order.isCancelling },
            isQueryWanted: isMissing,
          };
    }
    case 'filled':
      return endWith(applyFill(told, event.fill, atMs), 'filled', event.filledBaseQty, atMs);
    case 'cancelled':
    case 'expired':
      return endWith(told, event.kind, event.filledBaseQty, atMs);
    case 'rejected': {
      if (hasFills(order)) return { ...told, problem: 'contradiction' };
      if (isOver(order)) return told;
      return { ...told, order: ended(order, 'rejected', atMs), position: refused(told.position, order, event) };
    }
    case 'unknown':
      return isOver(order) ? told : { ...told, order: { ...order, status: 'unknown', toldAtMs: atMs } };
    case 'cancelRefused':
      if (isOver(order)) return told;
      return {
        ...told,
        order: { ...order, status: 'unknown', isCancelling: false, toldAtMs: atMs },
        isQueryWanted: true,
      };
  }
}

function tellKnown(told: Told, known: KnownOrder, atMs: number): Told {
  const filled = known.fills.reduce((so, fill) => applyFill(so, fill, atMs), told);
  const isShort = isBehind(filled.order, known.filledBaseQty);
  const complete: Told = isShort ? { ...filled, problem: 'contradiction' } : filled;
  if (known.status !== 'working') return { ...complete, order: ended(complete.order, known.status, atMs) };
  return isOver(told.order) ? complete : { ...complete, order: alive(complete.order, atMs) };
}

/** It ended; if a fill was missed on the way, what is known of it is not all. */
function endWith(told: Told, as: Ending, filledBaseQty: Decimal | undefined, atMs: number): Told {
  const { order } = told;
  const isMissing = filledBaseQty !== undefined && isBehind(order, filledBaseQty);
  if (isMissing) return { ...told, order: { ...order, status: 'unknown', toldAtMs: atMs }, isQueryWanted: true };
  return isOver(order) ? told : { ...told, order: ended(order, as, atMs) };
}

/** A stop that would trigger at once has done so in effect: the price is beyond it. */
function refused(position: Position, { role }: ManagedOrder, event: OrderEvent & { kind: 'rejected' }): Position {
  if (role === 'stop' && event.reason === 'wouldTrigger') return leaving(position, stopCause(position));
  return role === 'entry' ? { ...position, rejection: event.message } : position;
}

const alive = (order: ManagedOrder, atMs: number): ManagedOrder => ({
  ...order,
  status: 'working',
  endedAs: undefined,
  isCancelling: false,
  toldAtMs: atMs,
});

const ended = (order: ManagedOrder, endedAs: Ending, atMs: number): ManagedOrder => ({
  ...order,
  status: 'ended',
  endedAs,
  toldAtMs: atMs,
});

const isOver = ({ status, endedAs }: ManagedOrder): boolean => status === 'ended' && endedAs !== 'notFound';

const hasFills = ({ filledBaseQty }: ManagedOrder): boolean => filledBaseQty.sign > 0;

const isBehind = ({ filledBaseQty }: ManagedOrder, told: Decimal): boolean => filledBaseQty.isBelow(told);
