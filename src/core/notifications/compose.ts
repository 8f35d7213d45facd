import { newsKey, type MarketKind, type Notification, type SignalNews } from '../../domain/notification.js';

/** A digest of so many is still read, and fits whole into one message of every channel, however long its lines are. */
export const mostInDigest = 32;

interface Framing {
  readonly market: MarketKind;
  readonly isDigest: boolean;
  readonly lostCount: number;
}

/**
 * One message of one or more pieces of news. A digest holds all that waited, oldest first, up to `mostInDigest`, and how
 * many were lost before it.
 */
export function compose(signals: readonly SignalNews[], { market, isDigest, lostCount }: Framing): Notification {
  const [first] = signals;
  if (!first) throw new RangeError('a message needs news');
  const key = newsKey(first);
  if (isDigest) return { kind: 'digest', id: `${key}+${signals.length - 1}`, market, signals, lostCount };
  return first.kind === 'opened'
    ? { kind: 'opened', id: key, market, signal: first }
    : { kind: 'closed', id: key, market, signal: first };
}
