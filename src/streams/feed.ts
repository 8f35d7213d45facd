import {
  concat,
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
import { assignShards, noShards } from '../core/feeds/assignShards.js';
import { rotationDelayMs, type Rotation } from '../core/feeds/rotation.js';
import type { ConnectionClosed, FeedEvent, Topic } from '../domain/feed.js';
import { makeBeforeBreak } from '../operators/makeBeforeBreak.js';
import type { FeedSource } from '../ports/marketData.js';
import { connection, isDelivery } from './connection.js';

export interface FeedBackoff {
  readonly baseMs: number;
  readonly capMs: number;
  /** A connection must have delivered for this long before the backoff starts over. */
  readonly resetAfterMs: number;
}

export interface FeedRotation extends Rotation {
  /** How long the old connection goes on beside the new one that delivers. */
  readonly overlapMs: number;
}

export interface FeedDeps<T> {
  /** `kline`, `price`, …: in errors, health and reports. */
  readonly feed: string;
  readonly source: FeedSource<T>;
  /** What the feed is to deliver. A change is subscribed and unsubscribed, nothing reconnects. */
  readonly topics$: Observable<ReadonlySet<Topic>>;
  readonly maxTopicsPerConnection: number;
  readonly maxSilenceMs: number;
  /** A topic that was not heard of for this long after its subscription is subscribed anew. */
  readonly firstDatumMs: number;
  readonly backoff: FeedBackoff;
  readonly rotation: FeedRotation;
  readonly random: () => number;
  /** Transport time: silence, backoff, rotation. */
  readonly scheduler: SchedulerLike;
}

/**
 * One feed: its topics spread over connections, each with one heartbeat and one backoff, replaced before the exchange
 * cuts it, all in one shared stream. Never completes; fails only for what no reconnect can heal.
 */
export function feed<T extends { readonly kind: string }>(deps: FeedDeps<T>): Observable<FeedEvent<T>> {
  const { topics$, maxTopicsPerConnection, rotation, scheduler } = deps;
  return defer(() => {
    let lastConnection = 0;
    const shards$ = topics$.pipe(
      scan((shards, topics) => assignShards(shards, topics, maxTopicsPerConnection), noShards),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const shardFeed = (shard: number): Observable<FeedEvent<T>> => {
      /** In the order in which they were begun; those that were let go leave a hole. */
      const connections: (number | undefined)[] = [];
      const shardTopics$ = shards$.pipe(
        map((shards) => shards.get(shard)),
        filter((topics) => topics !== undefined),
        distinctUntilChanged(),
      );
      const next$ = defer(() => {
        lastConnection += 1;
        const replaces = connections.at(-1);
        connections.push(lastConnection);
        return connection({ ...deps, connection: lastConnection, replaces, topics$: shardTopics$ });
      });
      const letGo = (index: number): readonly ConnectionClosed[] => {
        const [number] = connections.splice(index, 1, undefined);
        return number === undefined
          ? []
          : [{ kind: 'closed', feed: deps.feed, connection: number, atMs: scheduler.now() }];
      };
      const held$ = makeBeforeBreak<FeedEvent<T>>(next$, {
        replaceAfterMs: () => rotationDelayMs(scheduler.now(), shard, rotation),
        isDelivery,
        overlapMs: rotation.overlapMs,
        isLoss: ({ kind }) => kind === 'lost',
        farewell: letGo,
        scheduler,
      }).pipe(takeUntil(shards$.pipe(filter((shards) => !shards.has(shard)))));
      const rest$ = defer(() => connections.flatMap((_, index) => letGo(index)));
      return concat(held$, rest$);
    };
    return shards$.pipe(
      scan(({ after: before }, after) => ({ before, after }), { before: noShards, after: noShards }),
      concatMap(({ before, after }) => [...after.keys()].filter((shard) => !before.has(shard))),
      mergeMap(shardFeed),
    );
  }).pipe(share());
}
