import {
  concatMap,
  connect,
  defer,
  endWith,
  filter,
  interval,
  last,
  map,
  merge,
  takeUntil,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type {
  ConnectionClosed,
  ConnectionLost,
  ConnectionOpened,
  ConnectionTraffic,
  ConnectionWaiting,
} from '../domain/feed.js';
import type { ConnectionHealth } from '../domain/health.js';

type News = ConnectionWaiting | ConnectionOpened | ConnectionLost | ConnectionClosed;

export interface ConnectionHealthOptions {
  /** How often every connection is told again with its figures. */
  readonly periodMs: number;
  /** Transport time. */
  readonly scheduler: SchedulerLike;
}

/** What is kept of a connection that is not closed. */
interface Kept {
  readonly health: ConnectionHealth;
  readonly traffic: ConnectionTraffic;
}

const noTraffic: ConnectionTraffic = { frames: 0, lastFrameAtMs: undefined };

/**
 * The connections out of everything a feed says: each change of state at once, and every connection that is not closed
 * again from time to time, for its figures. When the feed ends, they are closed. A frame costs a look at its kind, no more.
 * Holds one entry for each connection that is not closed.
 */
export const toConnectionHealth =
  ({ periodMs, scheduler }: ConnectionHealthOptions): OperatorFunction<{ readonly kind: string }, ConnectionHealth> =>
  (events$) =>
    defer(() => {
      const kept = new Map<string, Kept>();
      return events$.pipe(
        filter(isNews),
        connect((news$) =>
          merge(
            news$.pipe(map((news) => () => changed(kept, news, scheduler.now()))),
            interval(periodMs, scheduler).pipe(
              map(() => () => refreshed(kept, scheduler.now())),
              takeUntil(news$.pipe(last(() => true, undefined))),
            ),
          ),
        ),
        concatMap((step) => step()),
        endWith('end' as const),
        concatMap((health) => (health === 'end' ? allClosed(kept, scheduler.now()) : [health])),
      );
    });

/** A feed that has ended has no connections. */
const allClosed = (kept: ReadonlyMap<string, Kept>, nowMs: number): readonly ConnectionHealth[] =>
  [...kept.values()].map(({ health, traffic }) =>
    withFigures({ ...health, state: 'closed', sinceMs: nowMs, isRefresh: false }, traffic, nowMs),
  );

const isNews = (event: { readonly kind: string }): event is News =>
  event.kind === 'opened' || event.kind === 'lost' || event.kind === 'waiting' || event.kind === 'closed';

function changed(kept: Map<string, Kept>, news: News, nowMs: number): readonly ConnectionHealth[] {
  const key = `${news.feed} ${news.connection}`;
  const before = kept.get(key);
  // It says so again and again while it waits; and what was never told need not be taken back.
  if (news.kind === 'waiting' && before?.health.state === 'waiting') return [];
  if (news.kind === 'closed' && !before) return [];
  const traffic = news.kind === 'opened' ? news.traffic : (before?.traffic ?? noTraffic);
  const health = withFigures({ ...stateAfter(news, before?.health), isRefresh: false }, traffic, nowMs);
  if (news.kind === 'closed') kept.delete(key);
  else kept.set(key, { health, traffic });
  return [health];
}

type State = Omit<ConnectionHealth, 'frames' | 'lastFrameAgeMs' | 'isRefresh'>;

function stateAfter(news: News, before: ConnectionHealth | undefined): State {
  const { feed, connection, atMs: sinceMs } = news;
  const who = { kind: 'connection', feed, connection, sinceMs } as const;
  const attempt = before?.attempt ?? 0;
  switch (news.kind) {
    case 'waiting':
      return { ...who, state: 'waiting', attempt, cause: before?.cause };
    case 'opened':
      return { ...who, state: 'open', attempt: 0, cause: undefined };
    case 'lost':
      return { ...who, state: 'retrying', attempt: attempt + 1, cause: news.error };
    case 'closed':
      return { ...who, state: 'closed', attempt, cause: undefined };
  }
}

const refreshed = (kept: ReadonlyMap<string, Kept>, nowMs: number): readonly ConnectionHealth[] =>
  [...kept.values()].map(({ health, traffic }) => withFigures({ ...health, isRefresh: true }, traffic, nowMs));

function withFigures(
  state: State & Pick<ConnectionHealth, 'isRefresh'>,
  { frames, lastFrameAtMs }: ConnectionTraffic,
  nowMs: number,
): ConnectionHealth {
  // A clock that was set back makes nothing younger than new.
  const lastFrameAgeMs = lastFrameAtMs === undefined ? undefined : Math.max(0, nowMs - lastFrameAtMs);
  return { ...state, frames, lastFrameAgeMs };
}
