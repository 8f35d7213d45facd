import { randomBytes } from 'node:crypto';
import type { Timers } from '../faults/timers.js';

export interface ListenKeysOptions {
  readonly validityMs: number;
  readonly wallNowMs: () => number;
  readonly timers: Timers;
  /** Called while the key still is the active one. */
  readonly onExpired: (listenKey: string, eventTime: 'number' | 'string') => void;
}

/** The account's one listenKey: handed out, kept alive, ended. */
export class ListenKeys {
  readonly #options: ListenKeysOptions;
  #active: string | undefined;
  #validUntilMs = 0;
  #isWatched = false;

  constructor(options: ListenKeysOptions) {
    this.#options = options;
  }

  /** The key that gets the events; `undefined` when there is none. */
  get active(): string | undefined {
    return this.#active;
  }

  /** The active key, its validity begun anew; a new one when there is none. */
  create(): string {
    this.#active ??= this.bogus();
    this.#extend();
    return this.#active;
  }

  /** The active key, its validity begun anew; `undefined` when there is none. */
  keepAlive(): string | undefined {
    if (this.#active !== undefined) this.#extend();
    return this.#active;
  }

  /** Ends the key and tells its sockets. False when there is none. */
  expire(eventTime: 'number' | 'string' = 'number'): boolean {
    const listenKey = this.#active;
    if (listenKey === undefined) return false;
    this.#options.onExpired(listenKey, eventTime);
    this.#active = undefined;
    return true;
  }

  /** Ends the key without a word. */
  forget(): void {
    this.#active = undefined;
  }

  /** A key that belongs to nobody. */
  bogus(): string {
    return randomBytes(32).toString('hex');
  }

  #extend(): void {
    const { wallNowMs, validityMs } = this.#options;
    this.#validUntilMs = wallNowMs() + validityMs;
    if (!this.#isWatched) this.#watch();
  }

  /** Timers may fire a little early: they look again. */
  #watch(): void {
    this.#isWatched = true;
    const { timers, wallNowMs } = this.#options;
    timers.after(this.#validUntilMs - wallNowMs(), () => {
      this.#isWatched = false;
      if (this.#active === undefined) return;
      if (wallNowMs() >= this.#validUntilMs) this.expire();
      else this.#watch();
    });
  }
}
