/** Keeps the `capacity` most recently used values; the oldest is handed to the maker of the next for reuse. */
export class LruCache<V> {
  readonly #values = new Map<number, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of `key`; when it is not held, made by `make`, perhaps from the memory of one that is no longer kept. */
  get(key: number, make: (spare: V | undefined) => V): V {
    let value = this.#values.get(key);
    if (value === undefined) value = make(this.#values.size < this.#capacity ? undefined : this.#dropOldest());
    else this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  #dropOldest(): V | undefined {
    for (const [key, value] of this.#values) {
      this.#values.delete(key);
      return value;
    }
    return undefined;
  }
}
