import type { AlgoOrder, Order } from '../account/accountTypes.js';
import { AlgoWatch } from './algoWatch.js';
import type { NewAlgoOrder, NewOrder } from './newOrder.js';
import { enterOrder, type OrderEntryDeps } from './orderEntry.js';
import { RestingOrders } from './restingOrders.js';

/** A whole part of a minute, so that no step reaches into the next one. */
const stepMs = 250;
/** How often the market is looked at while something waits for it; wall time. */
const lookEveryMs = 25;

export interface MatchingEngineDeps extends OrderEntryDeps {
  /** Market time. */
  readonly nowMs: () => number;
  /** Runs an action after so much wall time. */
  readonly later: (delayMs: number, action: () => void) => void;
}

/**
 * Fills orders against the simulated market and triggers conditional ones. Market time is cut into steps; whoever asks at an
 * instant finds everything done that was due by the last full step, and nothing that comes later.
 */
export class MatchingEngine {
  readonly #deps: MatchingEngineDeps;
  readonly #resting: RestingOrders;
  readonly #algos: AlgoWatch;
  /** The end of the last step that was done. */
  #doneMs: number;
  /** The instant of the request that is being carried out. */
  #atMs: number | undefined;
  #isLooking = false;

  constructor(deps: MatchingEngineDeps) {
    this.#deps = deps;
    this.#resting = new RestingOrders(deps);
    this.#algos = new AlgoWatch(deps, (order, atMs) => this.#rest(order, atMs));
    this.#doneMs = lastStepEnd(deps.nowMs());
  }

  /** Throws a `VenueError` for an order that is refused. */
  place(order: NewOrder): Order {
    return this.now((atMs) => {
      const placed = enterOrder(this.#deps, order, atMs);
      this.#rest(placed, atMs);
      return placed;
    });
  }

  /** As `place`, of a conditional order. */
  placeAlgo(order: NewAlgoOrder): AlgoOrder {
    return this.now((atMs) => this.#algos.enter(order, atMs));
  }

  /** The open order, cancelled. */
  cancel(orderId: number): Order {
    return this.now(() => this.#deps.account.orders.cancel(orderId));
  }

  /** The open conditional order, cancelled. */
  cancelAlgo(algoId: number): AlgoOrder {
    return this.now(() => this.#deps.account.algoOrders.cancel(algoId));
  }

  /** Does everything that is due by now. */
  catchUp(): void {
    this.#catchUpTo(this.#deps.nowMs());
  }

  /**
   * Carries out a request: all of it at one instant, with everything done that was due before, so that nothing happens
   * between what it looks at and what it does.
   */
  now<T>(act: (atMs: number) => T): T {
    if (this.#atMs !== undefined) return act(this.#atMs);
    const atMs = this.#deps.nowMs();
    this.#catchUpTo(atMs);
    this.#atMs = atMs;
    try {
      return this.#deps.account.at(atMs, () => {
        const result = act(atMs);
        this.#resting.expireIdle();
        this.#algos.finishClosed();
        return result;
      });
    } finally {
      this.#atMs = undefined;
      this.#look();
    }
  }

  #catchUpTo(nowMs: number): void {
    const untilMs = lastStepEnd(nowMs);
    while (this.#isWaiting && this.#doneMs < untilMs) this.#step();
    this.#doneMs = Math.max(this.#doneMs, untilMs);
  }

  get #isWaiting(): boolean {
    return this.#resting.size + this.#algos.size > 0;
  }

  #step(): void {
    const step = { fromMs: this.#doneMs, toMs: this.#doneMs + stepMs };
    this.#doneMs = step.toMs;
    this.#deps.account.at(step.toMs, () => {
      this.#resting.advance(step);
      this.#algos.advance(step);
    });
  }

  #rest(order: Order, atMs: number): void {
    if (this.#deps.account.state.orders.has(order.orderId)) this.#resting.add(order, atMs);
  }

  #look(): void {
    if (this.#isLooking || !this.#isWaiting) return;
    this.#isLooking = true;
    this.#deps.later(lookEveryMs, () => {
      this.#isLooking = false;
      this.catchUp();
      this.#look();
    });
  }
}

const lastStepEnd = (nowMs: number): number => nowMs - (nowMs % stepMs);
