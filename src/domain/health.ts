import type { ScannerError } from './errors.js';
import type { SeriesKey } from './series.js';
import type { SeriesStatus } from './window.js';

/** A connection of a feed came up, or is being tried again. */
export interface ConnectionHealth {
  readonly kind: 'connection';
  readonly feed: string;
  readonly connection: number;
  readonly state: 'open' | 'retrying';
  /** Losses since the connection was last open; 0 while it is. */
  readonly attempt: number;
  readonly cause: ScannerError | undefined;
  /** Wall clock. */
  readonly sinceMs: number;
}

/** A series changed its status. */
export interface SeriesHealth {
  readonly kind: 'series';
  readonly series: SeriesKey;
  readonly status: SeriesStatus;
  readonly cause: ScannerError | undefined;
}

/** REST began to fail, or works again. */
export interface RestHealth {
  readonly kind: 'rest';
  readonly isWorking: boolean;
  readonly cause: ScannerError | undefined;
}

/** Every change of state, as data. */
export type Health = ConnectionHealth | SeriesHealth | RestHealth;
