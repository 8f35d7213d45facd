const maxMessagesPerSecond = 10;

/** The venue takes ten messages a second from a client, pings included. */
export class MessageBudget {
  readonly #wallNowMs: () => number;
  readonly #timesMs: number[] = [];

  constructor(wallNowMs: () => number) {
    this.#wallNowMs = wallNowMs;
  }

  /** False when it was one too many. */
  spend(): boolean {
    const nowMs = this.#wallNowMs();
    const times = this.#timesMs;
    times.push(nowMs);
    while ((times[0] ?? nowMs) <= nowMs - 1_000) times.shift();
    return times.length <= maxMessagesPerSecond;
  }
}
