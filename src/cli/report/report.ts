import type { Percentiles } from './histogram.js';

/** What `--report` writes. */
export interface RunReport {
  readonly version: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly universe: { readonly count: number };
  readonly warmUp: {
    readonly series: number;
    readonly ready: number;
    readonly failed: number;
    /** REST calls and request weight between the first series and the last window that became warm. */
    readonly restCalls: number;
    readonly restWeight: number;
    readonly durationMs: number;
    readonly isComplete: boolean;
  };
  readonly feeds: readonly {
    readonly name: string;
    /** Connections open at the end. */
    readonly sockets: number;
    readonly frames: number;
    readonly badFrames: number;
    readonly reconnects: number;
    /** Connections given up for silence. */
    readonly stale: number;
  }[];
  readonly klines: {
    /** Closed klines taken into windows, warm-up included. */
    readonly closed: number;
    readonly closedLive: number;
    readonly duplicates: number;
    readonly corrected: number;
    readonly gapsDetected: number;
    readonly gapsRepaired: number;
  };
  readonly scans: {
    readonly count: number;
    readonly skipped: number;
    /** Symbols scored in the last cycle. */
    readonly symbols: number;
    /** Over all cycles: symbols scored per second of scanning. */
    readonly symbolsPerSecond: number;
    readonly restCalls: number;
    readonly durationMs: Percentiles;
  };
  readonly signals: { readonly count: number };
  readonly latencyMs: {
    /** From the exchange's sending of a final kline to its being in the window, wall time. */
    readonly closeToWindow: Percentiles;
    /** From the newest final kline in a signal's windows to the signal, wall time: mostly the wait for the cycle. */
    readonly closeToSignal: Percentiles;
  };
  readonly rest: { readonly calls: number; readonly weight: number; readonly rateLimited: number };
  readonly memory: { readonly rssMb: number; readonly windowsMb: number };
  readonly audit?: AuditReport;
}

/** The windows held at the end against what the simulator knows to be true. */
export interface AuditReport {
  readonly series: number;
  /** Klines compared, value by value. */
  readonly compared: number;
  /** Klines the exchange closed and the window does not hold. */
  readonly missing: number;
  /** Klines that were emitted more than once or out of order, over the whole run. */
  readonly duplicate: number;
  readonly different: number;
}
