import { intervalMs, type InstrumentSymbol, type KlineInterval } from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import { SeriesSequencer } from '../windows/seriesSequencer.js';
import type { KlineHistory } from './klineHistory.js';

interface Replayed {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
  readonly sequencer: SeriesSequencer;
  nextOpenMs: number;
}

export interface ReplayedWindowsOptions {
  readonly history: KlineHistory;
  readonly symbols: readonly InstrumentSymbol[];
  readonly intervals: readonly KlineInterval[];
  /** Klines in a window. */
  readonly size: number;
}

/**
 * The windows of a scanner as they were at one instant after the other: what was recorded before is their snapshot, what
 * closed since then came live. They never hold a kline that had not closed.
 */
export class ReplayedWindows {
  /** Series whose recording goes on. */
  readonly book = new Map<SeriesKey, SeriesSequencer>();
  readonly #history: KlineHistory;
  readonly #size: number;
  #series: readonly Replayed[];

  constructor({ history, symbols, intervals, size }: ReplayedWindowsOptions) {
    this.#history = history;
    this.#size = size;
    this.#series = symbols.flatMap((symbol) =>
      intervals.map((interval) => ({
        symbol,
        interval,
        sequencer: new SeriesSequencer({ series: seriesKey(symbol, interval), size }),
        nextOpenMs: Number.NaN,
      })),
    );
  }

  /** Takes in everything that had closed by `atMs`, and nothing else. Instants must ascend. */
  advanceTo(atMs: number): void {
    this.#series = this.#series.filter((replayed) => this.#advance(replayed, atMs));
  }

  /** False when the recording of the symbol has ended. */
  #advance(replayed: Replayed, atMs: number): boolean {
    const { symbol, interval, sequencer } = replayed;
    const span = this.#history.spans.get(symbol);
    if (!span || atMs > span.toMs) {
      this.book.delete(sequencer.series);
      return false;
    }
    if (atMs < span.fromMs) return true;
    const lengthMs = intervalMs(interval);
    const toMs = Math.floor(atMs / lengthMs) * lengthMs;
    const isFirst = Number.isNaN(replayed.nextOpenMs);
    if (isFirst) {
      const firstOpenMs = Math.ceil(span.fromMs / lengthMs) * lengthMs;
      replayed.nextOpenMs = Math.max(firstOpenMs, toMs - this.#size * lengthMs);
      this.book.set(sequencer.series, sequencer);
    } else if (replayed.nextOpenMs >= toMs) return true;
    const fromMs = replayed.nextOpenMs;
    const klines = toMs > fromMs ? this.#history.klines({ symbol, interval, fromMs, toMs }) : [];
    replayed.nextOpenMs = Math.max(fromMs, toMs);
    if (isFirst) sequencer.apply({ kind: 'rows', klines });
    else for (const kline of klines) sequencer.apply({ kind: 'close', kline, exchangeTimeMs: kline.closeTimeMs + 1 });
    return true;
  }
}
