import { map, type Observable } from 'rxjs';
import type { AccountEvent } from '../../src/domain/account.js';
import type { FeedSource } from '../../src/ports/marketData.js';
import { orderUpdated } from '../unit/account/support/accountEvents.js';
import { toSocketEvent } from './drawnSocket.js';

/**
 * An account's events as they are drawn: a digit is the order of that number being placed, at the instant in which it is
 * first heard of; `o` says that the connection is open, `z` cannot be read, `"listenKeyExpired"` is that event.
 */
export function drawnAccount(connection$: () => Observable<unknown>, now: () => number): FeedSource<AccountEvent> {
  const placedAtMs = new Map<string, number>();
  const placed = (orderId: string): AccountEvent => {
    const atMs = placedAtMs.get(orderId) ?? now();
    placedAtMs.set(orderId, atMs);
    return orderUpdated(atMs, { orderId });
  };
  return {
    connect: () => connection$().pipe(map(toSocketEvent)),
    decode: (frame) => {
      const text = frame.toString();
      if (text === 'z') return { kind: 'badFrame', reason: 'not an event', sample: text };
      if (text !== 'listenKeyExpired') return placed(text);
      return { kind: 'accountStreamExpired', exchangeTimeMs: now(), transactionTimeMs: now() };
    },
  };
}

/** An order by its number, anything else by its kind. */
export const toldEvent = (event: AccountEvent): number | string =>
  event.kind === 'orderUpdated' ? Number(event.order.orderId) : event.kind;
