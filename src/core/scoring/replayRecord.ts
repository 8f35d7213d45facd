import { intervalMs } from '../../domain/kline.js';
import type { SeriesKey } from '../../domain/series.js';
import type { SignalRecord, WindowRecord } from '../../domain/signalRecord.js';
import { KlineWindow, rowOf } from '../windows/klineWindow.js';
import type { SeenSeries } from './heldWindows.js';
import type { ScanInput } from './scanRules.js';

/** The market as the scan saw it that opened the signal: its symbol alone, with all that was known of it. */
export function replayRecord({ signal, inputs }: SignalRecord): ScanInput {
  const { symbol, atMs } = signal;
  const { windows, benchmark, markPrice, openInterest, spread, spot } = inputs;
  return {
    symbols: [symbol],
    book: bookOf([...windows, ...benchmark]),
    books: {
      markPrices: new Map(markPrice && [[symbol, markPrice]]),
      openInterest: new Map(openInterest && [[symbol, openInterest]]),
      spreads: new Map(spread && [[symbol, spread]]),
      spot: { symbols: new Map(spot && [[symbol, spot.symbol]]), windows: bookOf(spot?.windows ?? []) },
    },
    atMs,
  };
}

const bookOf = (records: readonly WindowRecord[]): ReadonlyMap<SeriesKey, SeenSeries> =>
  new Map(records.map((record) => [record.series, { status: 'ready', window: windowOf(record) }]));

function windowOf({ series, size, firstOpenTimeMs, columns }: WindowRecord): KlineWindow {
  const window = new KlineWindow({ series, size });
  const lengthMs = intervalMs(window.interval);
  for (let row = 0; row < columns.close.length; row += 1)
    window.append(rowOf(columns, row, firstOpenTimeMs + row * lengthMs), 'store');
  return window;
}
