import { filter, mergeMap, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { SeriesSequencer } from '../core/windows/seriesSequencer.js';
import { newestCloseAgeMs } from '../core/windows/freshness.js';
import type { SeriesHealth } from '../domain/health.js';
import type { WindowEvent } from './windows.js';

export interface SeriesHealthOptions {
  /** Exchange time. */
  readonly market: Pick<SchedulerLike, 'now'>;
  readonly transport: Pick<SchedulerLike, 'now'>;
}

/** The changes of the windows' statuses, from `warming`, when a series joins, to `left`. */
export const toSeriesHealth =
  ({ market, transport }: SeriesHealthOptions): OperatorFunction<WindowEvent, SeriesHealth> =>
  (events$) =>
    events$.pipe(
      // Most events are closes, which change no status.
      filter(({ change }) => change.kind === 'status' || change.kind === 'entered' || change.kind === 'left'),
      mergeMap(({ sequencer, change }) => {
        const status = statusAfter(change);
        if (status === undefined) return [];
        return [seriesHealth(sequencer, { status, sinceMs: transport.now(), marketNowMs: market.now() })];
      }),
    );

function statusAfter(change: WindowEvent['change']): SeriesHealth['status'] | undefined {
  switch (change.kind) {
    case 'entered':
      return 'warming';
    case 'left':
      return 'left';
    case 'status':
      return change.status;
    default:
      return undefined;
  }
}

/** A series as it is now. */
export const seriesHealth = (
  { series, window, cause }: Pick<SeriesSequencer, 'series' | 'window' | 'cause'>,
  { status, sinceMs, marketNowMs }: Pick<SeriesHealth, 'status' | 'sinceMs'> & { readonly marketNowMs: number },
): SeriesHealth => ({
  kind: 'series',
  series,
  status,
  cause,
  sinceMs,
  newestCloseAgeMs: newestCloseAgeMs(window, marketNowMs),
});
