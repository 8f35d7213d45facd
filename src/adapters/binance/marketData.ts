import { map, mergeMap, of, throwError } from 'rxjs';
import type { Frame, MarketData } from '../../ports/marketData.js';
import type { ConnectionGovernor } from './connectionGovernor.js';
import { closedKlineReader, connector } from './connector.js';
import { decodeFormingKlines, decodeKlines } from './decodeKlines.js';
import { decodeMarkPrices } from './decodeMarkPrices.js';
import { decodePrices } from './decodePrices.js';
import { fetchKlines } from './fetchKlines.js';
import { goodRows } from './goodRows.js';
import { holdForming } from './holdForming.js';
import { toBookTicker, toInstrument, toOpenInterest, toTicker24h } from './mapper.js';
import type { BinanceSettings } from './options.js';
import { replyError } from './readReply.js';
import {
  bookTickersRequest,
  futuresKlines,
  instrumentsRequest,
  openInterestRequest,
  serverTimeRequest,
  tickers24hRequest,
} from './requests.js';
import type { RestClient } from './rest.js';
import { streamName, streamOf } from './topics.js';
import { bookTickerSchema, instrumentSchema, ticker24hSchema } from './wire.js';

const labels = { for: streamName, of: streamOf };

/** The public half of the venue, over a REST client and a connection governor that others may share. */
export function marketData(settings: BinanceSettings, rest: RestClient, governor: ConnectionGovernor): MarketData {
  const { formingKlinesPeriodMs: periodMs, streamUrl, onBadRow } = settings;
  // All of these travel on the market route; on any other the venue accepts a subscription and stays silent.
  const url = `${streamUrl.replace(/\/$/, '')}${route}`;
  const heard = { labels, whenNeverHeard: routeHint(url) };
  const readerFor =
    periodMs === null
      ? closedKlineReader(settings)
      : (isNews: (frame: Frame) => boolean) => holdForming({ periodMs, isNews });
  return {
    klines: {
      connect: connector(settings, governor, { feed: 'kline', url, readerFor }),
      decode: periodMs === null ? decodeKlines : decodeFormingKlines,
      ...heard,
    },
    prices: {
      connect: connector(settings, governor, { feed: 'price', url }),
      decode: decodePrices(onBadRow),
      ...heard,
    },
    markPrices: {
      connect: connector(settings, governor, { feed: 'markPrice', url }),
      decode: decodeMarkPrices(onBadRow),
      ...heard,
    },

    fetchInstruments: () =>
      rest.send(instrumentsRequest).pipe(
        mergeMap((reply) =>
          goodRows(reply, reply.body.symbols, { schema: instrumentSchema, place: 'symbols', onBadRow }),
        ),
        map((rows) => rows.map(toInstrument)),
      ),
    fetchTickers24h: () =>
      rest.send(tickers24hRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body, { schema: ticker24hSchema, place: '', onBadRow })),
        map((rows) => rows.map(toTicker24h)),
      ),
    fetchBookTickers: () =>
      rest.send(bookTickersRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body, { schema: bookTickerSchema, place: '', onBadRow })),
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
    fetchKlines: fetchKlines(rest, futuresKlines),

    budget$: rest.budget$,
  };
}

const route = '/market/stream';

const routeHint = (url: string): string =>
  `${url} took the subscription and sent nothing, as the venue does on a wrong or missing route; ` +
  `klines and prices come only on ${route} of the root of its streams`;
