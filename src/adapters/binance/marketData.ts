import { defer, map, mergeMap, of, throwError, type Observable } from 'rxjs';
import type { z } from 'zod';
import type { FeedSource, MarketData } from '../../ports/marketData.js';
import { decodeKlines } from './decodeKlines.js';
import { decodePrices } from './decodePrices.js';
import { toInstrument, toTicker24h } from './mapper.js';
import { binanceDefaults, type BinanceOptions, type BinanceSettings } from './options.js';
import { readKlineRows } from './readKlineRows.js';
import { replyError } from './readReply.js';
import { readRows } from './readRows.js';
import { instrumentsRequest, klinesRequest, serverTimeRequest, tickers24hRequest } from './requests.js';
import { restClient, type RestReply } from './rest.js';
import { socket } from './socket.js';
import { subscriptionFrames } from './subscriptions.js';
import { instrumentSchema, ticker24hSchema } from './wire.js';

export interface BinanceMarketData extends MarketData {
  /** Ends every REST connection; requests under way fail, waiting ones never leave. Sockets end with their feeds. */
  readonly close: () => Promise<void>;
}

/** The public data of Binance USD-M futures, or of anything that speaks its wire. Nothing is opened before it is asked. */
export function binanceMarketData(options: BinanceOptions): BinanceMarketData {
  const settings: BinanceSettings = { ...binanceDefaults, ...options };
  const rest = restClient(settings);

  return {
    klines: { connect: connector(settings, 'kline'), decode: decodeKlines },
    prices: { connect: connector(settings, 'price'), decode: decodePrices(settings.onBadRow) },

    fetchInstruments: () =>
      rest.get(instrumentsRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body.symbols, instrumentSchema, 'symbols', settings)),
        map((rows) => rows.map(toInstrument)),
      ),
    fetchTickers24h: () =>
      rest.get(tickers24hRequest).pipe(
        mergeMap((reply) => goodRows(reply, reply.body, ticker24hSchema, '', settings)),
        map((rows) => rows.map(toTicker24h)),
      ),
    fetchServerTime: () =>
      rest
        .get(serverTimeRequest)
        .pipe(map(({ body, sentAtMs, receivedAtMs }) => ({ serverTimeMs: body.serverTime, sentAtMs, receivedAtMs }))),
    fetchKlines: (query) =>
      defer(() => rest.get(klinesRequest(query))).pipe(
        mergeMap((reply) => {
          const read = readKlineRows(reply.body, query, reply.sentAtMarketMs);
          return read.kind === 'klines' ? of(read.klines) : throwError(() => replyError(reply, read.reason));
        }),
      ),

    budget$: rest.budget$,
    close: rest.close,
  };
}

// Klines and prices both travel on the market route; on any other the venue accepts a subscription and stays silent.
function connector(settings: BinanceSettings, feed: string): FeedSource<never>['connect'] {
  const { streamUrl, streamProxyUrl: proxyUrl } = settings;
  const url = `${streamUrl.replace(/\/$/, '')}/market/stream`;
  return (topics$) => socket({ ...settings, feed, url, proxyUrl }, subscriptionFrames(topics$, settings));
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
