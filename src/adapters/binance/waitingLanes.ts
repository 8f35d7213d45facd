/**
 * Who goes first. Only `order` may use the reserve; `background` goes when neither of these waits; `poll` goes when
 * nobody waits, takes at most half of what is not reserved, evenly, and none while more than three quarters are in use.
 */
export type RequestPriority = (typeof requestPriorities)[number];

const requestPriorities = ['order', 'normal', 'background', 'poll'] as const;

/** First in, first out, in lanes of which the more urgent is always emptied first. */
export class WaitingLanes<T> {
  readonly #lanes: Readonly<Record<RequestPriority, Set<T>>> = {
    order: new Set(),
    normal: new Set(),
    background: new Set(),
    poll: new Set(),
  };

  get size(): number {
    return requestPriorities.reduce((sum, priority) => sum + this.#lanes[priority].size, 0);
  }

  add(priority: RequestPriority, waiting: T): void {
    this.#lanes[priority].add(waiting);
  }

  /** Takes one out of whichever lane it is in, if any. */
  delete(waiting: T): void {
    requestPriorities.forEach((priority) => this.#lanes[priority].delete(waiting));
  }

  /** The one whose turn it is. */
  first(): T | undefined {
    for (const priority of requestPriorities) {
      const [waiting] = this.#lanes[priority];
      if (waiting !== undefined) return waiting;
    }
    return undefined;
  }

  /** Empties all lanes. */
  takeAll(): readonly T[] {
    const all = requestPriorities.flatMap((priority) => [...this.#lanes[priority]]);
    requestPriorities.forEach((priority) => {
      this.#lanes[priority].clear();
    });
    return all;
  }
}
