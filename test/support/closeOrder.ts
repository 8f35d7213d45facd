import { intervalMs, type Kline } from '../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../src/domain/series.js';

/** Checks the promise of `klines$`: every closed kline of a series once, in order, without holes. */
export class CloseOrder {
  readonly #newest = new Map<SeriesKey, number>();
  readonly #counts = new Map<SeriesKey, number>();
  /** One sentence for each kline that was not the next one. */
  readonly faults: string[] = [];

  add({ symbol, interval, openTimeMs }: Kline): void {
    const series = seriesKey(symbol, interval);
    const newest = this.#newest.get(series);
    const next = newest === undefined ? openTimeMs : newest + intervalMs(interval);
    if (openTimeMs !== next) this.faults.push(`${series}: ${openTimeMs} came where ${next} was next`);
    this.#newest.set(series, openTimeMs);
    this.#counts.set(series, this.countOf(series) + 1);
  }

  /** Klines of this series so far. */
  countOf(series: SeriesKey): number {
    return this.#counts.get(series) ?? 0;
  }

  get seriesCount(): number {
    return this.#counts.size;
  }
}
