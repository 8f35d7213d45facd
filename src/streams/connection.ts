import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  share,
  shareReplay,
  timer,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { TopicWatch } from '../core/feeds/topicWatch.js';
import { FeedClosedError } from '../domain/errors.js';
import type { ConnectionLost, ConnectionOpened, FeedEvent, IgnoredFrame, Topic, TopicsSilent } from '../domain/feed.js';
import { failOnComplete } from '../operators/failOnComplete.js';
import { failWhenStale } from '../operators/failWhenStale.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import { isFrame, type Frame, type SocketEvent } from '../ports/marketData.js';
import type { FeedDeps } from './feed.js';
import { announceError } from './health.js';

export interface ConnectionDeps<T> extends Omit<FeedDeps<T>, 'maxTopicsPerConnection' | 'rotation'> {
  /** Its number in the feed; a reconnect keeps it. */
  readonly connection: number;
  /** The connection it takes over from. */
  readonly replaces: number | undefined;
}

/** Who a connection is, without what it reads. */
type ConnectionParts = Omit<ConnectionDeps<unknown>, 'source'>;
type Topics = ReadonlySet<Topic>;

/** Long enough for the paced unsubscribe frames of a full connection to leave before the streams are asked for again. */
const resubscribePauseMs = 2_000;

/** A pong shows life, but is no frame. */
const signOfLife: IgnoredFrame = { kind: 'ignored', frames: 0 };

/** One connection that heals itself. Every feed is this, with other parts; the order is fixed. */
export function connection<T extends { readonly kind: string }>(deps: ConnectionDeps<T>): Observable<FeedEvent<T>> {
  const { feed, source, connection, maxSilenceMs, backoff, random, scheduler } = deps;
  return defer(attempt).pipe(
    announceError((error): ConnectionLost => ({ kind: 'lost', feed, connection, atMs: scheduler.now(), error })),
    retryWithBackoff<FeedEvent<T>>({ ...backoff, random, scheduler, isSignOfLife: isDelivery }),
  );

  function attempt(): Observable<FeedEvent<T>> {
    const watch = source.labels && new TopicWatch(source.labels);
    const silence$ = watch ? silence(watch, deps) : EMPTY;
    let carried: Topics = new Set();
    const wanted$ = deps.topics$.pipe(
      map((topics) => {
        watch?.expect(topics);
        carried = topics;
        return topics;
      }),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const read = (event: SocketEvent): FeedEvent<T> => {
      if (isFrame(event)) {
        watch?.hear(event);
        return source.decode(event);
      }
      if (event.kind === 'socketOpened') return opened(deps, carried);
      return event.kind === 'pong' ? signOfLife : event;
    };
    const isNews = (frame: Frame): boolean => watch?.isNews(frame) ?? false;
    const socket$ = source.connect(merge(wanted$, resubscriptions(silence$, deps)), isNews).pipe(
      failOnComplete(() => new FeedClosedError(`${feed} stream ended`, { feed })),
      failWhenStale({ feed, maxSilenceMs, scheduler }),
      map(read),
    );
    // What is wanted is known before the socket is open: a connection that opens says what it carries.
    return merge(wanted$.pipe(ignoreElements()), socket$, silence$);
  }
}

/** Data or a reply of the exchange, not news about the connection itself. */
export const isDelivery = ({ kind }: { readonly kind: string }): boolean =>
  kind !== 'waiting' && kind !== 'opened' && kind !== 'lost' && kind !== 'silent';

const opened = ({ feed, connection, replaces, scheduler }: ConnectionParts, topics: Topics): ConnectionOpened => ({
  kind: 'opened',
  feed,
  connection,
  atMs: scheduler.now(),
  topics,
  replaces,
});

/** The topics that have not spoken, after `firstDatumMs` and then at twice the time each: a quiet market is no fault. */
function silence(
  watch: TopicWatch<Frame>,
  { feed, connection, firstDatumMs, scheduler }: ConnectionParts,
): Observable<TopicsSilent> {
  return interval(firstDatumMs, scheduler).pipe(
    filter((count) => Number.isInteger(Math.log2(count + 1))),
    map((): TopicsSilent => ({ kind: 'silent', feed, connection, atMs: scheduler.now(), topics: watch.silent })),
    filter(({ topics }) => topics.size > 0),
    share(),
  );
}

/** What the connection is to carry while silent topics are subscribed anew: first all but these, then all. */
function resubscriptions(
  silence$: Observable<TopicsSilent>,
  { topics$, scheduler }: ConnectionParts,
): Observable<Topics> {
  const all$ = timer(resubscribePauseMs, scheduler).pipe(
    withLatestFrom(topics$),
    map(([, topics]) => topics),
  );
  return silence$.pipe(
    withLatestFrom(topics$),
    concatMap(([{ topics: silent }, topics]) =>
      concat(of(new Set([...topics].filter((topic) => !silent.has(topic)))), all$),
    ),
  );
}
