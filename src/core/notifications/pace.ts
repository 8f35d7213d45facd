/** At most `count` in any `perMs`. */
interface Limit {
  readonly count: number;
  readonly perMs: number;
}

/**
 * Keeps to several limits at once: says when the next may go. Holds the instants of the longest limit, no more than it
 * allows.
 */
export class Pace {
  readonly #limits: readonly Limit[];
  readonly #mostHeld: number;
  /** Ascending. */
  readonly #atMs: number[] = [];

  /** `earlierMs` are the instants of what went before, in any order. */
  constructor(limits: readonly Limit[], earlierMs: readonly number[] = []) {
    this.#limits = limits;
    this.#mostHeld = Math.max(0, ...limits.map(({ count }) => count));
    for (const atMs of earlierMs.toSorted((a, b) => a - b)) this.went(atMs);
  }

  /** One went at `atMs`. */
  went(atMs: number): void {
    this.#atMs.push(atMs);
    if (this.#atMs.length > this.#mostHeld) this.#atMs.shift();
  }

  /** The earliest instant at which another may go: `nowMs` or later. What went in the future, by a clock that was set back, is void. */
  freeAtMs(nowMs: number): number {
    const waits = this.#limits.map(({ count, perMs }) => {
      const atMs = this.#atMs.at(-count);
      return atMs === undefined || atMs > nowMs ? 0 : Math.max(0, atMs + perMs - nowMs);
    });
    return nowMs + Math.max(0, ...waits);
  }
}
