import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  NEVER,
  of,
  shareReplay,
  switchMap,
  type Observable,
} from 'rxjs';
import type { Config } from '../../config/schema.js';
import { allPrices, type Topic } from '../../domain/feed.js';
import type { Instrument } from '../../domain/instrument.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { AccountData } from '../../ports/accountData.js';
import { isFrame, type FeedSource } from '../../ports/marketData.js';
import type { Exchange } from '../exchange/connect.js';
import { checked, type Check } from './check.js';

/** Beyond this signed requests are refused, and "now" means something else to the exchange. */
const largestGoodOffsetMs = 1_000;
const longestWaitMs = 10_000;
/** Trades every second on any venue that lists it. */
const busiest = instrumentSymbol('BTCUSDT');

/**
 * Looks at everything a scan needs of an exchange that has answered: REST, clock, listing, klines, both streams, and the
 * account when its keys are in the environment.
 */
export function exchangeChecks(exchange: Exchange, { feeds }: Config): Observable<Check> {
  const { marketData } = exchange;
  const instruments$ = marketData.fetchInstruments().pipe(shareReplay({ bufferSize: 1, refCount: true }));
  // What is wrong with the listing is said once, by its own check.
  const symbol$ = instruments$.pipe(
    map(probedSymbol),
    catchError(() => of(busiest)),
  );
  const rest$ = symbol$.pipe(
    switchMap((symbol) =>
      checked('klines over REST', marketData.fetchKlines({ symbol, interval: '5m', limit: 10 }), ({ length }) => ({
        isGood: length > 0,
        found: `${length} of ${symbol}/5m`,
      })),
    ),
  );
  const streams$ = symbol$.pipe(
    switchMap((symbol) =>
      merge(
        firstDatum('klines over WebSocket', marketData.klines, seriesKey(symbol, '1m'), feeds.klineMaxSilenceMs),
        firstDatum('prices over WebSocket', marketData.prices, allPrices, feeds.priceMaxSilenceMs),
      ),
    ),
  );
  return concat(
    checked('reachable', marketData.fetchServerTime(), ({ sentAtMs, receivedAtMs }) => ({
      isGood: true,
      found: `REST answers in ${receivedAtMs - sentAtMs} ms`,
    })),
    of(clockCheck(exchange)),
    checked('instruments', instruments$, listingVerdict),
    rest$,
    streams$,
    exchange.accountData ? accountChecks(exchange.accountData) : EMPTY,
  );
}

/** Whether the keys are good for reading the account, and for listening to it: the stream is opened, an account is silent. */
const accountChecks = ({ fetchAccount, events }: AccountData): Observable<Check> =>
  concat(
    checked('account over REST', defer(fetchAccount), ({ positions, openOrders, openAlgoOrders }) => ({
      isGood: true,
      found: `${positions.length} positions, ${openOrders.length + openAlgoOrders.length} open orders`,
    })),
    checked(
      'account over WebSocket',
      events.connect(NEVER).pipe(filter((event) => !isFrame(event) && event.kind === 'socketOpened')),
      () => ({ isGood: true, found: 'the stream is open' }),
      longestWaitMs,
    ),
  );

function clockCheck({ market, fetchTruth }: Exchange): Check {
  const what = 'clock';
  if (fetchTruth) return { what, isGood: true, found: `simulated, ${market.speed}× real time` };
  const offsetMs = Math.round(market.offsetMs);
  const found = `our clock is ${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'behind' : 'ahead'}`;
  return { what, isGood: Math.abs(offsetMs) <= largestGoodOffsetMs, found };
}

const isTrading = ({ status, contractType }: Instrument): boolean =>
  status === 'TRADING' && contractType === 'PERPETUAL';

function listingVerdict(instruments: readonly Instrument[]): Omit<Check, 'what'> {
  const trading = instruments.filter(isTrading).length;
  return { isGood: trading > 0, found: `${instruments.length} listed, ${trading} perpetuals trading` };
}

/** A recording need not have the usual symbol. */
function probedSymbol(instruments: readonly Instrument[]): InstrumentSymbol {
  const trading = instruments.filter(isTrading).map(({ symbol }) => symbol);
  return trading.includes(busiest) ? busiest : (trading[0] ?? busiest);
}

function firstDatum<T>(what: string, source: FeedSource<T>, topic: Topic, maxSilenceMs: number): Observable<Check> {
  return defer(() => {
    const startedMs = performance.now();
    const frame$ = source.connect(concat(of(new Set([topic])), NEVER)).pipe(
      filter(isFrame),
      // A forming kline is nothing a feed keeps, but it proves that the stream speaks; a reply to SUBSCRIBE does not.
      filter((frame) => frame.includes('"e":')),
    );
    const judge = (): Omit<Check, 'what'> => ({
      isGood: true,
      found: `first datum after ${Math.round(performance.now() - startedMs)} ms`,
    });
    return checked(what, frame$, judge, Math.min(longestWaitMs, maxSilenceMs));
  });
}
