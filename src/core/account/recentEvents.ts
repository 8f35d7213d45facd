import type { AccountEvent } from '../../domain/account.js';

/** The latest events, by what makes each unmistakable: between `memory` and twice as many. */
export interface RecentEvents {
  readonly newer: ReadonlySet<string>;
  readonly older: ReadonlySet<string>;
}

// Two connections overlap for seconds, in which an account sees a few hundred events at most.
const memory = 1_000;

export const noEvents: RecentEvents = { newer: new Set(), older: new Set() };

export const isRecent = ({ newer, older }: RecentEvents, event: AccountEvent): boolean => {
  const key = eventKey(event);
  return newer.has(key) || older.has(key);
};

export function remember({ newer, older }: RecentEvents, event: AccountEvent): RecentEvents {
  const key = eventKey(event);
  return newer.size < memory ? { newer: new Set(newer).add(key), older } : { newer: new Set([key]), older: newer };
}

/**
 * Two events of one key are the same event, heard twice. Kind and times are not enough: one order that meets several
 * others makes several events within one millisecond.
 */
function eventKey(event: AccountEvent): string {
  const { kind, transactionTimeMs, exchangeTimeMs } = event;
  return [kind, transactionTimeMs, exchangeTimeMs, ...identity(event)].join(' ');
}

function identity(event: AccountEvent): readonly (string | number | undefined)[] {
  switch (event.kind) {
    case 'orderUpdated': {
      const { orderId, status, filledBaseQty, price, baseQty } = event.order;
      return [orderId, event.fill?.tradeId, event.cause, status, filledBaseQty, price, baseQty];
    }
    case 'tradeReported':
      return [event.orderId, event.tradeId];
    case 'algoOrderUpdated':
      return [event.order.algoId, event.order.status, event.order.orderId, event.reason];
    case 'holdingsUpdated':
    case 'marginCalled':
    case 'leverageChanged':
    case 'multiAssetsModeChanged':
    case 'accountStreamExpired':
    case 'unknownAccountEvent':
      return [JSON.stringify(event)];
  }
}
