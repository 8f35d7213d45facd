import type { VirtualStatistics } from '../../core/virtual/virtualTally.js';
import type { SeriesKey } from '../../domain/series.js';
import type { ConnectionReport } from './connectionCounts.js';
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
  readonly feeds: readonly FeedReport[];
  readonly connections: {
    /** Connections opened, or tried, by all feeds together, as the governor counts them. */
    readonly tried: number;
    /** The most that counted in one window of the exchange's allowance. */
    readonly peakInWindow: number;
    readonly limit: number;
  };
  /** Absent when no account was heard of. */
  readonly account?: {
    readonly events: number;
    /** How often the whole account was read. */
    readonly readings: number;
    /** Whether its state could be relied on at the end. */
    readonly isReady: boolean;
  };
  readonly klines: {
    /** Closed klines taken into windows, warm-up included. */
    readonly closed: number;
    readonly closedLive: number;
    readonly duplicates: number;
    readonly corrected: number;
    readonly gapsDetected: number;
    readonly gapsRepaired: number;
    /** Closes that came again, of those that are to come once; over the whole run. */
    readonly double: number;
    /** Closes behind an older one, or behind a hole, over the whole run. */
    readonly outOfOrder: number;
    /** Klines of holes that could not be filled. */
    readonly givenUp: number;
    /** Windows that wait for their repair at the end. */
    readonly suspect: number;
    /** From suspect to ready, wall time. */
    readonly repairMs: Percentiles;
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
  /** One for each notifier that was on. */
  readonly notifications: readonly NotifierReport[];
  /** Absent when nothing was to be predicted. */
  readonly prediction?: PredictionReport;
  /** Absent when no signals are followed on paper. */
  readonly virtual?: VirtualReport;
  /** Both absent when nothing was traded. */
  readonly orders?: OrdersReport;
  readonly positions?: PositionsReport;
  readonly latencyMs: {
    /** From the exchange's sending of a final kline to its being in the window, wall time. */
    readonly closeToWindow: Percentiles;
    /** From the newest final kline in a signal's windows to the signal, wall time: mostly the wait for the cycle. */
    readonly closeToSignal: Percentiles;
  };
  readonly rest: {
    readonly calls: number;
    readonly weight: number;
    readonly rateLimited: number;
    /** The most weight in use at once, and the limit for a minute. */
    readonly peakWeight: number;
    readonly limitWeight: number;
  };
  readonly memory: { readonly rssMb: number; readonly heapMb: number; readonly windowsMb: number };
  readonly audit?: AuditReport;
}

/** What one notifier has come to. News is that a signal was opened, or closed; a digest is one message of many. */
export interface NotifierReport {
  readonly notifier: string;
  /** Messages that were taken, the pieces of news in them, and how many of them were digests. */
  readonly sent: number;
  readonly news: number;
  readonly digests: number;
  /** Attempts that failed, and attempts at a message that had failed before. */
  readonly failed: number;
  readonly repeated: number;
  /** News that was known from before, and not told again. */
  readonly known: number;
  /** News that was given up. */
  readonly dropped: number;
  /** News that waits at the end. */
  readonly waiting: number;
}

/** What a model was asked, and what came of it. */
export interface PredictionReport {
  readonly cycles: number;
  /** Symbols that were to be predicted, over all cycles. */
  readonly candidates: number;
  /** Cycles that went on by score: without a model; without an answer in time. */
  readonly off: number;
  readonly failed: number;
  /** Signals that were not probable enough to open. */
  readonly refused: number;
  /** From the end of a scan to the answer. */
  readonly durationMs: Percentiles;
}

/** What became of the signals that are followed on paper, and what the samples of this run have come to. */
export interface VirtualReport extends VirtualStatistics {
  /** Positions open at the end, those taken over from earlier runs, and those opened, ended and lost in this one. */
  readonly open: number;
  readonly resumed: number;
  readonly opened: number;
  readonly ended: number;
  readonly lost: number;
  /** Samples written; all that have ended unless they cannot be kept, or are not to be. */
  readonly samples: number;
  /** Of those that ended, those that ended well: 0 to 1. null: none has ended. */
  readonly hitRatio: number | null;
}

/** What became of the orders of a run. */
export interface OrdersReport {
  readonly placed: number;
  /** By how they ended. `notFound`: the exchange has never had it. */
  readonly filled: number;
  readonly cancelled: number;
  readonly rejected: number;
  readonly expired: number;
  readonly notFound: number;
  /** How often there was no answer, so that an order had to be asked for. */
  readonly unknown: number;
  /** Trades, of which an order may have several. */
  readonly fills: number;
  /** Orders at the exchange that were not placed here, and were left alone. */
  readonly foreign: number;
}

/** What became of the signals and positions of a run. Money in the quote asset. */
export interface PositionsReport {
  /** Where they are held. */
  readonly mode: 'paper' | 'live';
  /** Left by an earlier run. */
  readonly resumed: number;
  readonly opened: number;
  readonly closed: number;
  /** Of those that were closed. */
  readonly won: number;
  /** Never held: the entry was refused, cancelled or lost. */
  readonly rejected: number;
  readonly orphaned: number;
  /** At the end, those that wait for their entry among them. */
  readonly open: number;
  /** Why they were closed. */
  readonly byCause: Readonly<Record<string, number>>;
  /** Of the positions that were closed, after fees. */
  readonly profitQuote: number;
  /** Of all fills. */
  readonly feesQuote: number;
  /** `null`: it is not known. */
  readonly equityQuote: number | null;
  /** Signals that were not traded, by the kind of the refusal. */
  readonly refused: Readonly<Record<string, number>>;
  /** Events that could not be, by kind. */
  readonly problems: Readonly<Record<string, number>>;
  /** The kill switch was on at the end. */
  readonly isStopped: boolean;
  /** What ended trading before the run. */
  readonly failure?: string;
}

export interface FeedReport {
  readonly name: string;
  /** Connections open at the end. */
  readonly sockets: number;
  readonly frames: number;
  readonly badFrames: number;
  /** Connections that came up after a loss. */
  readonly reconnects: number;
  /** Connections given up for silence. */
  readonly stale: number;
  readonly connections: ConnectionReport;
}

/** A kline that is not as the exchange knows it. */
export interface AuditFinding {
  readonly series: SeriesKey;
  readonly openTimeMs: number;
  /** `unknown`: held, but the exchange has none. */
  readonly found: 'missing' | 'different' | 'unknown';
  /** What differs. */
  readonly fields?: readonly string[];
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
  /** Klines with other values, or that the exchange does not have. */
  readonly different: number;
  /** The first of those that are missing or different. */
  readonly findings: readonly AuditFinding[];
}
