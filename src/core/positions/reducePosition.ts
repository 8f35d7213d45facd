import { Decimal } from '../../domain/decimal.js';
import { orderRef, type ClientOrderId } from '../../domain/order.js';
import type { EntryIntent, ManagedOrder, OrderCommand, Position } from '../../domain/position.js';
import { atPrice, atTime, leaving } from './advance.js';
import { newEntry } from './newOrder.js';
import type { PositionEvent, PositionNotice, PositionProblem, PositionRules, StepEffects } from './positionEvent.js';
import { isStuck, settle } from './settle.js';
import { tellOrder, type OrderWord } from './tellOrder.js';

/** A position after an event, and what follows from it. */
export interface PositionStep extends StepEffects {
  readonly position: Position;
}

/** The beginning of a position: its entry is to be placed. */
export function openPosition(intent: EntryIntent, atMs: number): PositionStep {
  const entry = newEntry(intent, atMs);
  const position: Position = {
    id: intent.signalId,
    symbol: intent.symbol,
    direction: intent.direction,
    state: 'pending',
    intent,
    orders: [entry],
    enteredBaseQty: Decimal.zero,
    exitedBaseQty: Decimal.zero,
    entryQuote: Decimal.zero,
    exitQuote: Decimal.zero,
    feesQuote: Decimal.zero,
    otherFees: {},
    stopPrice: intent.stopPrice,
    bestPrice: undefined,
    exitCause: undefined,
    rejection: undefined,
    createdAtMs: atMs,
    openedAtMs: undefined,
    endedAtMs: undefined,
    unprotectedSinceMs: undefined,
  };
  return { position, commands: [{ kind: 'place', order: entry.request }], problems: [], notices: [] };
}

/**
 * The state machine of one position, drawn in ARCHITECTURE.md: pure, and total over every state and event. An event that
 * cannot be in a state is a problem with a name and changes nothing, save that money that moved is counted.
 */
export function reducePosition(rules: PositionRules): (position: Position, event: PositionEvent) => PositionStep {
  return (before, event) => {
    const { position, problem, commands } = take(before, event, rules);
    if (position === before && problem !== undefined) return unchanged(before, problem);
    const settled = settle(position, event.atMs, rules);
    return {
      position: settled.position,
      commands: [...(commands ?? []), ...settled.commands],
      problems: problem === undefined ? [] : [problem],
      notices: noticesOf(before, settled.position, rules),
    };
  };
}

interface Taken {
  readonly position: Position;
  readonly problem?: PositionProblem | undefined;
  /** What is asked for at once, before what `settle` finds. */
  readonly commands?: readonly OrderCommand[] | undefined;
}

function take(position: Position, event: PositionEvent, rules: PositionRules): Taken {
  switch (event.kind) {
    case 'intent':
      return { position, problem: problemOf(position, 'secondEntry') };
    case 'signalClosed': {
      const isExit = rules.exitOnSignal === 'closed' || (rules.exitOnSignal === 'turned' && event.isTurned);
      return { position: isExit ? leaving(position, 'signal') : position };
    }
    case 'order':
      return hear(position, event.event.clientOrderId, { kind: 'event', event: event.event }, event.atMs);
    case 'reconciled':
      return hear(position, event.order.clientOrderId, { kind: 'reconciled', order: event.order }, event.atMs);
    case 'notFound':
      return hear(position, event.clientOrderId, { kind: 'notFound' }, event.atMs);
    case 'price':
      return { position: atTime(atPrice(position, event.price), event.atMs, rules) };
    case 'time':
      return { position: atTime(position, event.atMs, rules) };
    case 'killed':
      return { position: leaving(position, 'killSwitch') };
    case 'orphaned':
      return isOver(position)
        ? { position, problem: problemOf(position, 'unknownPosition') }
        : { position: orphan(position) };
    case 'doubted':
      return {
        position,
        commands: position.orders.filter((order) => isLive(order) && isFollowed(position, order)).map(queryOf),
      };
    case 'orphanLeft':
      return isLeftAlone(position) ? buried(position, event.atMs) : { position };
    case 'lifted':
    case 'orphanFound':
      return { position };
  }
}

function hear(position: Position, id: ClientOrderId, word: OrderWord, atMs: number): Taken {
  const order = position.orders.find(({ request }) => request.clientOrderId === id);
  if (order === undefined) return { position, problem: problemOf(position, 'unknownOrder', id) };
  const told = tellOrder(position, order, word, atMs);
  const isNews = told.position !== position || told.order !== order;
  const orders = position.orders.map((each) => (each === order ? told.order : each));
  return {
    position: isNews ? { ...told.position, orders } : position,
    problem: told.problem && problemOf(position, told.problem, id),
    commands: told.isQueryWanted && isFollowed(position, order) ? [queryOf(order)] : [],
  };
}

const isOver = ({ state }: Position): boolean => state === 'closed' || state === 'rejected';

/** As long as the exchange holds something of the symbol. */
const isLeftAlone = ({ state, endedAtMs }: Position): boolean => state === 'orphaned' && endedAtMs === undefined;

/** Of what is left alone the entry is followed until it has ended. */
const isFollowed = (position: Position, { role }: ManagedOrder): boolean => !isLeftAlone(position) || role === 'entry';

const isLive = ({ status }: ManagedOrder): boolean => status !== 'ended';

const queryOf = ({ request }: ManagedOrder): OrderCommand => ({ kind: 'query', ...orderRef(request) });

/** Nothing of it is left at the exchange but its orders, which would act on what somebody opens there. */
function buried(position: Position, atMs: number): Taken {
  const commands = position.orders
    .filter((order) => isLive(order) && !order.isCancelling)
    .map(({ request }): OrderCommand => ({ kind: 'cancel', ...orderRef(request) }));
  const orders = position.orders.map((order) => (isLive(order) ? { ...order, isCancelling: true } : order));
  return { position: { ...position, orders, endedAtMs: atMs }, commands };
}

const orphan = (position: Position): Position => ({ ...position, state: 'orphaned', unprotectedSinceMs: undefined });

const problemOf = (
  { id }: Position,
  kind: PositionProblem['kind'],
  clientOrderId?: ClientOrderId,
): PositionProblem => ({ kind, positionId: id, clientOrderId });

const unchanged = (position: Position, problem: PositionProblem): PositionStep => ({
  position,
  commands: [],
  problems: [problem],
  notices: [],
});

function noticesOf(before: Position, after: Position, rules: PositionRules): PositionNotice[] {
  const { id: positionId, symbol, state, exitCause: cause } = after;
  const isLeaving = cause !== before.exitCause && state === 'closing';
  const kinds = [
    ...(before.openedAtMs === undefined && state === 'open' ? (['opened'] as const) : []),
    ...(isLeaving ? (['exiting'] as const) : []),
    ...(isStuck(after, rules) && !isStuck(before, rules) ? (['stuck'] as const) : []),
    ...(state !== before.state && (state === 'closed' || state === 'rejected' || state === 'orphaned') ? [state] : []),
  ];
  return kinds.map((kind) => ({ kind, positionId, symbol, cause }));
}
