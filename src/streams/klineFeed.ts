import type { Observable } from 'rxjs';
import type { FeedEvent, KlineEvent } from '../domain/feed.js';
import { feed, type FeedDeps } from './feed.js';

/** Klines of every wanted series; topics are series keys. Closed klines are never dropped. */
export const klineFeed = (deps: Omit<FeedDeps<KlineEvent>, 'feed'>): Observable<FeedEvent<KlineEvent>> =>
  feed({ ...deps, feed: 'kline' });
