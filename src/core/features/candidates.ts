import type { CycleResult } from '../../domain/cycle.js';
import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { SeenSeries } from '../scoring/heldWindows.js';
import { featureCount, featureIntervals } from './featureList.js';
import { FeatureWriter } from './featureWriter.js';

/** Symbols and their rows of features, in the same order. */
export interface Candidates {
  readonly symbols: readonly InstrumentSymbol[];
  /** `symbols.length` rows. */
  readonly batch: Float32Array;
}

export interface CandidateRules {
  /** The intervals that are kept. */
  readonly intervals: readonly KlineInterval[];
  readonly benchmark: InstrumentSymbol;
  /** Least absolute score. A score of 0 has no direction and is never a candidate. */
  readonly minScore: number;
}

/** Windows as they were in the cycle: read them in the same tick. */
export type SeenBook = ReadonlyMap<SeriesKey, SeenSeries>;

/**
 * Makes the batch of a cycle, of every symbol whose absolute score is at least `minScore`. Symbols that score less have no
 * signal, are not what models are trained on, and are not predicted. What is returned holds one writer for all cycles.
 */
export function candidatesOf({ intervals, benchmark, minScore }: CandidateRules) {
  const { fast, slow } = featureIntervals(intervals);
  const writer = new FeatureWriter();
  return ({ scores, regime }: Pick<CycleResult, 'scores' | 'regime'>, book: SeenBook): Candidates => {
    const windowOf = (symbol: InstrumentSymbol, interval: KlineInterval): KlineWindow | undefined => {
      const seen = book.get(seriesKey(symbol, interval));
      return seen?.status === 'ready' ? seen.window : undefined;
    };
    const chosen = scores.filter(({ score }) => Math.abs(score) >= minScore && score !== 0);
    const batch = new Float32Array(chosen.length * featureCount);
    writer.seeMarket(windowOf(benchmark, fast), regime);
    chosen.forEach(({ symbol, score, parts }, index) =>
      writer.write({ score, parts, fast: windowOf(symbol, fast), slow: windowOf(symbol, slow) }, batch, index),
    );
    return { symbols: chosen.map(({ symbol }) => symbol), batch };
  };
}
