import type { InstrumentSymbol } from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import type { Signal } from '../../domain/signal.js';
import type { SignalRecord, WindowRecord } from '../../domain/signalRecord.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { SeenSeries } from './heldWindows.js';
import type { ScanInput, ScanRules } from './scanRules.js';

/** What was read of the market in the cycle that opened a signal. */
export interface RecordDeps extends Pick<ScanInput, 'book' | 'books'> {
  readonly rules: Pick<ScanRules, 'intervals' | 'benchmark'>;
  readonly settings: unknown;
}

/**
 * Copies all that a signal rests on, before any of it moves on: to be called in the same tick as the scan. Some 100 kB
 * for three intervals of 300 klines and as many of the benchmark.
 */
export function recordSignal(signal: Signal, { book, books, rules, settings }: RecordDeps): SignalRecord {
  const { symbol } = signal;
  const copies = (of: InstrumentSymbol, from: ReadonlyMap<SeriesKey, SeenSeries>): readonly WindowRecord[] =>
    copiesWhenReady(rules.intervals.map((interval) => from.get(seriesKey(of, interval))));
  const spotSymbol = books.spot.symbols.get(symbol);
  const spotWindows = spotSymbol === undefined ? [] : copies(spotSymbol, books.spot.windows);
  const openInterest = books.openInterest.get(symbol);
  return {
    signal,
    settings,
    inputs: {
      windows: copies(symbol, book),
      benchmark: symbol === rules.benchmark ? [] : copies(rules.benchmark, book),
      markPrice: books.markPrices.get(symbol),
      openInterest: openInterest && [...openInterest],
      spread: books.spreads.get(symbol),
      spot:
        spotSymbol === undefined || spotWindows.length === 0 ? undefined : { symbol: spotSymbol, windows: spotWindows },
    },
  };
}

/** None at all unless each of them is ready: that is how a scan sees them. */
function copiesWhenReady(all: readonly (SeenSeries | undefined)[]): readonly WindowRecord[] {
  const ready = all.flatMap((each) => (each?.status === 'ready' ? [each.window] : []));
  return ready.length === all.length ? ready.map(copyOf) : [];
}

function copyOf({ series, size, count, firstOpenTimeMs, columns }: KlineWindow): WindowRecord {
  const { open, high, low, close, baseVolume, quoteVolume, takerBuyQuoteVolume, tradeCount } = columns;
  return {
    series,
    size,
    firstOpenTimeMs: count === 0 ? 0 : firstOpenTimeMs,
    columns: {
      open: open.slice(),
      high: high.slice(),
      low: low.slice(),
      close: close.slice(),
      baseVolume: baseVolume.slice(),
      quoteVolume: quoteVolume.slice(),
      takerBuyQuoteVolume: takerBuyQuoteVolume.slice(),
      tradeCount: tradeCount.slice(),
    },
  };
}
