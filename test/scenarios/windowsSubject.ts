import { concat, defer, map, NEVER, of, ReplaySubject, type Observable } from 'rxjs';
import type { FeedEvent, KlineEvent, Topic } from '../../src/domain/feed.js';
import type { Kline } from '../../src/domain/kline.js';
import type { SeriesKey } from '../../src/domain/series.js';
import type { ScenarioInputs, Subject } from '../../src/marbles/index.js';
import type { KlineQuery } from '../../src/ports/marketData.js';
import { windows } from '../../src/streams/windows.js';
import { klineAt } from '../support/klines.js';
import { digits, marketTime, numbersOf, oneMinute, toldOf, type DrawnClose } from './numberedKlines.js';

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
    return { out: events$.pipe(toldOf(digits)), ETHUSDT: events$.pipe(toldOf(oneMinute('ETHUSDT'))), asked: asked$ };
  },
};

type Drawn = number | string | DrawnClose;

const only = (series: SeriesKey): Observable<ReadonlySet<SeriesKey>> => concat(of(new Set([series])), NEVER);

function toFeedEvent(drawn: Drawn): FeedEvent<KlineEvent> {
  if (typeof drawn === 'string') {
    const topics: ReadonlySet<Topic> = new Set([digits, oneMinute('ETHUSDT')]);
    const traffic = { frames: 0, lastFrameAtMs: undefined };
    return { kind: 'opened', feed: 'kline', connection: 1, atMs: 0, topics, replaces: undefined, traffic };
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
  const what = fromMs === undefined || toMs === undefined ? `${limit} klines` : numbersOf({ fromMs, toMs });
  return symbol === 'BTCUSDT' ? what : `${symbol} ${what}`;
}
