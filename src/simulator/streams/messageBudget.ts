/** The venue takes so many messages a second from a client, and no more. */
export class MessageBudget {
  readonly #maxPerSecond: number;
  readonly #wallNowMs: () => number;
  readonly #timesMs: number[] = [];

  constructor(maxPerSecond: number, wallNowMs: () => number) {
    this.#maxPerSecond = maxPerSecond;
    this.#wallNowMs = wallNowMs;
  }

  /** False when it was one too many. */
  spend(): boolean {
    const nowMs = this.#wallNowMs();
    const times = this.#timesMs;
    times.push(nowMs);
    while ((times[0] ?? nowMs) <= nowMs - 1_000) times.shift();
    return times.length <= this.#maxPerSecond;
  }
}
