/** Timers that all end together. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  after(delayMs: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        this.#running.delete(timer);
        action();
      },
      Math.max(0, delayMs),
    );
    this.#running.add(timer);
  }

  /** None of those under way will happen. */
  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
