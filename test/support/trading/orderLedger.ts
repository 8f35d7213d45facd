import { filter, Subject, timeout } from 'rxjs';
import { sumDecimals } from '../../../src/domain/decimal.js';
import type { OrderEvent, OrderFill, OrderRef } from '../../../src/domain/order.js';
import type { OrderOutcome } from '../../../src/streams/orderFlow.js';
import { nextOf } from '../../unit/binance/support/valueOf.js';

type Standing = 'sent' | 'unknown' | 'working' | 'filled' | 'cancelled' | 'expired' | 'rejected' | 'notFound';

export interface LedgerOrder {
  readonly ref: OrderRef;
  standing: Standing;
  /** It is known that more was filled than we have heard of. */
  isBehind: boolean;
  readonly fills: Map<string, OrderFill>;
}

const longestWaitMs = 60_000;

/** What is known of orders from what was told of them, each fill once; says which must be asked for. */
export class OrderLedger {
  readonly orders = new Map<string, LedgerOrder>();
  /** What was told of an order that had been said not to be, or the other way. */
  readonly contradictions: string[] = [];
  readonly #changed$ = new Subject<void>();
  readonly #ask: (ref: OrderRef) => void;

  constructor(ask: (ref: OrderRef) => void) {
    this.#ask = ask;
  }

  add(ref: OrderRef): void {
    this.orders.set(ref.clientOrderId, { ref, standing: 'sent', isBehind: false, fills: new Map() });
  }

  /** Events may have been missed: everything that may still be filled is asked for. */
  doubt(): void {
    for (const { ref, standing } of this.orders.values()) if (standing === 'working') this.#ask(ref);
  }

  tell(outcome: OrderOutcome): void {
    const id = outcome.kind === 'order' ? outcome.event.clientOrderId : refOf(outcome);
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`${id} is not ours`);
    if (outcome.kind === 'order') this.#tellEvent(order, outcome.event);
    else if (outcome.kind === 'notFound') {
      this.#check(order, 'not found', order.standing !== 'working' && order.fills.size === 0);
      order.standing = 'notFound';
    } else {
      this.#check(order, outcome.order.status, isBelievedIn(order));
      for (const fill of outcome.order.fills) order.fills.set(fill.tradeId, fill);
      order.isBehind = false;
      if (outcome.order.status !== 'working' || isOpen(order)) order.standing = outcome.order.status;
    }
    this.#changed$.next();
  }

  #tellEvent(order: LedgerOrder, event: OrderEvent): void {
    if (event.kind === 'cancelRefused') {
      this.#ask(order.ref);
      return;
    }
    if (event.kind === 'rejected') {
      // A conditional one may be refused long after it was taken.
      const wasTaken = order.standing === 'working' || order.fills.size > 0;
      this.#check(order, event.message, order.ref.isConditional || !wasTaken);
    } else if (event.kind !== 'unknown') this.#check(order, event.kind, isBelievedIn(order));
    if ('fill' in event) order.fills.set(event.fill.tradeId, event.fill);
    const isMissing = 'filledBaseQty' in event && event.filledBaseQty?.isAbove(filledOf(order)) === true;
    if (isMissing && !order.isBehind) this.#ask(order.ref);
    order.isBehind ||= isMissing;
    if (event.kind === 'partiallyFilled' || event.kind === 'acknowledged') {
      if (isOpen(order)) order.standing = 'working';
      return;
    }
    if (event.kind !== 'unknown' || isOpen(order)) order.standing = event.kind;
  }

  #check({ ref, standing }: LedgerOrder, told: string, isLikely: boolean): void {
    if (!isLikely) this.contradictions.push(`${ref.clientOrderId} was ${standing}, and then: ${told}`);
  }

  /** Resolves when it holds of all of these. */
  async until(ids: readonly string[], holds: (order: LedgerOrder) => boolean): Promise<void> {
    const isSo = (): boolean => ids.every((id) => holds(this.orders.get(id)!));
    if (isSo()) return;
    await nextOf(this.#changed$.pipe(filter(isSo), timeout({ first: longestWaitMs })));
  }
}

const refOf = (outcome: Exclude<OrderOutcome, { kind: 'order' }>): string =>
  outcome.kind === 'reconciled' ? outcome.order.clientOrderId : outcome.clientOrderId;

const filledOf = ({ fills }: LedgerOrder) => sumDecimals([...fills.values()].map(({ baseQty }) => baseQty));

const isBelievedIn = ({ standing, ref }: LedgerOrder): boolean =>
  standing !== 'notFound' && (standing !== 'rejected' || ref.isConditional);

const isOpen = ({ standing }: LedgerOrder): boolean => ['sent', 'unknown', 'working', 'notFound'].includes(standing);

/** Nothing is to be heard of it any more, and nothing is missing. */
export const isSettled = (order: LedgerOrder): boolean =>
  !order.isBehind && ['filled', 'cancelled', 'expired', 'rejected', 'notFound'].includes(order.standing);
