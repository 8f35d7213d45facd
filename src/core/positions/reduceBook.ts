import { Decimal } from '../../domain/decimal.js';
import type { HeldPosition } from '../../domain/order.js';
import type { Position } from '../../domain/position.js';
import { readClientOrderId, signalKey } from './clientOrderIds.js';
import type { PositionEvent, PositionProblem, PositionRules, StepEffects } from './positionEvent.js';
import { openPosition, reducePosition, type PositionStep } from './reducePosition.js';

/** All positions, by what the client ids of their orders begin with. */
export interface PositionBook {
  /** Something is held, or may still be filled. */
  readonly live: ReadonlyMap<string, Position>;
  /** What is over, until it is forgotten. */
  readonly ended: ReadonlyMap<string, Position>;
  /** The kill switch is on. */
  readonly isStopped: boolean;
}

export const emptyBook: PositionBook = { live: new Map(), ended: new Map(), isStopped: false };

export interface BookStep extends StepEffects {
  readonly book: PositionBook;
}

const nothing: StepEffects = { commands: [], problems: [], notices: [] };

/**
 * All positions after an event. Each signal opens one position at most, each symbol has one at a time, and while the kill
 * switch is on none is opened. Pure. Holds what is over for `forgetAfterMs`.
 */
export function reduceBook(rules: PositionRules): (book: PositionBook, event: PositionEvent) => BookStep {
  const reduce = reducePosition(rules);
  const toEach = (book: PositionBook, event: PositionEvent, concerns: (position: Position) => boolean): BookStep => {
    const steps = [...book.live.values()].filter(concerns).map((position) => reduce(position, event));
    return steps.reduce<BookStep>(
      (so, step) => ({
        book: kept(so.book, step.position),
        commands: [...so.commands, ...step.commands],
        problems: [...so.problems, ...step.problems],
        notices: [...so.notices, ...step.notices],
      }),
      { book, ...nothing },
    );
  };
  const toOne = (book: PositionBook, event: PositionEvent, position: Position): BookStep =>
    withPosition(book, reduce(position, event));
  const toOrder = (book: PositionBook, event: PositionEvent, clientOrderId: string): BookStep => {
    // Orders that are not ours are somebody else's business.
    const key = readClientOrderId(clientOrderId)?.signalKey;
    if (key === undefined) return { book, ...nothing };
    const position = find(book, key);
    return position ? toOne(book, event, position) : refuse(book, 'unknownOrder', key);
  };

  return (book, event) => {
    switch (event.kind) {
      case 'intent': {
        const { signalId, symbol } = event.intent;
        if (find(book, signalKey(signalId))) return refuse(book, 'secondEntry', signalId);
        if (book.isStopped) return refuse(book, 'stopped', signalId);
        if (isBusy(book, symbol)) return refuse(book, 'symbolBusy', signalId);
        return withPosition(book, openPosition(event.intent, event.atMs));
      }
      case 'signalClosed': {
        const position = find(book, signalKey(event.signalId));
        return position ? toOne(book, event, position) : { book, ...nothing };
      }
      case 'order':
        return toOrder(book, event, event.event.clientOrderId);
      case 'reconciled':
        return toOrder(book, event, event.order.clientOrderId);
      case 'notFound':
        return toOrder(book, event, event.clientOrderId);
      case 'price':
        return toEach(book, event, ({ symbol }) => symbol === event.symbol);
      case 'time':
        return toEach(forgetting(book, event.atMs - rules.forgetAfterMs), event, () => true);
      case 'killed':
        return toEach({ ...book, isStopped: true }, event, () => true);
      case 'doubted':
        return toEach(book, event, () => true);
      case 'lifted':
        return { book: { ...book, isStopped: false }, ...nothing };
      case 'orphaned': {
        const position = find(book, signalKey(event.positionId));
        return position ? toOne(book, event, position) : refuse(book, 'unknownPosition', event.positionId);
      }
      case 'orphanFound':
        return withOrphan(book, event.held, event.atMs);
      case 'orphanLeft':
        return { book: without(book, orphanId(event.symbol)), ...nothing };
    }
  };
}

/** Whether a symbol has a position, or an order of ours that may still be filled, or holds what is not ours. */
export const isBusy = ({ live }: PositionBook, symbol: string): boolean =>
  [...live.values()].some((position) => position.symbol === symbol);

const find = ({ live, ended }: PositionBook, key: string): Position | undefined => live.get(key) ?? ended.get(key);

const isLive = ({ state, orders }: Position): boolean =>
  (state !== 'closed' && state !== 'rejected') || orders.some(({ status }) => status !== 'ended');

const withPosition = (book: PositionBook, { position, ...effects }: PositionStep): BookStep => ({
  book: kept(book, position),
  ...effects,
});

function kept(book: PositionBook, position: Position): PositionBook {
  const key = signalKey(position.id);
  if (find(book, key) === position) return book;
  const live = new Map(book.live);
  if (isLive(position)) {
    live.set(key, position);
    return book.ended.has(key) ? { ...book, live, ended: lacking(book.ended, key) } : { ...book, live };
  }
  live.delete(key);
  return { ...book, live, ended: new Map(book.ended).set(key, position) };
}

function forgetting(book: PositionBook, beforeMs: number): PositionBook {
  const ended = [...book.ended].filter(([, { endedAtMs }]) => (endedAtMs ?? 0) >= beforeMs);
  return ended.length === book.ended.size ? book : { ...book, ended: new Map(ended) };
}

const without = (book: PositionBook, id: string): PositionBook => ({
  ...book,
  live: lacking(book.live, signalKey(id)),
});

function lacking(map: ReadonlyMap<string, Position>, key: string): ReadonlyMap<string, Position> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function refuse(book: PositionBook, kind: PositionProblem['kind'], positionId: string): BookStep {
  return { book, ...nothing, problems: [{ kind, positionId, clientOrderId: undefined }] };
}

const orphanId = (symbol: string): string => `orphan-${symbol}`;

/** What the exchange holds and we know nothing of: shown, and never touched. */
function withOrphan(book: PositionBook, { symbol, baseQty, entryPrice }: HeldPosition, atMs: number): BookStep {
  const id = orphanId(symbol);
  const known = find(book, signalKey(id));
  const position: Position = {
    id,
    symbol,
    direction: baseQty.sign < 0 ? 'short' : 'long',
    state: 'orphaned',
    intent: undefined,
    orders: [],
    enteredBaseQty: baseQty.abs(),
    exitedBaseQty: Decimal.zero,
    entryQuote: baseQty.abs().times(entryPrice),
    exitQuote: Decimal.zero,
    feesQuote: Decimal.zero,
    otherFees: {},
    stopPrice: Decimal.zero,
    bestPrice: undefined,
    exitCause: undefined,
    rejection: undefined,
    createdAtMs: known?.createdAtMs ?? atMs,
    openedAtMs: known?.openedAtMs ?? atMs,
    endedAtMs: undefined,
    unprotectedSinceMs: undefined,
  };
  const notice = { kind: 'orphaned', positionId: id, symbol, cause: undefined } as const;
  return { book: kept(book, position), ...nothing, notices: known ? [] : [notice] };
}
