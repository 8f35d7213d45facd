import { sumDecimals, type Decimal } from '../../domain/decimal.js';
import type { Position } from '../../domain/position.js';
import { signalKey } from './clientOrderIds.js';
import { signedQty } from './holdings.js';
import type { PositionBook } from './reduceBook.js';

/** The book of these positions. */
export const restoreBook = (
  live: readonly Position[],
  ended: readonly Position[],
  isStopped: boolean,
): PositionBook => {
  const byKey = (positions: readonly Position[]) =>
    new Map(positions.map((position) => [signalKey(position.id), position]));
  return { live: byKey(live), ended: byKey(ended), isStopped };
};

/**
 * The book of a run that ended at any point, as an exchange's truth may differ from it by now: whether what was sent has
 * arrived is to be found out, and how long something has been without a stop is reckoned from now, when that can be
 * mended.
 */
export function resumedBook(book: PositionBook, nowMs: number): PositionBook {
  const resumed = (position: Position): Position => ({
    ...position,
    orders: position.orders.map((order) => (order.status === 'sent' ? { ...order, status: 'unknown' } : order)),
    unprotectedSinceMs: position.unprotectedSinceMs === undefined ? undefined : nowMs,
  });
  const all = (positions: ReadonlyMap<string, Position>) =>
    new Map([...positions].map(([key, position]) => [key, resumed(position)]));
  return { ...book, live: all(book.live), ended: all(book.ended) };
}

/** The same with every time moved by so much: of a market whose clock began anew. */
export function shiftBook(book: PositionBook, byMs: number): PositionBook {
  const moved = (atMs: number | undefined): number | undefined => (atMs === undefined ? undefined : atMs + byMs);
  const shifted = (position: Position): Position => ({
    ...position,
    createdAtMs: position.createdAtMs + byMs,
    openedAtMs: moved(position.openedAtMs),
    endedAtMs: moved(position.endedAtMs),
    unprotectedSinceMs: moved(position.unprotectedSinceMs),
    orders: position.orders.map((order) => ({ ...order, toldAtMs: order.toldAtMs + byMs })),
  });
  const all = (positions: ReadonlyMap<string, Position>) =>
    new Map([...positions].map(([key, position]) => [key, shifted(position)]));
  return { ...book, live: all(book.live), ended: all(book.ended) };
}

/** Whether an account holds exactly what these positions say. */
export function isHeldBy(
  positions: readonly Position[],
  holdings: readonly { readonly symbol: string; readonly baseQty: Decimal }[],
): boolean {
  const symbols = new Set([...positions, ...holdings].map(({ symbol }) => symbol));
  return [...symbols].every((symbol) => {
    const wanted = positions.filter((position) => position.symbol === symbol).map(signedQty);
    const held = holdings.filter((holding) => holding.symbol === symbol).map(({ baseQty }) => baseQty);
    return sumDecimals(wanted).equals(sumDecimals(held));
  });
}
