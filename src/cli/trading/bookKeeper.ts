import { lastValueFrom } from 'rxjs';
import type { KeptTrading, TradingMemory } from '../../ports/tradingMemory.js';

export interface BookKeeperOptions {
  /** `undefined`: nothing is kept. */
  readonly memory: Pick<TradingMemory, 'keep'> | undefined;
  /** All there is, now. Only asked between two steps of trading, when its parts belong together. */
  readonly snapshot: () => KeptTrading;
  readonly warn: (sentence: string) => void;
}

type Tell = (isKept: boolean) => void;

/** Keeps trading as it goes on: one write at a time, which takes along all that has changed meanwhile. */
export class BookKeeper {
  readonly #options: BookKeeperOptions;
  #waiting: Tell[] = [];
  #isDue = false;
  #isWarned = false;
  #work: Promise<void> | undefined;

  constructor(options: BookKeeperOptions) {
    this.#options = options;
  }

  /** Something has changed. `then` is called when it is kept, or cannot be. */
  changed(then?: Tell): void {
    if (then) this.#waiting.push(then);
    this.#isDue = true;
    if (this.#work) return;
    this.#work = this.#run();
    // A bug is told by `finish`; until then it is to end nothing else.
    this.#work.catch(() => undefined);
  }

  /** Resolves when the last change is kept. Rejects with a bug. */
  async finish(): Promise<void> {
    await this.#work;
  }

  async #run(): Promise<void> {
    const { memory, snapshot, warn } = this.#options;
    // The step that has brought us here is over then.
    await Promise.resolve();
    while (this.#isDue) {
      this.#isDue = false;
      const told = this.#waiting;
      this.#waiting = [];
      const trouble = memory && (await lastValueFrom(memory.keep(snapshot()), { defaultValue: undefined }));
      if (trouble !== undefined && !this.#isWarned) warn(trouble);
      this.#isWarned ||= trouble !== undefined;
      for (const tell of told) tell(memory !== undefined && trouble === undefined);
    }
    this.#work = undefined;
  }
}
