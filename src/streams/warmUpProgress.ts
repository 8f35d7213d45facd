import { defer, distinctUntilChanged, filter, map, scan, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { SeriesKey } from '../domain/series.js';
import type { SeriesStatus } from '../domain/window.js';
import type { WindowEvent } from './windows.js';

/** How far the windows are warm. */
export interface WarmUpProgress {
  readonly series: number;
  readonly ready: number;
  /** Series the exchange does not have. */
  readonly failed: number;
  readonly elapsedMs: number;
  /** Time still needed at the pace so far; `undefined` before a twentieth of the windows are warm. */
  readonly etaMs: number | undefined;
  /** Every series is ready or failed. */
  readonly isComplete: boolean;
}

interface Counts {
  readonly statuses: Map<SeriesKey, SeriesStatus>;
  readonly startedAtMs: number;
  warming: number;
  failed: number;
}

/** Counts the windows that have left `warming`, and how long the rest will take at the pace so far (transport time). Emits when a count changes. */
export const toWarmUpProgress =
  (scheduler: SchedulerLike): OperatorFunction<WindowEvent, WarmUpProgress> =>
  (events$) =>
    defer(() =>
      events$.pipe(
        filter(({ change }) => change.kind === 'entered' || change.kind === 'left' || change.kind === 'status'),
        scan(count, {
          statuses: new Map<SeriesKey, SeriesStatus>(),
          startedAtMs: scheduler.now(),
          warming: 0,
          failed: 0,
        }),
        map((counts) => progress(counts, scheduler.now())),
        // A window that is repaired stays warm.
        distinctUntilChanged((a, b) => a.series === b.series && a.ready === b.ready && a.failed === b.failed),
      ),
    );

function count(counts: Counts, { series, sequencer, change }: WindowEvent): Counts {
  const before = counts.statuses.get(series);
  const after = change.kind === 'left' ? undefined : sequencer.status;
  if (after) counts.statuses.set(series, after);
  else counts.statuses.delete(series);
  counts.warming += Number(after === 'warming') - Number(before === 'warming');
  counts.failed += Number(after === 'dead') - Number(before === 'dead');
  return counts;
}

/** The first answers of all say more about the start than about the pace. */
const leastDoneRatio = 0.05;

function progress({ statuses, startedAtMs, warming, failed }: Counts, nowMs: number): WarmUpProgress {
  const series = statuses.size;
  const done = series - warming;
  const elapsedMs = nowMs - startedAtMs;
  const hasPace = done > 0 && done >= series * leastDoneRatio;
  const etaMs = hasPace ? (elapsedMs / done) * warming : undefined;
  return { series, ready: done - failed, failed, elapsedMs, etaMs, isComplete: warming === 0 && series > 0 };
}
