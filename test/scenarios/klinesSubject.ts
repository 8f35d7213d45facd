import {
  concat,
  defer,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  ReplaySubject,
  tap,
  type Observable,
} from 'rxjs';
import type { HttpReply } from '../../src/adapters/binance/httpClient.js';
import { ConnectionGovernor } from '../../src/adapters/binance/connectionGovernor.js';
import { marketData } from '../../src/adapters/binance/marketData.js';
import { binanceDefaults, type BinanceSettings } from '../../src/adapters/binance/options.js';
import { subscriptionFrames } from '../../src/adapters/binance/subscriptions.js';
import type { KlineEvent } from '../../src/domain/feed.js';
import type { SeriesKey } from '../../src/domain/series.js';
import type { ScenarioInputs, ScenarioParams, Subject } from '../../src/marbles/index.js';
import type { FeedSource, SocketEvent } from '../../src/ports/marketData.js';
import type { FeedBackoff } from '../../src/streams/feed.js';
import { heldHealth } from '../../src/streams/heldHealth.js';
import { klineFeed } from '../../src/streams/klineFeed.js';
import { windows } from '../../src/streams/windows.js';
import { klineAt } from '../support/klines.js';
import { restOver, type AskVenue } from '../support/restOver.js';
import { beside } from './drawnSocket.js';
import { clockSample, digits, marketTime, numberOf, oneMinute, toldOf, type DrawnClose } from './numberedKlines.js';
import { tellConnection } from './tellConnection.js';
import { klineFrame, rowsReply, type WireReply } from './venueWords.js';

const hourMs = 3_600_000;

/**
 * The real kline feed with the real windows behind it, and between them and the drawing the adapter's own reading of
 * frames and answers, its budget of request weight and its control frames. 1m series; kline `n` opens `n` minutes after
 * the scenario begins.
 *
 * Inputs: `series` (BTCUSDT/1m when not drawn), and cold `connection`, `snapshot` and `repair`, a line for each attempt in
 * turn. On a connection `o` is that it is open, a digit the final of this kline of BTCUSDT, anything else a `frame` or a
 * `close`. An answer is the list of its rows by number, to the one behind the last that is wanted, or a `reply`.
 * `clock` is by how many seconds the exchange's clock is off from then on; `clockBehind` is how far it is behind at first.
 * Outputs: `out` and `ETHUSDT` tell what happens to the windows; `held`, drawn before them, how many closes wait for a
 * snapshot; `news` what the feed tells of its connections; `asked` every request that leaves; `sent` every control frame.
 */
export const klinesSubject: Subject = {
  cold: ['connection', 'snapshot', 'repair'],
  run: (inputs, params, scheduler) => {
    const backoff = backoffOf(params);
    const asked$ = new ReplaySubject<string>(Infinity);
    const sent$ = new ReplaySubject<string>(Infinity);
    const market = marketTime(scheduler, -params.durationMs('clockBehind', 0));
    const clock$ = inputs.has('clock') ? (inputs.get('clock') as Observable<number>) : NEVER;
    const settings: BinanceSettings = {
      ...binanceDefaults,
      restUrl: '',
      streamUrl: '',
      topicsPerSubscribe: params.number('topicsPerSubscribe', binanceDefaults.topicsPerSubscribe),
      marketNow: () => market.now(),
      scheduler,
    };
    const ask: AskVenue = (url, query) =>
      defer(() => {
        asked$.next(describe(query));
        const times = { sentAtMs: scheduler.now(), sentAtMarketMs: market.now() };
        return answer(inputs, query).pipe(
          map((drawn): HttpReply => ({ ...drawn, ...times, url, receivedAtMs: scheduler.now() })),
        );
      });
    const venue = marketData(settings, restOver(ask, settings), new ConnectionGovernor(settings));
    const connect: FeedSource<KlineEvent>['connect'] = (topics$) =>
      beside(
        subscriptionFrames(topics$, settings).pipe(tap((text) => sent$.next(controlFrame(text)))),
        inputs.get('connection'),
      ).pipe(map((drawn) => toSocketEvent(drawn as Drawn)));
    const series$ = inputs.has('series')
      ? (inputs.get('series') as Observable<ReadonlySet<SeriesKey>>)
      : concat(of(new Set([digits])), NEVER);
    const feed$ = klineFeed({
      ...feedParts(params),
      backoff,
      source: { ...venue.klines, connect },
      topics$: series$,
      scheduler,
    });
    const size = params.number('size');
    const steps$ = clock$.pipe(
      tap((offS) => market.sync([clockSample(scheduler.now(), offS * 1_000)])),
      ignoreElements(),
    );
    const events$ = windows({
      series$,
      feed$,
      fetchKlines: venue.fetchKlines,
      size,
      snapshotKlines: size + 1,
      closeGraceMs: params.durationMs('grace', hourMs),
      speed: 1,
      backoff,
      random: () => 1,
      market,
      transport: scheduler,
    });
    return {
      out: merge(steps$, events$.pipe(toldOf(digits))),
      ETHUSDT: events$.pipe(toldOf(oneMinute('ETHUSDT'))),
      held: heldHealth({ feed$, windowEvents$: events$, periodMs: 0, scheduler }).pipe(map(({ closes }) => closes)),
      news: feed$.pipe(mergeMap(tellConnection)),
      asked: asked$,
      sent: sent$,
    };
  },
};

type Drawn = number | string | DrawnClose;

const backoffOf = (params: ScenarioParams): FeedBackoff => ({
  baseMs: params.durationMs('backoff', 30_000),
  capMs: 60_000,
  resetAfterMs: 60_000,
});

const feedParts = (params: ScenarioParams) => ({
  maxTopicsPerConnection: 100,
  maxSilenceMs: params.durationMs('maxSilence', hourMs),
  firstDatumMs: params.durationMs('firstDatum', hourMs),
  rotation: {
    lifetimeMs: params.durationMs('lifetime', 24 * hourMs),
    minuteOfHour: null,
    staggerMs: 0,
    overlapMs: params.durationMs('overlap', 10_000),
  },
  random: () => 1,
});

function toSocketEvent(drawn: Drawn): SocketEvent {
  if (drawn === 'o') return { kind: 'socketOpened' };
  if (typeof drawn === 'string') return drawn;
  const { symbol, index, price } =
    typeof drawn === 'number' ? { symbol: 'BTCUSDT', index: drawn, price: undefined } : drawn;
  const kline = klineAt(index, { key: oneMinute(symbol), ...(price !== undefined && { close: price }) });
  return klineFrame(kline, kline);
}

/** The next answer drawn for a request of this kind: all of its rows are drawn, also the one that still forms. */
const answer = (inputs: ScenarioInputs, query: URLSearchParams): Observable<WireReply> =>
  inputs.get(query.has('startTime') ? 'repair' : 'snapshot').pipe(
    map((drawn) => {
      if (!Array.isArray(drawn)) return drawn as WireReply;
      const key = oneMinute(query.get('symbol') ?? '');
      return rowsReply((drawn as readonly number[]).map((index) => klineAt(index, { key })));
    }),
  );

/** `5 klines`, `1..2` without the row behind it; with the symbol before it where that is not BTCUSDT. */
function describe(query: URLSearchParams): string {
  const [from, to, symbol] = [query.get('startTime'), query.get('endTime'), query.get('symbol') ?? ''];
  const what =
    from === null || to === null
      ? `${query.get('limit')} klines`
      : `${numberOf(Number(from))}..${numberOf(Number(to)) - 1}`;
  return symbol === 'BTCUSDT' ? what : `${symbol} ${what}`;
}

/** `SUBSCRIBE btcusdt@kline_1m` */
function controlFrame(text: string): string {
  const { method, params } = JSON.parse(text) as { method: string; params: readonly string[] };
  return [method, ...params].join(' ');
}
