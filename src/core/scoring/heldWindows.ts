import type { SkipReason } from '../../domain/cycle.js';
import { intervalMs, type InstrumentSymbol, type KlineInterval } from '../../domain/kline.js';
import { seriesKey, type SeriesKey } from '../../domain/series.js';
import type { WindowsByInterval } from '../factors/factor.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { SeriesSequencer } from '../windows/seriesSequencer.js';

/** A series as a scan sees it. */
export type SeenSeries = Pick<SeriesSequencer, 'status' | 'window'>;

/** The windows of one symbol, as they were when they were last looked at. */
export class HeldWindows {
  readonly symbol: InstrumentSymbol;
  /** In the order of the intervals. Whole only after `look` has found them ready. */
  readonly list: KlineWindow[] = [];
  /** The same windows. Another object when one of them is another. */
  byInterval: WindowsByInterval = {};
  readonly #intervals: readonly KlineInterval[];
  readonly #series: readonly SeriesKey[];
  readonly #versions: number[] = [];
  #hasMoved = true;

  constructor(symbol: InstrumentSymbol, intervals: readonly KlineInterval[]) {
    this.symbol = symbol;
    this.#intervals = intervals;
    this.#series = intervals.map((interval) => seriesKey(symbol, interval));
  }

  /** Notes which windows there are now. `undefined` when all are ready, else why not. */
  look(book: ReadonlyMap<SeriesKey, SeenSeries>): SkipReason | undefined {
    for (let slot = 0; slot < this.#series.length; slot += 1) {
      const sequencer = book.get(this.#series[slot]!);
      if (!sequencer) return 'warming';
      if (sequencer.status !== 'ready') return sequencer.status;
      const { window } = sequencer;
      if (window === this.list[slot] && window.version === this.#versions[slot]) continue;
      if (window !== this.list[slot]) {
        this.list[slot] = window;
        this.byInterval = { ...this.byInterval, [this.#intervals[slot]!]: window };
      }
      this.#versions[slot] = window.version;
      this.#hasMoved = true;
    }
    return undefined;
  }

  /** Whether a window has moved since this was last asked, or is another one. */
  takeMoved(): boolean {
    const hasMoved = this.#hasMoved;
    this.#hasMoved = false;
    return hasMoved;
  }

  /** When the newest kline of the window that is furthest behind closed. */
  get oldestCloseMs(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { lastOpenTimeMs, interval } of this.list)
      oldest = Math.min(oldest, lastOpenTimeMs + intervalMs(interval));
    return oldest;
  }
}
