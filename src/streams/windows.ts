import {
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  groupBy,
  interval,
  map,
  merge,
  mergeMap,
  of,
  share,
  takeUntil,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { SeriesSequencer, type FetchWanted, type SeriesEvent } from '../core/windows/seriesSequencer.js';
import type { FeedEvent, KlineEvent, Topic } from '../domain/feed.js';
import { intervalMs, type Kline } from '../domain/kline.js';
import { parseSeriesKey, seriesKey, type SeriesKey } from '../domain/series.js';
import type { WindowChange } from '../domain/window.js';
import { retryWithBackoff } from '../operators/retryWithBackoff.js';
import { warmUp } from '../operators/warmUp.js';
import type { KlineQuery } from '../ports/marketData.js';
import type { FeedBackoff } from './feed.js';
import { errorAsValue } from './health.js';

/** A change of one window, with the window it happened to: a live view, `undefined` once the series has left. */
export interface WindowEvent {
  readonly series: SeriesKey;
  readonly sequencer: SeriesSequencer;
  readonly change: WindowChange | { readonly kind: 'left' } | { readonly kind: 'entered' };
}

export interface WindowsDeps {
  /** The series to keep warm. */
  readonly series$: Observable<ReadonlySet<SeriesKey>>;
  /** The kline feed. Subscribed before any snapshot is asked for. */
  readonly feed$: Observable<FeedEvent<KlineEvent>>;
  readonly fetchKlines: (query: KlineQuery) => Observable<readonly Kline[]>;
  /** Klines a window holds. */
  readonly size: number;
  /** Rows of a snapshot: the most that cost the same. */
  readonly snapshotKlines: number;
  /** How long after its close time a kline may be on its way (transport time) before it is fetched. */
  readonly closeGraceMs: number;
  /** Market milliseconds per transport millisecond. */
  readonly speed: number;
  readonly backoff: FeedBackoff;
  readonly random: () => number;
  /** Market time: what is due. */
  readonly market: SchedulerLike;
  /** Transport time: how often to look, and when to ask again. */
  readonly transport: SchedulerLike;
}

type Routed = { readonly series: SeriesKey } & (
  SeriesEvent | { readonly kind: 'enter'; readonly sequencer: SeriesSequencer } | { readonly kind: 'leave' }
);

/** How often the due closes are looked for. */
const dueCheckMs = 1_000;

/**
 * Keeps a warm, gap-free window of closed klines for every wanted series and emits what happens to it. Each series is a
 * `warmUp` (snapshot, then live) through its `SeriesSequencer`; holes, late closes and reconnects are repaired by
 * fetching exactly the missing klines. Silence of one series is never an error of the feed.
 */
export function windows(deps: WindowsDeps): Observable<WindowEvent> {
  const { feed$, series$, market, transport, size } = deps;
  return defer(() => {
    const sequencers = new Map<SeriesKey, SeriesSequencer>();
    const closes$ = feed$.pipe(filter(isClose), map(toClose));
    const reconnected$ = feed$.pipe(
      filter((event) => event.kind === 'opened'),
      mergeMap(({ topics }) => dueIn(topics, market.now())),
    );
    return merge(
      merge(closes$, reconnected$).pipe(filter(({ series }) => sequencers.has(series))),
      interval(dueCheckMs, transport).pipe(mergeMap(() => overdue(sequencers, deps))),
      series$.pipe(mergeMap((wanted) => changeWanted(sequencers, wanted, size))),
    ).pipe(
      // No `duration`: a notifier made of the group itself would keep the source subscribed for ever (RxJS 7 counts it as a
      // subscriber of the group). What stays behind for a series that left is one idle Subject.
      groupBy(({ series }) => series),
      mergeMap((group$) => seriesWindow(group$, deps)),
    );
  }).pipe(share());
}

const isClose = (event: FeedEvent<KlineEvent>): event is KlineEvent => event.kind === 'kline' && event.kline.isClosed;

const toClose = ({ kline, exchangeTimeMs }: KlineEvent): Routed => ({
  kind: 'close',
  series: seriesKey(kline.symbol, kline.interval),
  kline,
  exchangeTimeMs,
});

/** A connection came (back) up: its series look for what they missed while nobody listened. */
const dueIn = (topics: ReadonlySet<Topic>, exchangeNowMs: number): readonly Routed[] =>
  [...topics].map((topic) => ({
    kind: 'due',
    series: topic as SeriesKey,
    exchangeNowMs,
    isAfterReconnect: true,
  }));

/** Adds and removes sequencers so that there is one for each wanted series, and says so to the groups. */
function changeWanted(
  sequencers: Map<SeriesKey, SeriesSequencer>,
  wanted: ReadonlySet<SeriesKey>,
  size: number,
): readonly Routed[] {
  const left = [...sequencers.keys()].filter((series) => !wanted.has(series));
  for (const series of left) sequencers.delete(series);
  const entered = [...wanted]
    .filter((series) => !sequencers.has(series))
    .map((series) => ({ series, sequencer: new SeriesSequencer({ series, size }) }));
  for (const { series, sequencer } of entered) sequencers.set(series, sequencer);
  return [
    ...left.map((series) => ({ kind: 'leave' as const, series })),
    ...entered.map((entry) => ({ kind: 'enter' as const, ...entry })),
  ];
}

/** The series whose next close should have come by now. One that is suspect, or without klines, is always asked. */
function* overdue(
  sequencers: ReadonlyMap<SeriesKey, SeriesSequencer>,
  { market, closeGraceMs, speed }: WindowsDeps,
): Generator<Routed> {
  const exchangeNowMs = market.now() - closeGraceMs * speed;
  for (const [series, { nextCloseTimeMs, status }] of sequencers) {
    const isOnTime = status !== 'suspect' && nextCloseTimeMs >= exchangeNowMs;
    if (!isOnTime && status !== 'warming' && status !== 'dead') yield { kind: 'due', series, exchangeNowMs };
  }
}

function seriesWindow(group$: Observable<Routed>, deps: WindowsDeps): Observable<WindowEvent> {
  const isLeave = ({ kind }: Routed): boolean => kind === 'leave';
  return group$.pipe(
    filter((event) => event.kind === 'enter'),
    mergeMap(({ series, sequencer }) => {
      const toEvent = (change: WindowEvent['change']): WindowEvent => ({ series, sequencer, change });
      const changes$ = sequenced(group$.pipe(filter(isSeriesEvent)), sequencer, deps);
      return concat(
        of({ kind: 'entered' } as const),
        changes$.pipe(takeUntil(group$.pipe(filter(isLeave)))),
        of({ kind: 'left' } as const),
      ).pipe(map(toEvent));
    }),
  );
}

const isSeriesEvent = (event: Routed): event is Routed & SeriesEvent =>
  event.kind !== 'enter' && event.kind !== 'leave';

/** The warm-up (snapshot, then live) through the sequencer; what it asks for is fetched and fed back. */
function sequenced(
  live$: Observable<SeriesEvent>,
  sequencer: SeriesSequencer,
  deps: WindowsDeps,
): Observable<WindowChange> {
  const fetched = (wanted: FetchWanted): Observable<SeriesEvent> =>
    fetchRows(sequencer.series, wanted, deps).pipe(
      errorAsValue((error): SeriesEvent => ({ kind: 'fetchFailed', error })),
    );
  return warmUp<SeriesEvent>({
    live$,
    snapshot: () => fetched('snapshot').pipe(map((rows) => [rows])),
    // More closes than a window has klines would push each other out of it again.
    maxHeld: sequencer.window.size,
  }).pipe(
    map((event) => sequencer.apply(event)),
    expand(({ fetch }) => (fetch ? fetched(fetch).pipe(map((event) => sequencer.apply(event))) : EMPTY)),
    mergeMap(({ changes }) => changes),
  );
}

/** Closed rows of a series. A snapshot is asked for again and again, a repair only once: the next due check asks anew. */
function fetchRows(series: SeriesKey, wanted: FetchWanted, deps: WindowsDeps): Observable<SeriesEvent> {
  const { symbol, interval } = parseSeriesKey(series);
  const rows = (query: Omit<KlineQuery, 'symbol' | 'interval'>): Observable<SeriesEvent> =>
    defer(() => deps.fetchKlines({ symbol, interval, ...query })).pipe(
      map((klines): SeriesEvent => ({ kind: 'rows', klines: klines.filter(({ isClosed }) => isClosed) })),
    );
  if (wanted === 'snapshot') {
    const retry = retryWithBackoff<SeriesEvent>({ ...deps.backoff, random: deps.random, scheduler: deps.transport });
    return rows({ limit: deps.snapshotKlines, purpose: 'snapshot' }).pipe(retry);
  }
  return rows({ ...wanted, purpose: 'repair', limit: (wanted.toMs - wanted.fromMs) / intervalMs(interval) + 1 });
}
