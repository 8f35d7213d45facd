import type { Scan } from '../../domain/cycle.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { Signal } from '../../domain/signal.js';
import { IncrementalScan } from '../scoring/incrementalScan.js';
import { noSignals, reduceSignals, type SignalRules } from '../scoring/reduceSignals.js';
import { noBooks, type ScanRules } from '../scoring/scanRules.js';
import type { KlineHistory } from './klineHistory.js';
import { ReplayedWindows } from './replayedWindows.js';

export interface ScanHistoryOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly rules: ScanRules;
  readonly signalRules: SignalRules;
  /** Klines in a window. */
  readonly windowKlines: number;
  /** Instants of scans, ascending. */
  readonly instantsMs: readonly number[];
}

/** One scan of what was known at an instant. */
export interface ScannedInstant {
  readonly atMs: number;
  readonly scan: Scan;
  /** Signals that this scan opened, changed or closed. */
  readonly signals: readonly Signal[];
}

/**
 * Scans recorded klines as a scanner would have that ran then: with its windows, its scan and its signals, each instant
 * with what had closed by it. A symbol is in the universe for as long as it is recorded.
 */
export function* scanHistory(options: ScanHistoryOptions): Generator<ScannedInstant, void, void> {
  const { history, symbols, rules, signalRules, windowKlines, instantsMs } = options;
  const { intervals } = rules;
  const windows = new ReplayedWindows({ history, symbols, intervals, size: windowKlines });
  const scanner = new IncrementalScan(rules);
  const reduce = reduceSignals(signalRules);
  let state = noSignals;
  for (const [cycle, atMs] of instantsMs.entries()) {
    windows.advanceTo(atMs);
    const present = symbols.filter((symbol) => isRecorded(history, symbol, atMs));
    const scan = scanner.scan({ symbols: present, book: windows.book, books: noBooks, atMs });
    state = reduce(state, {
      symbols: present,
      scores: scan.scores,
      cycle,
      atMs,
      certificatesOf: (symbol) =>
        intervals.flatMap((interval) => windows.book.get(seriesKey(symbol, interval))?.window.certificate() ?? []),
      priceOf: (symbol) => ({ price: history.priceAt(symbol, atMs), exchangeTimeMs: atMs - 1 }),
    });
    yield { atMs, scan, signals: state.signals };
  }
}

function isRecorded({ spans }: KlineHistory, symbol: InstrumentSymbol, atMs: number): boolean {
  const span = spans.get(symbol);
  return span !== undefined && atMs > span.fromMs && atMs <= span.toMs;
}
