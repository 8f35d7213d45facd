import { defer, filter, map, merge, type Observable, type SchedulerLike } from 'rxjs';
import type { FeedEvent, KlineEvent } from '../domain/feed.js';
import type { HeldHealth } from '../domain/health.js';
import { seriesKey, type SeriesKey } from '../domain/series.js';
import { sampleFigures } from './sampleFigures.js';
import type { WindowEvent } from './windows.js';

export interface HeldHealthDeps {
  /** The kline feed that the windows are fed with. */
  readonly feed$: Observable<FeedEvent<KlineEvent>>;
  readonly windowEvents$: Observable<WindowEvent>;
  /** How often the count is told while it changes. */
  readonly periodMs: number;
  /** Transport time. */
  readonly scheduler: Pick<SchedulerLike, 'now'>;
}

/**
 * The closes that `warmUp` holds back for the snapshots of their series: at once when the first is held, and when none
 * is any more. Holds a number for each series that is warming.
 */
export function heldHealth({ feed$, windowEvents$, ...options }: HeldHealthDeps): Observable<HeldHealth> {
  return defer(() => {
    const warming = new Map<SeriesKey, number>();
    return merge(
      windowEvents$.pipe(filter((event) => noteWindow(warming, event))),
      feed$.pipe(filter((event) => noteClose(warming, event))),
    ).pipe(
      map(() => figures(warming)),
      sampleFigures({ ...options, stateOf: ({ closes }) => closes > 0 }),
    );
  });
}

/** True when closes that were held are not any more. */
function noteWindow(warming: Map<SeriesKey, number>, { series, change }: WindowEvent): boolean {
  if (change.kind === 'entered') warming.set(series, 0);
  if (change.kind !== 'status' && change.kind !== 'left') return false;
  const held = warming.get(series) ?? 0;
  warming.delete(series);
  return held > 0;
}

/** True when the close of a series that is warming is held. */
function noteClose(warming: Map<SeriesKey, number>, event: FeedEvent<KlineEvent>): boolean {
  if (event.kind !== 'kline' || !event.kline.isClosed || warming.size === 0) return false;
  const series = seriesKey(event.kline.symbol, event.kline.interval);
  const held = warming.get(series);
  if (held === undefined) return false;
  warming.set(series, held + 1);
  return true;
}

function figures(warming: ReadonlyMap<SeriesKey, number>): Omit<HeldHealth, 'isRefresh'> {
  const held = [...warming.values()].filter((closes) => closes > 0);
  return { kind: 'held', closes: held.reduce((sum, closes) => sum + closes, 0), series: held.length };
}
