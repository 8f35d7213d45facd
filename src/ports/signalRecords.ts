import type { Observable } from 'rxjs';
import type { Direction } from '../domain/signal.js';
import type { SignalRecord } from '../domain/signalRecord.js';

/** A record with the modules whose factors had a part in it: paths that can be loaded again. */
export interface KeptSignal extends SignalRecord {
  readonly plugins: readonly string[];
}

/** A kept signal in short. */
export interface SignalHeading {
  readonly id: string;
  /** Market time at which it was opened. */
  readonly atMs: number;
  readonly symbol: string;
  readonly direction: Direction;
  readonly score: number;
}

export interface SignalHeadings {
  /** Those kept last first. */
  readonly signals: readonly SignalHeading[];
  /** One sentence for each that cannot be read. */
  readonly damaged: readonly string[];
}

/** Recent signals with all that they rest on, kept between runs. */
export interface SignalRecords {
  /**
   * Keeps each record, one after the other, and forgets the oldest beyond the number that is kept: also of those that wait
   * to be kept. Nobody waits for it. Tells in one sentence, once, when a record cannot be kept, and tries the next all the
   * same. Completes when `records$` has completed and the last record is kept.
   */
  readonly keep: (records$: Observable<KeptSignal>) => Observable<string>;
  /** Ids, those kept last first. Emits once. */
  readonly ids: () => Observable<readonly string[]>;
  /** Emits once. */
  readonly headings: () => Observable<SignalHeadings>;
  /** Emits once. Fails with a `BadInputError` when it is not there, or damaged. */
  readonly read: (id: string) => Observable<KeptSignal>;
}
