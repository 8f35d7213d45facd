import type { Observable } from 'rxjs';
import type { HeldPosition, OpenOrder, OrderEvent, OrderRef, OrderReport, OrderRequest } from '../domain/order.js';

/**
 * Where orders go: an exchange, or paper. What the exchange says to an order, and that it says nothing, are values; only
 * questions (`obstacle`, `query`, `openOrders`, `positions`) may fail, with a `ScannerError` without secrets. `test/contract/orderGateway.ts`
 * is what every implementation holds to.
 */
export interface OrderGateway {
  /**
   * Cold: each subscription sends the order once, and is never repeated here. Emits what came of sending it, then
   * completes: `acknowledged`, `rejected`, or `unknown` when there was no answer, or one that does not say. Fills that come
   * with the answer may follow; all others are told on `events$`. Unsubscribing does not take the order back.
   */
  readonly submit: (order: OrderRequest) => Observable<OrderEvent>;
  /** Cold, once. Emits `cancelled`, `cancelRefused` when there is nothing to cancel, or `unknown`; then completes. */
  readonly cancel: (ref: OrderRef) => Observable<OrderEvent>;
  /** Cold, once: why nothing can be traded with this account as it is set up, in words; `undefined` when it can. */
  readonly obstacle: () => Observable<string | undefined>;
  /** Cold, once: the order by its client id, with every fill of it. */
  readonly query: (ref: OrderRef) => Observable<OrderReport>;
  /** Cold, once: every order in the book of the account, conditional ones too, whoever placed it. */
  readonly openOrders: () => Observable<readonly OpenOrder[]>;
  /** Cold, once: everything the account holds, whoever opened it. */
  readonly positions: () => Observable<readonly HeldPosition[]>;
  /**
   * Hot: what becomes of the account's orders, those of others included. Repeats what `submit` and `cancel` have emitted,
   * perhaps before them; may tell a thing twice and miss things while it is disconnected. Never completes.
   */
  readonly events$: Observable<OrderEvent>;
}
