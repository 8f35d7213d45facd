import { createHistogram } from 'node:perf_hooks';

/** Percentiles of what was recorded, in the unit it was recorded in; all 0 when nothing was. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Records durations in ms with a resolution of 1 µs, in constant memory. */
export class DurationHistogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });

  record(durationMs: number): void {
    this.#histogram.record(Math.max(1, Math.round(durationMs * 1_000)));
  }

  get percentiles(): Percentiles {
    const histogram = this.#histogram;
    if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
    return { p50: toMs(histogram.percentile(50)), p99: toMs(histogram.percentile(99)), max: toMs(histogram.max) };
  }
}

const toMs = (microseconds: number): number => Math.round(microseconds) / 1_000;
