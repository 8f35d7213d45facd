import { intervalMs } from '../../domain/kline.js';
import { parseSeriesKey, type SeriesKey } from '../../domain/series.js';

interface Told {
  readonly firstMs: number;
  newestMs: number;
  /** The window has begun anew: the next close may be behind a hole. */
  mayJump: boolean;
}

/** Holds a stream of closes to its word, over the whole run: each once, in order, without holes between two restarts. */
export class CloseOrder {
  readonly #told = new Map<SeriesKey, Told>();
  readonly #counts = { double: 0, outOfOrder: 0, givenUp: 0 };

  /** `givenUp`: klines of holes behind which a window began anew. */
  get counts(): { readonly double: number; readonly outOfOrder: number; readonly givenUp: number } {
    return { ...this.#counts };
  }

  closed(series: SeriesKey, openTimeMs: number): void {
    const told = this.#told.get(series);
    if (!told) {
      this.#told.set(series, { firstMs: openTimeMs, newestMs: openTimeMs, mayJump: false });
      return;
    }
    const skipped = (openTimeMs - told.newestMs) / intervalMs(parseSeriesKey(series).interval) - 1;
    if (skipped >= 0) {
      if (told.mayJump) this.#counts.givenUp += skipped;
      else if (skipped > 0) this.#counts.outOfOrder += 1;
      told.newestMs = openTimeMs;
      told.mayJump = false;
    } else if (openTimeMs >= told.firstMs) this.#counts.double += 1;
    else this.#counts.outOfOrder += 1;
  }

  restarted(series: SeriesKey): void {
    const told = this.#told.get(series);
    if (told) told.mayJump = true;
  }

  /** A series that comes back later begins anew. */
  left(series: SeriesKey): void {
    this.#told.delete(series);
  }
}
