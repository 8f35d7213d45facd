import type { Certificate } from './certificate.js';
import type { InstrumentSymbol, KlineInterval } from './kline.js';

export type Direction = 'long' | 'short';

/** One factor's share of a score. */
export interface FactorPart {
  readonly factor: string;
  /** In [-100, 100]: the mean over the intervals it was asked on. */
  readonly score: number;
  /** Its share of the total, after the weights of abstaining factors were shared out: 0 to 1. */
  readonly weight: number;
  readonly byInterval: Readonly<Partial<Record<KlineInterval, number>>>;
}

/** One symbol, scored in one cycle. */
export interface SymbolScore {
  readonly symbol: InstrumentSymbol;
  /** Weighted mean of the parts, in [-100, 100]. */
  readonly score: number;
  readonly parts: readonly FactorPart[];
}

/** A direction whose score reached the threshold, with everything it rests on. */
export interface Signal {
  /** A hash of what the signal was made of: the same windows and scores give the same id. */
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  readonly score: number;
  readonly parts: readonly FactorPart[];
  readonly certificates: readonly Certificate[];
  readonly price: number;
  /** Exchange time of `price`. */
  readonly priceTimeMs: number;
  /** Market time of the cycle that made it. */
  readonly atMs: number;
  readonly cycle: number;
}
