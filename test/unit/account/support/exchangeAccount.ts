import type {
  AccountBalance,
  AccountEvent,
  AccountOrder,
  AccountPosition,
  AccountSnapshot,
  AlgoOrder,
} from '../../../../src/domain/account.js';
import {
  algoOrder,
  algoOrderUpdated,
  balance,
  holdingsUpdated,
  order,
  orderUpdated,
  position,
} from './accountEvents.js';

export type Part = 'balances' | 'positions' | 'openOrders' | 'openAlgoOrders';

/** What the exchange itself knows of an account: the truth that a client's state is measured by. */
export class ExchangeAccount {
  nowMs = 1_000;
  readonly #balances = new Map<string, AccountBalance>([['USDT', balance(1_000, 1)]]);
  readonly #positions = new Map<string, AccountPosition>();
  readonly #orders = new Map<string, AccountOrder>();
  readonly #algoOrders = new Map<string, AlgoOrder>();
  readonly #emit: (event: AccountEvent) => void;
  #lastId = 0;

  constructor(emit: (event: AccountEvent) => void) {
    this.#emit = emit;
  }

  /** Each thing that happens has an instant of its own: the venue orders the events of one kind strictly by time. */
  #tick(): void {
    this.nowMs += 1;
  }

  placeOrder(): void {
    this.#tick();
    const orderId = this.#nextId();
    this.#orders.set(orderId, order({ orderId, updateTimeMs: this.nowMs }));
    this.#emit(orderUpdated(this.nowMs, { orderId }));
  }

  /** Fills the order at this place in the book, in part or whole; position and balance follow in an event of their own. */
  fillOrder(place: number, isWhole: boolean): void {
    this.#tick();
    const before = this.#at(this.#orders, place);
    if (!before) return;
    const filledBaseQty = isWhole ? before.baseQty : Math.min(before.baseQty, before.filledBaseQty + 1);
    const isOpen = filledBaseQty < before.baseQty;
    const status = isOpen ? 'PARTIALLY_FILLED' : 'FILLED';
    const after = { ...before, filledBaseQty, isOpen, status, updateTimeMs: this.nowMs };
    if (isOpen) this.#orders.set(after.orderId, after);
    else this.#orders.delete(after.orderId);
    this.#emit(orderUpdated(this.nowMs, after, this.#nextId()));
    this.#hold(filledBaseQty - before.filledBaseQty, -1);
  }

  cancelOrder(place: number): void {
    this.#tick();
    const before = this.#at(this.#orders, place);
    if (!before) return;
    this.#orders.delete(before.orderId);
    this.#emit(orderUpdated(this.nowMs, { ...before, status: 'CANCELED', isOpen: false, updateTimeMs: this.nowMs }));
  }

  closePosition(): void {
    this.#tick();
    const held = this.#positions.get('BTCUSDT');
    if (held) this.#hold(-held.baseQty, 5);
  }

  placeAlgoOrder(): void {
    this.#tick();
    const algoId = this.#nextId();
    this.#algoOrders.set(algoId, algoOrder({ algoId, updateTimeMs: this.nowMs }));
    this.#emit(algoOrderUpdated(this.nowMs, { algoId }));
  }

  triggerAlgoOrder(place: number): void {
    this.#tick();
    const before = this.#at(this.#algoOrders, place);
    if (!before) return;
    this.#algoOrders.delete(before.algoId);
    this.#emit(
      algoOrderUpdated(this.nowMs, { ...before, status: 'TRIGGERED', isOpen: false, updateTimeMs: this.nowMs }),
    );
  }

  /** One answer of the REST interface, as of now. */
  read(part: Part): Partial<AccountSnapshot> {
    return { [part]: [...this.truth()[part].values()] };
  }

  truth() {
    return {
      balances: new Map(this.#balances),
      positions: new Map([...this.#positions.values()].map((row) => [`${row.symbol}/both`, row])),
      openOrders: new Map(this.#orders),
      openAlgoOrders: new Map(this.#algoOrders),
    };
  }

  #hold(baseQtyChange: number, balanceChange: number): void {
    const symbol = 'BTCUSDT';
    const held = position((this.#positions.get(symbol)?.baseQty ?? 0) + baseQtyChange, this.nowMs);
    if (held.baseQty === 0) this.#positions.delete(symbol);
    else this.#positions.set(symbol, held);
    const wallet = balance((this.#balances.get('USDT')?.walletBalance ?? 0) + balanceChange, this.nowMs);
    this.#balances.set('USDT', wallet);
    this.#emit(holdingsUpdated(this.nowMs, [wallet], [held]));
  }

  #at<T>(rows: ReadonlyMap<string, T>, place: number): T | undefined {
    return rows.size === 0 ? undefined : [...rows.values()][place % rows.size];
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }
}
