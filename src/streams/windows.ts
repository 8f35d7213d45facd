import {
  connect,
  defer,
  EMPTY,
  expand,
  filter,
  groupBy,
  interval,
  map,
  merge,
  mergeMap,
  share,
  switchMap,
  takeUntil,
  type GroupedObservable,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import {
  SeriesSequencer,
  type FetchWanted,
  type SequencerStep,
  type SeriesEvent,
} from '../core/windows/seriesSequencer.js';
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

/** Something that happens to a series that is wanted. */
type Arrival = { readonly series: SeriesKey } & SeriesEvent;

/** A series is wanted from now on, or no longer. */
interface Edge {
  readonly series: SeriesKey;
  readonly kind: 'entered' | 'left';
  readonly sequencer: SeriesSequencer;
}

type Routed = Arrival | Edge;

/** How often the due closes are looked for. */
const dueCheckMs = 1_000;

/**
 * Keeps a warm, gap-free window of closed klines for every wanted series and emits what happens to it. Each series is a
 * `warmUp` (snapshot, then live) whose events go through its `SeriesSequencer`; holes, late closes and reconnects are
 * repaired by fetching exactly the missing klines. Silence of one series is never an error of the feed.
 *
 * What is the same for every series stands behind the `groupBy`, once: operators of its own cost a series more memory
 * than the klines of a short window.
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
    const routed$: Observable<Routed> = merge(
      merge(closes$, reconnected$).pipe(filter(({ series }) => sequencers.has(series))),
      interval(dueCheckMs, transport).pipe(mergeMap(() => overdue(sequencers, deps))),
      series$.pipe(mergeMap((wanted) => changeWanted(sequencers, wanted, size))),
    );
    const apply = ({ series, ...event }: Arrival): Step => {
      const sequencer = sequencers.get(series)!;
      return { series, sequencer, ...sequencer.apply(event) };
    };
    return routed$.pipe(
      connect((shared$) => {
        const edges$ = shared$.pipe(filter(isEdge));
        const isOver = (series: SeriesKey) => edges$.pipe(filter((edge) => edge.series === series));
        const repaired = ({ series, fetch }: Step): Observable<Step> =>
          fetch ? fetchRows(series, fetch, deps).pipe(map(apply), takeUntil(isOver(series))) : EMPTY;
        const steps$ = shared$.pipe(
          // No `duration`: a notifier made of the group itself would keep the source subscribed for ever (RxJS 7 counts it
          // as a subscriber of the group). What stays behind for a series that left is one idle Subject.
          groupBy(({ series }) => series),
          mergeMap((group$) => warmed(group$, deps)),
          map(apply),
          expand(repaired),
        );
        return merge(edges$.pipe(map(toEdgeEvent)), steps$.pipe(mergeMap(toEvents)));
      }),
    );
  }).pipe(share());
}

interface Step extends SequencerStep {
  readonly series: SeriesKey;
  readonly sequencer: SeriesSequencer;
}

const toEvents = ({ series, sequencer, changes }: Step): readonly WindowEvent[] =>
  changes.map((change) => ({ series, sequencer, change }));

const toEdgeEvent = ({ series, sequencer, kind }: Edge): WindowEvent => ({ series, sequencer, change: { kind } });

const isEdge = (event: Routed): event is Edge => event.kind === 'entered' || event.kind === 'left';

const isArrival = (event: Routed): event is Arrival => !isEdge(event);

const isClose = (event: FeedEvent<KlineEvent>): event is KlineEvent => event.kind === 'kline' && event.kline.isClosed;

const toClose = ({ kline, exchangeTimeMs }: KlineEvent): Arrival => ({
  kind: 'close',
  series: seriesKey(kline.symbol, kline.interval),
  kline,
  exchangeTimeMs,
});

/** A connection came (back) up: its series look for what they missed while nobody listened. */
const dueIn = (topics: ReadonlySet<Topic>, exchangeNowMs: number): readonly Arrival[] =>
  [...topics].map((topic) => ({
    kind: 'due',
    series: topic as SeriesKey,
    exchangeNowMs,
    isAfterReconnect: true,
  }));

/** Adds and removes sequencers so that there is one for each wanted series, and says so. */
function changeWanted(
  sequencers: Map<SeriesKey, SeriesSequencer>,
  wanted: ReadonlySet<SeriesKey>,
  size: number,
): readonly Edge[] {
  const left = [...sequencers].filter(([series]) => !wanted.has(series));
  for (const [series] of left) sequencers.delete(series);
  const entered = [...wanted]
    .filter((series) => !sequencers.has(series))
    .map((series) => [series, new SeriesSequencer({ series, size })] as const);
  for (const [series, sequencer] of entered) sequencers.set(series, sequencer);
  return [
    ...left.map(([series, sequencer]): Edge => ({ kind: 'left', series, sequencer })),
    ...entered.map(([series, sequencer]): Edge => ({ kind: 'entered', series, sequencer })),
  ];
}

/** The series whose next close should have come by now. One that is suspect, or without klines, is always asked. */
function* overdue(
  sequencers: ReadonlyMap<SeriesKey, SeriesSequencer>,
  { market, closeGraceMs, speed }: WindowsDeps,
): Generator<Arrival> {
  const exchangeNowMs = market.now() - closeGraceMs * speed;
  for (const [series, { nextCloseTimeMs, status }] of sequencers) {
    const isOnTime = status !== 'suspect' && nextCloseTimeMs >= exchangeNowMs;
    if (!isOnTime && status !== 'warming' && status !== 'dead') yield { kind: 'due', series, exchangeNowMs };
  }
}

/** What comes of one series while it is wanted: its snapshot, then what is live. */
const warmed = (group$: GroupedObservable<SeriesKey, Routed>, deps: WindowsDeps): Observable<Arrival> =>
  group$.pipe(
    filter(isEdge),
    switchMap(({ kind }) =>
      kind === 'left'
        ? EMPTY
        : warmUp<Arrival>({
            live$: group$.pipe(filter(isArrival)),
            snapshot: () => fetchRows(group$.key, 'snapshot', deps).pipe(map((rows) => [rows])),
            // More closes than a window has klines would push each other out of it again.
            maxHeld: deps.size,
          }),
    ),
  );

/**
 * Closed rows of a series, or the failure to get them. A snapshot is asked for again and again, a repair only once: the
 * next due check asks anew.
 */
function fetchRows(series: SeriesKey, wanted: FetchWanted, deps: WindowsDeps): Observable<Arrival> {
  const { symbol, interval } = parseSeriesKey(series);
  const query: Omit<KlineQuery, 'symbol' | 'interval'> =
    wanted === 'snapshot'
      ? { limit: deps.snapshotKlines, purpose: 'snapshot' }
      : { ...wanted, purpose: 'repair', limit: (wanted.toMs - wanted.fromMs) / intervalMs(interval) + 1 };
  const rows$ = defer(() => deps.fetchKlines({ symbol, interval, ...query })).pipe(
    map((klines): Arrival => ({ series, kind: 'rows', klines: klines.filter(({ isClosed }) => isClosed) })),
  );
  const { backoff, random, transport: scheduler } = deps;
  return (wanted === 'snapshot' ? rows$.pipe(retryWithBackoff({ ...backoff, random, scheduler })) : rows$).pipe(
    errorAsValue((error): Arrival => ({ series, kind: 'fetchFailed', error })),
  );
}
