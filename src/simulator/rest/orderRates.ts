import { tooManyNewOrders } from '../matching/refusals.js';

/** New orders of an account, in windows of wall time. */
export interface OrderLimits {
  readonly per10s: number;
  readonly perMinute: number;
}

export const venueOrderLimits: OrderLimits = { per10s: 300, perMinute: 1_200 };

/** Orders of one window, which begins anew at each multiple of its length. */
class OrderWindow {
  readonly #lengthMs: number;
  #index = -1;
  #count = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  countAt(nowMs: number): number {
    const index = Math.floor(nowMs / this.#lengthMs);
    if (index !== this.#index) this.#count = 0;
    this.#index = index;
    return this.#count;
  }

  add(nowMs: number): void {
    this.#count = this.countAt(nowMs) + 1;
  }
}

/** Counts new orders, and says how many there have been. */
export class OrderRates {
  readonly limits: OrderLimits;
  readonly #wallNowMs: () => number;
  readonly #tenSeconds = new OrderWindow(10_000);
  readonly #minute = new OrderWindow(60_000);

  constructor(limits: OrderLimits, wallNowMs: () => number) {
    this.limits = limits;
    this.#wallNowMs = wallNowMs;
  }

  /** Counts one. Throws -1015 where it is one too many, and does not count it then. */
  spend(): void {
    const nowMs = this.#wallNowMs();
    const { per10s, perMinute } = this.limits;
    if (this.#tenSeconds.countAt(nowMs) >= per10s) throw tooManyNewOrders(per10s, 'TEN_SECONDS');
    if (this.#minute.countAt(nowMs) >= perMinute) throw tooManyNewOrders(perMinute, 'MINUTE');
    this.#tenSeconds.add(nowMs);
    this.#minute.add(nowMs);
  }

  /** Of a reply to a new order. */
  headers(): Readonly<Record<string, string>> {
    const nowMs = this.#wallNowMs();
    return {
      'x-mbx-order-count-10s': `${this.#tenSeconds.countAt(nowMs)}`,
      'x-mbx-order-count-1m': `${this.#minute.countAt(nowMs)}`,
    };
  }
}
