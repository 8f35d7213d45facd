import type { FailedSymbol, Scan, SkippedSymbol, SkipReason } from '../../domain/cycle.js';
import type { InstrumentSymbol, KlineInterval } from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import type { SymbolScore } from '../../domain/signal.js';
import type { SeriesSequencer } from '../windows/seriesSequencer.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import { FactorFailure, scoreSymbol, type WeightedFactor } from './scoreSymbol.js';

export interface ScanInput {
  readonly symbols: readonly InstrumentSymbol[];
  readonly intervals: readonly KlineInterval[];
  readonly book: ReadonlyMap<SeriesKey, SeriesSequencer>;
  readonly factors: readonly WeightedFactor[];
}

/**
 * Scores every symbol whose windows are all ready; names the rest with the reason. A factor that throws costs its
 * symbol, not the pass. Reads memory only: no clock, no I/O.
 */
export function scanUniverse({ symbols, intervals, book, factors }: ScanInput): Scan {
  const scores: SymbolScore[] = [];
  const skipped: SkippedSymbol[] = [];
  const failed: FailedSymbol[] = [];
  for (const symbol of symbols) {
    const windows = readyWindows(symbol, intervals, book);
    if (typeof windows === 'string') {
      skipped.push({ symbol, reason: windows });
      continue;
    }
    try {
      const scored = scoreSymbol(windows, factors);
      if (scored) scores.push({ symbol, ...scored });
      else skipped.push({ symbol, reason: 'tooFewKlines' });
    } catch (error) {
      if (!(error instanceof FactorFailure)) throw error;
      failed.push({ symbol, factor: error.factor, message: error.message });
    }
  }
  scores.sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return { scores, skipped, failed };
}

function readyWindows(
  symbol: InstrumentSymbol,
  intervals: readonly KlineInterval[],
  book: ReadonlyMap<SeriesKey, SeriesSequencer>,
): readonly KlineWindow[] | SkipReason {
  const windows: KlineWindow[] = [];
  for (const interval of intervals) {
    const sequencer = book.get(seriesKey(symbol, interval));
    if (!sequencer) return 'warming';
    if (sequencer.status !== 'ready') return sequencer.status;
    windows.push(sequencer.window);
  }
  return windows;
}
