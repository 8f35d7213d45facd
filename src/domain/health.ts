import type { AccountState } from './account.js';
import type { ScannerError } from './errors.js';
import type { SeriesKey } from './series.js';
import type { SeriesStatus } from './window.js';

/** What is told of figures that change all the time: at once when a state changes, and from time to time. */
interface Figures {
  /** No state has changed since these figures were last told. */
  readonly isRefresh: boolean;
}

/**
 * `waiting` for its turn to be opened, since the exchange allows only so many connections in a time; `open`; `retrying`
 * after it was lost; `closed` for good: another has taken over, or what it carried is no longer wanted.
 */
export type ConnectionState = 'waiting' | 'open' | 'retrying' | 'closed';

/** A connection of a feed. */
export interface ConnectionHealth extends Figures {
  readonly kind: 'connection';
  readonly feed: string;
  readonly connection: number;
  readonly state: ConnectionState;
  /** Losses since the connection was last open; 0 while it is. */
  readonly attempt: number;
  /** Why it was last lost; `undefined` while it is open. */
  readonly cause: ScannerError | undefined;
  /** When it took this state. Wall clock. */
  readonly sinceMs: number;
  /** Frames that came on it, over all its attempts. */
  readonly frames: number;
  /** Since the last frame, or pong where pongs count as life; `undefined` before the first. Wall time. */
  readonly lastFrameAgeMs: number | undefined;
}

/** A series, told when it changes its status; `left` when it is no longer wanted. */
export interface SeriesHealth {
  readonly kind: 'series';
  readonly series: SeriesKey;
  readonly status: SeriesStatus | 'left';
  readonly cause: ScannerError | undefined;
  /** When it took this status. Wall clock. */
  readonly sinceMs: number;
  /** Market time since the newest kline of its window closed; `undefined` while it has none. */
  readonly newestCloseAgeMs: number | undefined;
}

/** Closes that came while the snapshots of their series were being fetched, and wait for them. */
export interface HeldHealth extends Figures {
  readonly kind: 'held';
  readonly closes: number;
  /** Series that hold some. */
  readonly series: number;
}

/** REST began to fail, or works again. */
export interface RestHealth {
  readonly kind: 'rest';
  readonly isWorking: boolean;
  readonly cause: ScannerError | undefined;
}

/** What is left of the exchange's request weight. */
export interface RestBudgetHealth extends Figures {
  readonly kind: 'restBudget';
  readonly usedWeight: number;
  readonly limitWeight: number;
  /** Requests waiting for budget. */
  readonly waiting: number;
  /** Nothing is sent before this instant (wall clock); 0 when free. */
  readonly blockedUntilMs: number;
}

/** What is left of the exchange's allowance of new connections. */
export interface ConnectionBudgetHealth extends Figures {
  readonly kind: 'connectionBudget';
  /** Connections that count now. */
  readonly inWindow: number;
  readonly limit: number;
  /** Connections that wait for their turn. */
  readonly waiting: number;
}

/** The account: `dead` when it cannot be followed, whatever is tried. */
export interface AccountHealth {
  readonly kind: 'account';
  readonly status: AccountState['status'] | 'dead';
  /** Why it could not be read, the last time that it was tried. */
  readonly cause: ScannerError | undefined;
  /** When it took this status. Wall clock. */
  readonly sinceMs: number;
  /** Open positions, as far as they are known. */
  readonly positions: number;
  /** Open orders, conditional ones included, as far as they are known. */
  readonly openOrders: number;
}

/** The spot market cannot be followed any more, whatever is tried: scans go on without it. */
export interface SpotHealth {
  readonly kind: 'spot';
  readonly status: 'dead';
  readonly cause: ScannerError;
}

/** Every change of state, as data. */
export type Health =
  | ConnectionHealth
  | SeriesHealth
  | HeldHealth
  | RestHealth
  | RestBudgetHealth
  | ConnectionBudgetHealth
  | AccountHealth
  | SpotHealth;

/** How everything is now. What is `undefined` has not been told yet. */
export interface HealthView {
  /** Transport clock. */
  readonly atMs: number;
  /** All that are not closed, by feed and number: `kline 3`. */
  readonly connections: ReadonlyMap<string, ConnectionHealth>;
  /** All that are wanted; their ages are those of `atMs`. */
  readonly series: ReadonlyMap<SeriesKey, SeriesHealth>;
  readonly held: HeldHealth | undefined;
  readonly rest: RestHealth | undefined;
  readonly restBudget: RestBudgetHealth | undefined;
  readonly connectionBudget: ConnectionBudgetHealth | undefined;
  /** `undefined` when no account is watched. */
  readonly account: AccountHealth | undefined;
  /** `undefined` as long as it can be followed, or is not wanted. */
  readonly spot: SpotHealth | undefined;
}
