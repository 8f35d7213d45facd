import { defer, map, mergeMap, of, throwError, type Observable } from 'rxjs';
import type { z } from 'zod';
import type { FeedSource, Frame, MarketData } from '../../ports/marketData.js';
import type { ConnectionGovernor } from './connectionGovernor.js';
import { decodeFormingKlines, decodeKlines } from './decodeKlines.js';
import { decodeMarkPrices } from './decodeMarkPrices.js';
import { decodePrices } from './decodePrices.js';
import type { FrameReader } from './frameSocket.js';
import { holdForming } from './holdForming.js';
import { isFormingKline } from './isFormingKline.js';
import { toBookTicker, toInstrument, toOpenInterest, toTicker24h } from './mapper.js';
import type { BinanceSettings } from './options.js';
import { readKlineRows } from './readKlineRows.js';
import { replyError } from './readReply.js';
import { readRows } from './readRows.js';
import {
  bookTickersRequest,
  instrumentsRequest,
  klinesRequest,
  openInterestRequest,
  serverTimeRequest,
  tickers24hRequest,
} from './requests.js';
import type { RestClient, RestReply } from './rest.js';
import { skim } from './skim.js';
import { socket } from './socket.js';
import { subscriptionFrames } from './subscriptions.js';
import { streamName, streamOf } from './topics.js';
import { bookTickerSchema, instrumentSchema, ticker24hSchema } from './wire.js';

type IsNews = (frame: Frame) => boolean;

const labels = { for: streamName, of: streamOf };

/** The public half of the venue, over a REST client and a connection governor that others may share. */
export function marketData(settings: BinanceSettings, rest: RestClient, governor: ConnectionGovernor): MarketData {
  const { formingKlinesPeriodMs: periodMs, scheduler } = settings;
  const closedOnly = (isNews: IsNews): FrameReader => ({
    read: skim({ carriesNothing: isFormingKline, isNews, now: () => scheduler.now() }),
  });
  const klines =
    periodMs === null
      ? { connect: connector(settings, governor, 'kline', closedOnly), decode: decodeKlines }
      : {
          connect: connector(settings, governor, 'kline', (isNews) => holdForming({ periodMs, isNews })),
          decode: decodeFormingKlines,
        };
  const heard = { labels, whenNeverHeard: routeHint(settings.streamUrl) };
  return {
    klines: { ...klines, ...heard },
    prices: { connect: connector(settings, governor, 'price'), decode: decodePrices(settings.onBadRow), ...heard },
    markPrices: {
      connect: connector(settings, governor, 'markPrice'),
      decode: decodeMarkPrices(settings.onBadRow),
      ...heard,
    },

    fetchInstruments: () =>
      rest.send(instrumentsRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body.symbols, instrumentSchema, 'symbols', settings)),
        map((rows) => rows.map(toInstrument)),
      ),
    fetchTickers24h: () =>
      rest.send(tickers24hRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body, ticker24hSchema, '', settings)),
        map((rows) => rows.map(toTicker24h)),
      ),
    fetchBookTickers: () =>
      rest.send(bookTickersRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body, bookTickerSchema, '', settings)),
        map((rows) => rows.map(toBookTicker)),
      ),
    fetchOpenInterest: (symbol) =>
      rest.send(openInterestRequest(symbol)).pipe(
        mergeMap((reply) => {
          const { symbol: found } = reply.body;
          if (found === symbol) return of(toOpenInterest(reply.body));
          return throwError(() => replyError(reply, `symbol: expected ${symbol}, found ${found}`));
        }),
      ),
    fetchServerTime: (options) =>
      rest
        .send({ ...serverTimeRequest, ...options })
        .pipe(map(({ body, sentAtMs, receivedAtMs }) => ({ serverTimeMs: body.serverTime, sentAtMs, receivedAtMs }))),
    fetchKlines: (query) =>
      defer(() => rest.send(klinesRequest(query))).pipe(
        mergeMap((reply) => {
          const read = readKlineRows(reply.body, query, reply.sentAtMarketMs);
          return read.kind === 'klines' ? of(read.klines) : throwError(() => replyError(reply, read.reason));
        }),
      ),

    budget$: rest.budget$,
  };
}

const route = '/market/stream';

const routeHint = (streamUrl: string): string =>
  `${marketUrl(streamUrl)} took the subscription and sent nothing, as the venue does on a wrong or missing route; ` +
  `klines and prices come only on ${route} of the root of its streams`;

const marketUrl = (streamUrl: string): string => `${streamUrl.replace(/\/$/, '')}${route}`;

// All of these travel on the market route; on any other the venue accepts a subscription and stays silent.
function connector(
  settings: BinanceSettings,
  governor: ConnectionGovernor,
  feed: string,
  readerFor?: (isNews: IsNews) => FrameReader,
): FeedSource<never>['connect'] {
  const { streamUrl, streamProxyUrl: proxyUrl } = settings;
  const url = marketUrl(streamUrl);
  const target = { ...settings, feed, url, proxyUrl, emitsPongs: false };
  return (topics$, isNews = () => false) =>
    governor.admit((onHandshake) =>
      socket(
        { ...target, ...(readerFor && { reader: readerFor(isNews) }), onHandshake },
        subscriptionFrames(topics$, settings),
      ),
    );
}

/** The readable rows; the others go to `onBadRow`. A list of which nothing can be read is a wrong answer. */
function goodRows<T>(
  reply: RestReply<unknown>,
  rows: readonly unknown[],
  schema: z.ZodType<T>,
  place: string,
  { onBadRow }: BinanceSettings,
): Observable<readonly T[]> {
  const { good, bad } = readRows(rows, schema, place);
  const [firstBad] = bad;
  if (firstBad && good.length === 0) return throwError(() => replyError(reply, firstBad.reason));
  bad.forEach(onBadRow);
  return of(good);
}
