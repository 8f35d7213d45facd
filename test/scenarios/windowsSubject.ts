import {
  concat,
  defer,
  filter,
  map,
  mergeMap,
  NEVER,
  of,
  ReplaySubject,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { MarketScheduler } from '../../src/app/marketScheduler.js';
import type { FeedEvent, KlineEvent, Topic } from '../../src/domain/feed.js';
import { instrumentSymbol, type Kline } from '../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../src/domain/series.js';
import type { OpenTimeRange } from '../../src/domain/window.js';
import type { ScenarioInputs, Subject } from '../../src/marbles/index.js';
import type { KlineQuery } from '../../src/ports/marketData.js';
import { windows, type WindowEvent } from '../../src/streams/windows.js';
import { indexOf, klineAt } from '../support/klines.js';

/** A close that is not drawn as a digit: of another symbol, or at another price than its number says. */
export interface DrawnClose {
  readonly symbol: string;
  readonly index: number;
  readonly price: number | undefined;
}

const oneMinute = (symbol: string): SeriesKey => seriesKey(instrumentSymbol(symbol), '1m');
const digits = oneMinute('BTCUSDT');

/**
 * The real windows, of 1m series. Digits are klines of BTCUSDT: kline `n` opens `n` minutes after the scenario begins,
 * so with `tick 30s` kline 0 closes in column 2; those below 0 are the past. On the feed, `o` is a connection that came up.
 *
 * Inputs: `feed`, `series` (BTCUSDT/1m when not drawn), and cold `snapshot` and `repair`, a line for each request in turn.
 * A close may be late by `grace`, an hour unless told. Requests that fail are repeated after 30 s, then 60 s.
 * Outputs: `out` and `ETHUSDT` tell what happens to the windows of these symbols, a close by its number; `asked` tells
 * every request.
 */
export const windowsSubject: Subject = {
  cold: ['snapshot', 'repair'],
  run: (inputs, params, scheduler) => {
    const asked$ = new ReplaySubject<string>(Infinity);
    const events$ = windows({
      series$: inputs.has('series') ? (inputs.get('series') as Observable<ReadonlySet<SeriesKey>>) : only(digits),
      feed$: inputs.get('feed').pipe(map((drawn) => toFeedEvent(drawn as Drawn))),
      fetchKlines: (query) => defer(() => (asked$.next(describeQuery(query)), answer(inputs, query))),
      size: params.number('size'),
      snapshotKlines: params.number('size') + 1,
      closeGraceMs: params.durationMs('grace', 3_600_000),
      speed: 1,
      backoff: { baseMs: 30_000, capMs: 60_000, resetAfterMs: 0 },
      random: () => 1,
      market: marketTime(scheduler),
      transport: scheduler,
    });
    return { out: events$.pipe(told(digits)), ETHUSDT: events$.pipe(told(oneMinute('ETHUSDT'))), asked: asked$ };
  },
};

type Drawn = number | string | DrawnClose;

const only = (series: SeriesKey): Observable<ReadonlySet<SeriesKey>> => concat(of(new Set([series])), NEVER);

/** The scenario's clock, at the instant in which kline 0 opens when it begins. */
const marketTime = (base: SchedulerLike): SchedulerLike =>
  new MarketScheduler({ speed: 1, sample: { exchangeTimeMs: klineAt(0).openTimeMs, receivedAtMs: 0 }, base });

function toFeedEvent(drawn: Drawn): FeedEvent<KlineEvent> {
  if (typeof drawn === 'string') {
    const topics: ReadonlySet<Topic> = new Set([digits, oneMinute('ETHUSDT')]);
    return { kind: 'opened', feed: 'kline', connection: 1, atMs: 0, topics, replaces: undefined };
  }
  const { symbol, index, price } =
    typeof drawn === 'number' ? { symbol: 'BTCUSDT', index: drawn, price: undefined } : drawn;
  const kline = klineAt(index, { key: oneMinute(symbol), ...(price !== undefined && { close: price }) });
  return { kind: 'kline', kline, exchangeTimeMs: kline.closeTimeMs + 1 };
}

/** The next answer drawn for a request of this kind: its rows by their numbers. */
const answer = (inputs: ScenarioInputs, { symbol, fromMs }: KlineQuery): Observable<readonly Kline[]> =>
  inputs
    .get(fromMs === undefined ? 'snapshot' : 'repair')
    .pipe(map((rows) => (rows as readonly number[]).map((index) => klineAt(index, { key: oneMinute(symbol) }))));

function describeQuery({ symbol, fromMs, toMs, limit }: KlineQuery): string {
  const what = fromMs === undefined || toMs === undefined ? `${limit} klines` : numbers({ fromMs, toMs });
  return symbol === 'BTCUSDT' ? what : `${symbol} ${what}`;
}

const numberOf = (openTimeMs: number): number => indexOf({ openTimeMs, interval: '1m' });
const numbers = ({ fromMs, toMs }: OpenTimeRange): string => `${numberOf(fromMs)}..${numberOf(toMs)}`;

const told = (series: SeriesKey) => (events$: Observable<WindowEvent>) =>
  events$.pipe(
    filter((event) => event.series === series),
    mergeMap(({ change }) => tell(change)),
  );

/** Nothing for `entered`: the scenario shows it by the snapshot that is asked for. */
function tell(change: WindowEvent['change']): readonly (string | number)[] {
  switch (change.kind) {
    case 'entered':
      return [];
    case 'closed':
      return [numberOf(change.kline.openTimeMs)];
    case 'corrected':
      return [`${numberOf(change.kline.openTimeMs)} corrected to ${change.kline.close}`];
    case 'duplicate':
      return [`${numberOf(change.openTimeMs)} again`];
    case 'gap':
    case 'restarted':
      return [`${change.kind} ${numbers(change.missing)}`];
    case 'status':
      return [change.status];
    default:
      return [change.kind];
  }
}
