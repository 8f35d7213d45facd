import type { Position } from '../../domain/position.js';
import type { PositionBook } from './reduceBook.js';

/**
 * Whether positions can be left to the exchange: none waits for an answer, none is on its way in or out, and what is held
 * has a confirmed stop. What is left alone anyhow counts by its entry only.
 */
export const isAtRest = ({ live }: Pick<PositionBook, 'live'>): boolean => [...live.values()].every(isQuiet);

function isQuiet({ state, orders, endedAtMs, unprotectedSinceMs }: Position): boolean {
  const under = orders.filter(({ status }) => status !== 'ended');
  if (state === 'orphaned' && endedAtMs === undefined) return under.every(({ role }) => role !== 'entry');
  if (state === 'pending' || state === 'closing' || unprotectedSinceMs !== undefined) return false;
  return under.every(({ role, status, isCancelling }) => role !== 'entry' && status === 'working' && !isCancelling);
}
