import type { SeriesKey } from '../../domain/series.js';
import type { SeriesStatus } from '../../domain/window.js';
import { DurationHistogram, type Percentiles } from './histogram.js';

/** How long windows stay suspect before they are ready again, wall time. */
export class RepairTimes {
  readonly #suspectSinceMs = new Map<SeriesKey, number>();
  readonly #durations = new DurationHistogram();

  get percentiles(): Percentiles {
    return this.#durations.percentiles;
  }

  /** Series that wait for their repair. */
  get suspect(): number {
    return this.#suspectSinceMs.size;
  }

  status(series: SeriesKey, status: SeriesStatus, nowMs: number): void {
    const sinceMs = this.#suspectSinceMs.get(series);
    if (status === 'suspect') {
      if (sinceMs === undefined) this.#suspectSinceMs.set(series, nowMs);
      return;
    }
    if (sinceMs !== undefined && status === 'ready') this.#durations.record(nowMs - sinceMs);
    this.#suspectSinceMs.delete(series);
  }

  left(series: SeriesKey): void {
    this.#suspectSinceMs.delete(series);
  }
}
