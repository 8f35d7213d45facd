/** Counts what a receiver has taken, and says when a number is reached. */
export class Tally {
  count = 0;
  #target = Number.POSITIVE_INFINITY;
  #resolve = () => undefined;

  add() {
    this.count += 1;
    if (this.count >= this.#target) this.#resolve();
  }

  /** Resolves as soon as `target` have been counted, in the same turn of the event loop's tasks. */
  reached(target) {
    return new Promise((resolve) => {
      this.#target = target;
      this.#resolve = () => {
        this.#target = Number.POSITIVE_INFINITY;
        resolve();
      };
      if (this.count >= target) this.#resolve();
    });
  }
}
