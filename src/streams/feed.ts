import {
  concatMap,
  defer,
  distinctUntilChanged,
  filter,
  map,
  mergeMap,
  scan,
  share,
  shareReplay,
  takeUntil,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { assignShards, noShards, type ShardAssignment } from '../core/sharding/assignShards.js';
import { FeedClosedError } from '../domain/errors.js';
import type { ConnectionLost, ConnectionOpened, FeedEvent, Topic } from '../domain/feed.js';
import { failOnComplete } from '../operators/failOnComplete.js';
import { failWhenStale } from '../operators/failWhenStale.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import type { FeedSource } from '../ports/marketData.js';
import { announceError } from './health.js';

export interface FeedBackoff {
  readonly baseMs: number;
  readonly capMs: number;
  /** A connection must have delivered for this long before the backoff starts over. */
  readonly resetAfterMs: number;
}

export interface FeedDeps<T> {
  /** `kline`, `price`, …: in errors, health and reports. */
  readonly feed: string;
  readonly source: FeedSource<T>;
  /** What the feed is to deliver. A change is subscribed and unsubscribed, nothing reconnects. */
  readonly topics$: Observable<ReadonlySet<Topic>>;
  readonly maxTopicsPerConnection: number;
  readonly maxSilenceMs: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  /** Transport time: silence, backoff. */
  readonly scheduler: SchedulerLike;
}

/**
 * One feed: its topics spread over connections, each with one heartbeat and one backoff, all in one shared stream.
 * Never completes; fails only for what no reconnect can heal.
 */
export function feed<T extends { readonly kind: string }>(deps: FeedDeps<T>): Observable<FeedEvent<T>> {
  const { topics$, maxTopicsPerConnection } = deps;
  return defer(() => {
    const shards$ = topics$.pipe(
      scan((shards, topics) => assignShards(shards, topics, maxTopicsPerConnection), noShards),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    return shards$.pipe(
      scan(({ after: before }, after) => ({ before, after }), { before: noShards, after: noShards }),
      concatMap(({ before, after }) => [...after.keys()].filter((shard) => !before.has(shard))),
      mergeMap((shard) => connection(deps, shard, shards$)),
    );
  }).pipe(share());
}

function connection<T extends { readonly kind: string }>(
  { feed, source, maxSilenceMs, backoff, random, scheduler }: FeedDeps<T>,
  shard: number,
  shards$: Observable<ShardAssignment>,
): Observable<FeedEvent<T>> {
  let carried: ReadonlySet<Topic> = new Set();
  const topics$ = shards$.pipe(
    map((shards) => {
      carried = shards.get(shard) ?? carried;
      return carried;
    }),
    distinctUntilChanged(),
  );
  const isDropped$ = shards$.pipe(filter((shards) => !shards.has(shard)));
  const opened = (): ConnectionOpened => ({
    kind: 'opened',
    feed,
    connection: shard,
    atMs: scheduler.now(),
    topics: carried,
  });
  return source.connect(topics$).pipe(
    failOnComplete(() => new FeedClosedError(`${feed} stream ended`, { feed })),
    failWhenStale({ feed, maxSilenceMs, scheduler }),
    map((event): FeedEvent<T> => (typeof event === 'string' ? source.decode(event) : opened())),
    announceError((error): ConnectionLost => ({ kind: 'lost', feed, connection: shard, atMs: scheduler.now(), error })),
    retryWithBackoff({
      ...backoff,
      random,
      scheduler,
      isSignOfLife: ({ kind }) => kind !== 'opened' && kind !== 'lost',
    }),
    takeUntil(isDropped$),
  );
}
