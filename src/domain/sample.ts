import type { InstrumentSymbol } from './kline.js';
import type { Direction } from './signal.js';
import type { VirtualExit } from './virtualPosition.js';

/**
 * What became of one signal: a line of a file of samples, from which a model is trained. One JSON object per line, the
 * keys as here; what else is on a line is left alone.
 */
export interface Sample {
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  /** Market time of the cycle that opened the signal: nothing later is in the features. */
  readonly openedAtMs: number;
  /** When its outcome was known. Not before `openedAtMs`. */
  readonly closedAtMs: number;
  /** As they were when the signal opened, in the order of `core/features`, all finite. */
  readonly features: readonly number[];
  /** Of the list of features that these are. */
  readonly featureHash: string;
  /** 1: it ended well. */
  readonly outcome: 0 | 1;
  /** In its direction, costs included: 0.01 is a gain of 1 %. */
  readonly returnRatio: number;
  /** How far the price went for it, and against it, at most; both 0 or more. */
  readonly bestRatio?: number | undefined;
  readonly worstRatio?: number | undefined;
  readonly signalId?: string | undefined;
  /** Of the signal when it opened, in [-100, 100]. */
  readonly score?: number | undefined;
  /** What ended it. */
  readonly exit?: VirtualExit | undefined;
  /** How far each factor spoke for the signal, above 0, or against it, below; those without an opinion are not there. */
  readonly factors?: Readonly<Record<string, number>> | undefined;
}
