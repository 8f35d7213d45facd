interface Spend {
  readonly weight: number;
  readonly endsAtMs: number;
}

/**
 * What has been spent of an allowance per window, by an exact rule: a request counts from its sending until a window
 * after its answer. The venue counts it somewhere in between, so in no window of the venue's clock, wherever that
 * begins, is its count above ours.
 * Pure arithmetic; instants come in as arguments. Holds one entry per request of the last window.
 */
export class SpendLog {
  readonly #windowMs: number;
  #sentWeight = 0;
  #endingWeight = 0;
  // Soonest first.
  #ending: Spend[] = [];
  /** How far beyond a window from its entry a spend may reach. */
  #furthestMs = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** A request leaves. */
  send(weight: number): void {
    this.#sentWeight += weight;
  }

  /**
   * A request that left before has been answered; or given up, when the venue may still count it until `countedByMs`.
   */
  settle(weight: number, nowMs: number, countedByMs = nowMs): void {
    this.#sentWeight -= weight;
    this.#enter(weight, nowMs, countedByMs);
  }

  /**
   * The venue says that `weight` is in use: what is more than we know of was spent by other programs at our address.
   * Corrects upward only: the venue's window may have begun after ours.
   */
  correct(weight: number, nowMs: number): void {
    const foreign = weight - this.used(nowMs);
    if (foreign > 0) this.#enter(foreign, nowMs);
  }

  /** Weight that counts at this instant. */
  used(nowMs: number): number {
    this.#followClockBack(nowMs);
    let ended = 0;
    for (const spend of this.#ending) {
      if (spend.endsAtMs > nowMs) break;
      this.#endingWeight -= spend.weight;
      ended += 1;
    }
    if (ended > 0) this.#ending = this.#ending.slice(ended);
    return this.#sentWeight + this.#endingWeight;
  }

  /** When at most `weight` will be in use, if nothing more is sent. Infinity while that depends on an answer. */
  fallsToAtMs(weight: number, nowMs: number): number {
    let used = this.used(nowMs);
    if (used <= weight) return nowMs;
    for (const spend of this.#ending) {
      used -= spend.weight;
      if (used <= weight) return spend.endsAtMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  // A wall clock may be set back, which must not make a window longer.
  #followClockBack(nowMs: number): void {
    const aheadMs = (this.#ending.at(-1)?.endsAtMs ?? 0) - (nowMs + this.#windowMs + this.#furthestMs);
    if (aheadMs <= 0) return;
    this.#ending = this.#ending.map(({ weight, endsAtMs }) => ({ weight, endsAtMs: endsAtMs - aheadMs }));
  }

  #enter(weight: number, nowMs: number, countedByMs = nowMs): void {
    this.#followClockBack(nowMs);
    const endsAtMs = countedByMs + this.#windowMs;
    const after = this.#ending.findLastIndex((spend) => spend.endsAtMs <= endsAtMs);
    this.#ending.splice(after + 1, 0, { weight, endsAtMs });
    this.#furthestMs = Math.max(this.#furthestMs, countedByMs - nowMs);
    this.#endingWeight += weight;
  }
}
