import { resolve } from 'node:path';
import { EMPTY, ignoreElements, lastValueFrom, NEVER, Subject, tap, type Observable } from 'rxjs';
import type { Scanner } from '../../app/scanner.js';
import type { Config } from '../../config/schema.js';
import type { KeptSignal } from '../../ports/signalRecords.js';
import { signalFolder, signalStore } from './signalStore.js';

/** A run that ends waits this long for what is still to be written. */
const longestEndMs = 1_000;

/** Keeps the signals of a run for `candlewick explain`, unless the configuration says that nothing is kept. */
export class SignalKeeper {
  readonly #records = new Subject<KeptSignal>();
  readonly #plugins: readonly string[];
  readonly #isWanted: boolean;
  readonly #isKept: Promise<unknown>;

  /** `warn` is told, once, when they cannot be kept. */
  constructor({ state, plugins }: Pick<Config, 'state' | 'plugins'>, warn: (sentence: string) => void) {
    const folder = signalFolder(state);
    this.#isWanted = folder !== undefined;
    this.#plugins = plugins.map((path) => resolve(path));
    const troubles$ = folder === undefined ? EMPTY : signalStore(state, folder).keep(this.#records).pipe(tap(warn));
    this.#isKept = lastValueFrom(troubles$, { defaultValue: undefined });
  }

  /** Subscribe to it as long as the run lasts. */
  watch({ signalRecords$ }: Pick<Scanner, 'signalRecords$'>): Observable<never> {
    // Without a subscriber nothing is copied.
    if (!this.#isWanted) return NEVER;
    return signalRecords$.pipe(
      tap((record) => this.#records.next({ ...record, plugins: this.#plugins })),
      ignoreElements(),
    );
  }

  /** Resolves when everything is written, or has taken too long. */
  async finish(): Promise<void> {
    this.#records.complete();
    let timeout: NodeJS.Timeout | undefined;
    const tooLong = new Promise((end) => (timeout = setTimeout(end, longestEndMs)));
    await Promise.race([this.#isKept, tooLong]);
    clearTimeout(timeout);
  }
}
