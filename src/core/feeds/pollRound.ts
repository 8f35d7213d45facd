/**
 * Whose turn it is to be asked, when everyone is to be asked again and again: who was asked longest ago, newcomers before
 * all others. Whoever has not answered yet is not asked a second time. Holds one entry for each that is wanted.
 */
export class PollRound<T> {
  /** Whose turn is next comes first. */
  #queue = new Set<T>();
  readonly #underWay = new Set<T>();
  readonly #mostUnderWay: number;

  /** At most so many are under way at once. */
  constructor(mostUnderWay: number) {
    this.#mostUnderWay = mostUnderWay;
  }

  get size(): number {
    return this.#queue.size;
  }

  has(one: T): boolean {
    return this.#queue.has(one);
  }

  /** From now on these are to be asked. Returns those that no longer are. */
  want(wanted: readonly T[]): readonly T[] {
    const before = this.#queue;
    const after = new Set(wanted);
    const staying = [...before].filter((one) => after.has(one));
    this.#queue = new Set([...wanted.filter((one) => !before.has(one)), ...staying]);
    return [...before].filter((one) => !after.has(one));
  }

  /** Whom to ask now, who is under way from here on; `undefined` when all may be asked are. */
  next(): T | undefined {
    if (this.#underWay.size >= this.#mostUnderWay) return undefined;
    for (const one of this.#queue) {
      if (this.#underWay.has(one)) continue;
      this.#underWay.add(one);
      this.#queue.delete(one);
      this.#queue.add(one);
      return one;
    }
    return undefined;
  }

  /** The answer has come, whatever it is. */
  answered(one: T): void {
    this.#underWay.delete(one);
  }
}
