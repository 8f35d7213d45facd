import type { Kline } from '../../domain/kline.js';

/** An older kline is not corrected any more, or only by somebody who knows better. */
const rememberedKlines = 4;

/**
 * When the exchange sent the newest final of each of the last klines of a series.
 * In plain words: two connections may tell of one kline, and the slower one may still tell its first final when the other
 * has told the correction.
 * Holds two numbers for each of four klines.
 */
export class FinalTimes {
  readonly #eventTimesMs = new Map<number, number>();

  /** True when a final of this kline was heard that the exchange sent later; otherwise this is the newest one now. */
  isOutdated({ kline, exchangeTimeMs }: { readonly kline: Kline; readonly exchangeTimeMs: number }): boolean {
    const times = this.#eventTimesMs;
    if (exchangeTimeMs < (times.get(kline.openTimeMs) ?? 0)) return true;
    times.set(kline.openTimeMs, exchangeTimeMs);
    for (const [oldest] of times) {
      if (times.size <= rememberedKlines) break;
      times.delete(oldest);
    }
    return false;
  }
}
