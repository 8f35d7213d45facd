import { defer, filter, scan, shareReplay, type OperatorFunction } from 'rxjs';
import type { FeedEvent, KlineEvent } from '../domain/feed.js';
import { seriesKey, type SeriesKey } from '../domain/series.js';

/** The newest kline of every series as it stands: forming, or closed until the next one forms. One live map: read it, do not keep it. */
export type LatestKlines = ReadonlyMap<SeriesKey, KlineEvent>;

/**
 * Conflates klines: of each series the latest wins. A kline is not turned back by one that comes late, and one that has
 * closed stays closed. Holds one kline for each series it has heard of. Spec: test/unit/streams/latestKlines.test.ts
 */
export const toLatestKlines = (): OperatorFunction<FeedEvent<KlineEvent>, LatestKlines> => (events$) =>
  defer(() =>
    events$.pipe(
      filter((event) => event.kind === 'kline'),
      scan((latest, event) => {
        const series = seriesKey(event.kline.symbol, event.kline.interval);
        const before = latest.get(series);
        if (!before || isLater(event, before)) latest.set(series, event);
        return latest;
      }, new Map<SeriesKey, KlineEvent>()),
    ),
  ).pipe(shareReplay({ bufferSize: 1, refCount: true }));

function isLater(event: KlineEvent, before: KlineEvent): boolean {
  if (event.kline.openTimeMs !== before.kline.openTimeMs) return event.kline.openTimeMs > before.kline.openTimeMs;
  if (event.kline.isClosed !== before.kline.isClosed) return event.kline.isClosed;
  return event.exchangeTimeMs >= before.exchangeTimeMs;
}
