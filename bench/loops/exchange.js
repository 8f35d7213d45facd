import { asyncScheduler, concat, NEVER, of, scheduled, Subject } from 'rxjs';
import { seededRandom } from '../lib/random.js';
import { randomWalk } from '../lib/randomWalk.js';

export const intervals = ['1m', '5m', '15m'];
export const minuteMs = 60_000;
const intervalMs = { '1m': minuteMs, '5m': 5 * minuteMs, '15m': 15 * minuteMs };
/** On a boundary of every interval. */
export const startMs = 1_790_769_600_000;
const symbols = Array.from({ length: 600 }, (_, index) => `COIN${String(index).padStart(4, '0')}USDT`);

/**
 * An exchange without sockets, 600 symbols × 3 intervals: `marketData` is what a scanner takes; `closesOf(atMs)` the klines
 * that close at a boundary, those of one symbol together; `prices(atMs)` the last price of every symbol; `send` puts an
 * event into the feed of its kind.
 */
export function loopExchange() {
  const random = seededRandom(7);
  const walks = new Map();
  for (const symbol of symbols) {
    for (const interval of intervals) {
      const start = { symbol, interval, lengthMs: intervalMs[interval], fromMs: startMs, random };
      walks.set(`${symbol}/${interval}`, randomWalk({ ...start, close: 0.5 + 1_000 * random() }));
    }
  }
  const lastPrices = new Map();
  const klineAt = (symbol, interval, row) => {
    const kline = walks.get(`${symbol}/${interval}`)(row);
    if (interval === '1m') lastPrices.set(symbol, kline.close);
    return kline;
  };
  const feeds = { kline: handFeed(), prices: handFeed(), markPrices: handFeed() };
  const priced = (atMs, of) => symbols.map((symbol) => of(symbol, lastPrices.get(symbol), atMs));
  return {
    symbols,
    lastPrices,
    send: (event) => feeds[event.kind].send(event),
    closesOf: (atMs) =>
      symbols.flatMap((symbol) =>
        intervals
          .filter((interval) => atMs % intervalMs[interval] === 0)
          .map((interval) => klineAt(symbol, interval, (atMs - startMs) / intervalMs[interval] - 1)),
      ),
    prices: (atMs) => ({ kind: 'prices', prices: priced(atMs, priceOf), exchangeTimeMs: atMs }),
    markPrices: (atMs) => ({ kind: 'markPrices', markPrices: priced(atMs, markPriceOf), exchangeTimeMs: atMs }),
    marketData: {
      klines: feeds.kline.source,
      prices: feeds.prices.source,
      markPrices: feeds.markPrices.source,
      fetchInstruments: () => scheduled([symbols.map(instrumentOf)], asyncScheduler),
      fetchTickers24h: () => of(symbols.map(tickerOf)),
      fetchBookTickers: () => of(priced(0, bookTickerOf)),
      fetchOpenInterest: (symbol) => of({ symbol, openInterestBase: 1e6 * (1 + random()), exchangeTimeMs: startMs }),
      fetchServerTime: () => NEVER,
      fetchKlines: ({ symbol, interval, limit }) =>
        scheduled([Array.from({ length: limit }, (_, row) => klineAt(symbol, interval, row - limit))], asyncScheduler),
      budget$: of({
        calls: 0,
        weight: 0,
        usedWeight: 0,
        limitWeight: 2_400,
        waiting: 0,
        rateLimited: 0,
        blockedUntilMs: 0,
      }),
    },
  };
}

/** A connection that is open and says what it is given, already read. */
function handFeed() {
  const frames = new Subject();
  let event;
  return {
    source: { connect: () => concat(of({ kind: 'socketOpened' }), frames), decode: () => event },
    send: (sent) => {
      event = sent;
      frames.next('frame');
    },
  };
}

const priceOf = (symbol, price, exchangeTimeMs) => ({ symbol, price, quoteVolume24h: 1e9, exchangeTimeMs });

const markPriceOf = (symbol, price, exchangeTimeMs) => ({
  symbol,
  markPrice: price * 1.0005,
  indexPrice: price,
  fundingRatio: 0.0001,
  nextFundingTimeMs: exchangeTimeMs + 3_600_000,
  exchangeTimeMs,
});

const bookTickerOf = (symbol, price) => ({ symbol, bidPrice: price * 0.9999, askPrice: price * 1.0001 });

const instrumentOf = (symbol) => ({
  symbol,
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: symbol.replace('USDT', ''),
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: 0,
  tickSize: 0.0001,
  stepSize: 0.001,
  minNotionalQuote: 5,
});

const tickerOf = (symbol) => ({
  symbol,
  lastPrice: 100,
  openPrice: 99,
  baseVolume: 1e8,
  quoteVolume: 1e10,
  tradeCount: 1e6,
});
