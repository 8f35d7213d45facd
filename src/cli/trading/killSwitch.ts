import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { distinctUntilChanged, exhaustMap, filter, from, map, merge, Subject, timer, type Observable } from 'rxjs';

/** A command of another process is heard within this time. */
const lookPeriodMs = 250;

/**
 * The kill switch: a file, which stays over restarts until it is taken away. Without a folder it is on from a signal to
 * the end of the process. What cannot be looked up counts as on.
 */
export class KillSwitch {
  readonly path: string | undefined;
  readonly #pulls = new Subject<void>();
  /** It was pulled, and there is no file of that. */
  #isPulled = false;
  /** How often it was touched here: a look that began before says nothing. */
  #touches = 0;

  constructor(folder: string | null) {
    this.path = folder === null ? undefined : join(folder, 'trading-stopped');
  }

  /** Rejects, with what the file system says, when it cannot be kept; it is on all the same. */
  async pull(): Promise<void> {
    this.#touches += 1;
    this.#isPulled = true;
    this.#pulls.next();
    if (this.path === undefined) return;
    await mkdir(dirname(this.path), { recursive: true });
    await writeFile(this.path, 'Trading is stopped; `candlewick resume-trading` lifts it.\n');
    this.#touches += 1;
    this.#isPulled = false;
  }

  /** Resolves with whether it was on. Rejects, with what the file system says, when it cannot be lifted. */
  async lift(): Promise<boolean> {
    const wasOn = await this.isOn();
    if (this.path !== undefined) await rm(this.path, { force: true });
    return wasOn;
  }

  async isOn(): Promise<boolean> {
    if (this.path === undefined) return this.#isPulled;
    try {
      await stat(this.path);
      return true;
    } catch (error) {
      return this.#isPulled || !isAbsent(error);
    }
  }

  /** Whether it is on: soon, and whenever that changes. */
  watch(): Observable<boolean> {
    const looks$ = timer(0, lookPeriodMs).pipe(
      exhaustMap(() => {
        const touches = this.#touches;
        return from(this.isOn()).pipe(filter(() => touches === this.#touches));
      }),
    );
    return merge(this.#pulls.pipe(map(() => true)), looks$).pipe(distinctUntilChanged());
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
