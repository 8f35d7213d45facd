import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  share,
  shareReplay,
  throwError,
  timer,
  withLatestFrom,
  type Observable,
} from 'rxjs';
import { TopicWatch } from '../core/feeds/topicWatch.js';
import { FeedClosedError, StaleFeedError } from '../domain/errors.js';
import type {
  ConnectionLost,
  ConnectionOpened,
  ConnectionTraffic,
  ConnectionWaiting,
  FeedEvent,
  IgnoredFrame,
  Topic,
  TopicsSilent,
} from '../domain/feed.js';
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
type Counted = { -readonly [K in keyof ConnectionTraffic]: ConnectionTraffic[K] };

/** Long enough for the paced unsubscribe frames of a full connection to leave before the streams are asked for again. */
const resubscribePauseMs = 2_000;

/** A pong shows life, but is no frame. */
const signOfLife: IgnoredFrame = { kind: 'ignored', frames: 0 };

/** One connection that heals itself. Every feed is this, with other parts; the order is fixed. */
export function connection<T extends { readonly kind: string }>(deps: ConnectionDeps<T>): Observable<FeedEvent<T>> {
  const { feed, source, connection, maxSilenceMs, backoff, random, scheduler } = deps;
  return defer(() => {
    const traffic: Counted = { frames: 0, lastFrameAtMs: undefined };
    return defer(() => attempt(traffic)).pipe(
      announceError((error): ConnectionLost => ({ kind: 'lost', feed, connection, atMs: scheduler.now(), error })),
      retryWithBackoff<FeedEvent<T>>({ ...backoff, random, scheduler, isSignOfLife: isDelivery }),
    );
  });

  function attempt(traffic: Counted): Observable<FeedEvent<T>> {
    const watch = source.labels && new TopicWatch(source.labels);
    let isOpen = false;
    const silence$ = watch ? silence(watch, deps).pipe(filter(() => isOpen)) : EMPTY;
    let carried: Topics = new Set();
    const wanted$ = deps.topics$.pipe(
      map((topics) => {
        watch?.expect(topics);
        carried = topics;
        return topics;
      }),
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const heard = (frames: number): void => {
      traffic.frames += frames;
      traffic.lastFrameAtMs = scheduler.now();
    };
    const read = (event: SocketEvent): FeedEvent<T> => {
      if (isFrame(event)) {
        heard(1);
        watch?.hear(event);
        return source.decode(event);
      }
      if (event.kind === 'socketOpened') {
        isOpen = true;
        return opened(deps, carried, traffic);
      }
      if (event.kind === 'waiting') return waiting(deps);
      const life = event.kind === 'pong' ? signOfLife : event;
      heard(life.frames ?? 1);
      return life;
    };
    const isNews = (frame: Frame): boolean => watch?.isNews(frame) ?? false;
    const socket$ = source.connect(merge(wanted$, resubscriptions(silence$, deps)), isNews).pipe(
      failOnComplete(() => new FeedClosedError(`${feed} stream ended`, { feed })),
      failWhenStale({ feed, maxSilenceMs, scheduler }),
      catchError((error: unknown) => throwError(() => explained(error, watch, source.whenNeverHeard))),
      map(read),
    );
    // What is wanted is known before the socket is open: a connection that opens says what it carries.
    return merge(wanted$.pipe(ignoreElements()), socket$, silence$);
  }
}

/** Says more of the silence of a connection that never sent anything of what it was subscribed to. */
function explained(error: unknown, watch: TopicWatch<Frame> | undefined, hint: string | undefined): unknown {
  if (!(error instanceof StaleFeedError) || hint === undefined || !watch?.isNothingHeard) return error;
  return new StaleFeedError(`${error.message}: ${hint}`, error.details, { cause: error });
}

/** Data or a reply of the exchange, not news about the connection itself. */
export const isDelivery = ({ kind }: { readonly kind: string }): boolean =>
  kind !== 'waiting' && kind !== 'opened' && kind !== 'lost' && kind !== 'closed' && kind !== 'silent';

const waiting = ({ feed, connection, scheduler }: ConnectionParts): ConnectionWaiting => ({
  kind: 'waiting',
  feed,
  connection,
  atMs: scheduler.now(),
});

const opened = (
  { feed, connection, replaces, scheduler }: ConnectionParts,
  topics: Topics,
  traffic: ConnectionTraffic,
): ConnectionOpened => ({ kind: 'opened', feed, connection, atMs: scheduler.now(), topics, replaces, traffic });

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
    // What is being subscribed anew is not let go again for having been silent meanwhile.
    exhaustMap(([{ topics: silent }, topics]) =>
      concat(of(new Set([...topics].filter((topic) => !silent.has(topic)))), all$),
    ),
  );
}
