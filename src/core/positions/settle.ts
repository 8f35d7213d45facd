import { Decimal } from '../../domain/decimal.js';
import { orderRef } from '../../domain/order.js';
import type { ManagedOrder, OrderCommand, Position, PositionState } from '../../domain/position.js';
import { leaving } from './advance.js';
import { openQty, heldQty } from './money.js';
import { newExit, newStop, newTarget } from './newOrder.js';
import type { PositionRules } from './positionEvent.js';

export interface Settled {
  readonly position: Position;
  readonly commands: readonly OrderCommand[];
}

/**
 * Compares the orders of a position with those it should have, and asks for the difference; what has been asked for and
 * not been answered is waited for. So it does not matter in which order, how often or how late words come.
 */
export function settle(before: Position, atMs: number, rules: PositionRules): Settled {
  const judged = withState(withProtection(before, atMs), atMs);
  if (judged.state === 'orphaned') return asked(judged, leftOrders(judged), []);
  const position = withState(isDefenceless(judged, rules) ? leaving(judged, 'unprotected') : judged, atMs);
  const surplus = surplusOrders(position, atMs, rules);
  const missing = missingOrders(position, atMs, rules);
  return asked(position, surplus, missing);
}

function asked(position: Position, surplus: readonly ManagedOrder[], missing: readonly ManagedOrder[]): Settled {
  if (surplus.length === 0 && missing.length === 0) return { position, commands: [] };
  const orders = position.orders.map((order) => (surplus.includes(order) ? { ...order, isCancelling: true } : order));
  return {
    position: { ...position, orders: [...withoutOldRefusals(orders), ...missing] },
    commands: [
      ...missing.map(({ request }): OrderCommand => ({ kind: 'place', order: request })),
      ...surplus.map(({ request }): OrderCommand => ({ kind: 'cancel', ...orderRef(request) })),
    ],
  };
}

/** Follows from what is held and what the entry may still bring. */
function stateOf(position: Position): PositionState {
  const isEntryLive = isLive(entryOf(position));
  if (position.enteredBaseQty.isZero) return isEntryLive ? 'pending' : 'rejected';
  if (heldQty(position).isZero && !isEntryLive) return 'closed';
  return position.exitCause === undefined ? 'open' : 'closing';
}

function withState(position: Position, atMs: number): Position {
  if (position.state === 'orphaned') return position;
  const state = stateOf(position);
  const isOver = state === 'closed' || state === 'rejected';
  const endedAtMs = isOver ? (position.endedAtMs ?? atMs) : undefined;
  const isSame = state === position.state && endedAtMs === position.endedAtMs;
  return isSame ? position : { ...position, state, endedAtMs };
}

function withProtection(position: Position, atMs: number): Position {
  if (position.state === 'orphaned') return position;
  const held = heldQty(position);
  const isProtected = held.isZero || position.orders.some((order) => covers(order, held));
  const unprotectedSinceMs = isProtected ? undefined : (position.unprotectedSinceMs ?? atMs);
  return unprotectedSinceMs === position.unprotectedSinceMs ? position : { ...position, unprotectedSinceMs };
}

const covers = (order: ManagedOrder, held: Decimal): boolean =>
  order.role === 'stop' && order.status === 'working' && !order.isCancelling && !openQty(order).isBelow(held);

/** Its stop has failed too often, and nothing else covers it. */
const isDefenceless = (position: Position, { maxAttempts }: PositionRules): boolean =>
  position.unprotectedSinceMs !== undefined && failuresInARow(ordersOf(position, 'stop')) >= maxAttempts;

const workingOrders = ({ orders }: Position): readonly ManagedOrder[] =>
  orders.filter(({ status, isCancelling }) => status === 'working' && !isCancelling);

/**
 * Orders of an orphan that must not stay: its entry, of which nobody would protect what it brings, and all of them once
 * nothing is held.
 */
const leftOrders = (orphan: Position): readonly ManagedOrder[] =>
  workingOrders(orphan).filter(({ role }) => role === 'entry' || orphan.endedAtMs !== undefined);

/** Orders that are in the book and should not be. What is on its way is cancelled once it has arrived. */
function surplusOrders(position: Position, atMs: number, rules: PositionRules): readonly ManagedOrder[] {
  const working = workingOrders(position);
  return working.filter((order) => {
    switch (order.role) {
      case 'entry':
        return position.exitCause !== undefined || atMs - position.createdAtMs >= rules.entryTimeoutMs;
      case 'target':
        return position.state !== 'open';
      case 'stop':
        // While it closes a stop is the safety net; a newer one takes over once it is confirmed.
        return heldQty(position).isZero || isReplaced(order, working);
      case 'exit':
        return heldQty(position).isZero;
    }
  });
}

const isReplaced = (stop: ManagedOrder, working: readonly ManagedOrder[]): boolean =>
  working.some(({ role, attempt }) => role === 'stop' && attempt > stop.attempt);

function missingOrders(position: Position, atMs: number, rules: PositionRules): readonly ManagedOrder[] {
  const held = heldQty(position);
  if (held.isZero) return [];
  if (position.state === 'closing') return isExitDue(position, atMs, rules) ? [newExit(position, held, atMs)] : [];
  if (position.state !== 'open') return [];
  const stop = isStopDue(position, held, atMs, rules) ? [newStop(position, held, atMs)] : [];
  return [...stop, ...dueTargets(position, held, atMs, rules)];
}

/** What is refused again and again, as in a market that has closed, is tried this much less often in the end. */
const mostSlower = 8;
/** Refused exits of which a position knows; older ones are forgotten, or it would grow for as long as they go on. */
const mostRefused = 10;

function withoutOldRefusals(orders: readonly ManagedOrder[]): readonly ManagedOrder[] {
  const refused = orders.filter(
    ({ role, endedAs, filledBaseQty }) => role === 'exit' && endedAs === 'rejected' && filledBaseQty.isZero,
  );
  const old = new Set(refused.slice(0, -mostRefused));
  return old.size === 0 ? orders : orders.filter((order) => !old.has(order));
}

/** An exit under way, or a stop that is being filled, is waited for. */
function isExitDue(position: Position, atMs: number, rules: PositionRules): boolean {
  const isUnderWay = position.orders.some(
    (order) => isLive(order) && (order.role === 'exit' || (order.role === 'stop' && order.filledBaseQty.sign > 0)),
  );
  const exits = ordersOf(position, 'exit');
  const slower = Math.min(2 ** Math.max(failuresInARow(exits) - rules.maxAttempts, 0), mostSlower);
  return !isUnderWay && isRetryDue(exits.at(-1), atMs, { retryAfterMs: rules.retryAfterMs * slower });
}

function isStopDue(position: Position, held: Decimal, atMs: number, rules: PositionRules): boolean {
  const stops = ordersOf(position, 'stop');
  const newest = stops.at(-1);
  if (stops.some(({ status }) => status === 'sent' || status === 'unknown')) return false;
  // Refused where it should be by now; a stop that has trailed further is another one.
  const here = stops.filter((stop) => isAt(stop, position.stopPrice));
  if (failuresInARow(here) >= rules.maxAttempts || !isRetryDue(newest, atMs, rules)) return false;
  const isAsWanted =
    newest?.status === 'working' &&
    !newest.isCancelling &&
    isAt(newest, position.stopPrice) &&
    openQty(newest).equals(held);
  return !isAsWanted;
}

const isAt = ({ request }: ManagedOrder, stopPrice: Decimal): boolean =>
  request.type === 'stopMarket' && request.triggerPrice.equals(stopPrice);

/** Rungs of the ladder that have no order yet, or one that failed, once it is known how much was entered. */
function dueTargets(position: Position, held: Decimal, atMs: number, rules: PositionRules): readonly ManagedOrder[] {
  const { intent } = position;
  if (intent === undefined || isLive(entryOf(position))) return [];
  const orders = ordersOf(position, 'target');
  let free = orders.reduce((left, order) => left.minus(openQty(order)), held);
  return intent.targets.flatMap(({ baseQty }, rung) => {
    const earlier = orders.filter((order) => order.rung === rung);
    const newest = earlier.at(-1);
    const isDone = newest !== undefined && !isFailed(newest);
    if (isDone || failuresInARow(earlier) >= rules.maxAttempts || !isRetryDue(newest, atMs, rules)) return [];
    const share = baseQty.times(position.enteredBaseQty).dividedBy(intent.baseQty, 18, 'down');
    const filled = earlier.reduce((sum, order) => sum.plus(order.filledBaseQty), Decimal.zero);
    const wanted = share.roundTo(intent.stepSize, 'down').minus(filled);
    if (wanted.sign <= 0 || wanted.isAbove(free)) return [];
    free = free.minus(wanted);
    return [newTarget(position, rung, wanted, atMs)];
  });
}

/** It is to be closed, and its exit has just been refused so often that somebody should know; not again with every further time. */
export const isStuck = (position: Position, { maxAttempts }: PositionRules): boolean =>
  position.state === 'closing' && failuresInARow(ordersOf(position, 'exit')) === maxAttempts;

const isRetryDue = (
  newest: ManagedOrder | undefined,
  atMs: number,
  { retryAfterMs }: Pick<PositionRules, 'retryAfterMs'>,
): boolean => newest === undefined || !isFailed(newest) || atMs - newest.toldAtMs >= retryAfterMs;

/** It ended otherwise than by being filled or by our wish. */
const isFailed = ({ status, endedAs, isCancelling }: ManagedOrder): boolean =>
  status === 'ended' && endedAs !== 'filled' && !isCancelling;

const failuresInARow = (orders: readonly ManagedOrder[]): number =>
  orders.length - 1 - orders.findLastIndex((order) => !isFailed(order));

const ordersOf = ({ orders }: Position, role: ManagedOrder['role']): readonly ManagedOrder[] =>
  orders.filter((order) => order.role === role);

const entryOf = ({ orders }: Position): ManagedOrder | undefined => orders.find(({ role }) => role === 'entry');

const isLive = (order: ManagedOrder | undefined): boolean => order !== undefined && order.status !== 'ended';
