import type { InstrumentSymbol } from './kline.js';
import type { Direction } from './signal.js';

/** What ended a virtual position: its stop, its last target, or its time. */
export type VirtualExit = 'stop' | 'target' | 'timeout';

interface VirtualTarget {
  /** Distance from the entry, as a share of its price. */
  readonly ratio: number;
  /** How much of the position it takes: 0 to 1. */
  readonly share: number;
}

/** What a virtual position begins with. None of it changes. */
export interface VirtualEntry {
  readonly signalId: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  /** Of the signal when it opened, in [-100, 100]. */
  readonly score: number;
  /** Market time. */
  readonly openedAtMs: number;
  readonly entryPrice: number;
  /** Distance of the stop from the entry, as a share of its price. */
  readonly stopRatio: number;
  /** Nearest first. What they leave waits for the stop or the end of its time. */
  readonly targets: readonly VirtualTarget[];
  /** Market time at which it is over. */
  readonly dueAtMs: number;
  /** What a model was shown of the signal, and the hash of the list of these features. */
  readonly features: readonly number[];
  readonly featureHash: string;
  /** How far each factor spoke for the signal, above 0, or against it; those without an opinion are not there. */
  readonly factors: Readonly<Record<string, number>>;
}

/** A signal that is followed on paper, traded or not. */
export interface VirtualPosition {
  readonly entry: VirtualEntry;
  /** What the market did up to here, exchange time, is taken into account. */
  readonly seenToMs: number;
  /** Targets that were reached. */
  readonly targetsTaken: number;
  /** What these have come to, as a share of the whole position, before costs. */
  readonly takenRatio: number;
  /** How far the price went for it, and against it, at most; both 0 or more. */
  readonly bestRatio: number;
  readonly worstRatio: number;
}
