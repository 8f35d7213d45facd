/** The clock that the exchange's REST side shows; faults shift it. */
export class ServerClock {
  readonly #marketNowMs: () => number;
  #offsetMs = 0;

  constructor(marketNowMs: () => number) {
    this.#marketNowMs = marketNowMs;
  }

  nowMs(): number {
    return this.#marketNowMs() + this.#offsetMs;
  }

  /** On top of what it is shifted by already; market milliseconds. */
  shift(offsetMs: number): void {
    this.#offsetMs += offsetMs;
  }
}
