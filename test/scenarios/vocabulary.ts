import type { MarkPrice } from '../../src/domain/derivatives.js';
import { parseDurationMs } from '../../src/domain/duration.js';
import {
  BadInputError,
  ExchangeRejectedError,
  ExchangeUnreachableError,
  FeedClosedError,
  FeedRefusedError,
  RateLimitedError,
  StaleFeedError,
} from '../../src/domain/errors.js';
import { instrumentSymbol, intervalMs, isKlineInterval, type Kline } from '../../src/domain/kline.js';
import type { Price } from '../../src/domain/price.js';
import type { Vocabulary } from '../../src/marbles/index.js';
import type { ScanCycle } from '../../src/streams/scanCycles.js';
import type { DrawnClose } from './numberedKlines.js';
import { frame, reply } from './venueWords.js';

/** What the first word of a legend in `marbles/**` stands for. */
export const vocabulary: Vocabulary = {
  kline,
  cycle,
  close,
  price,
  markPrice,
  frame,
  reply,
  pong: () => ({ kind: 'pong' }),
  waiting: () => ({ kind: 'waiting' }),
  topics: (words) => new Set(words),
  FeedClosedError: (words) => new FeedClosedError(words.join(' '), { feed: 'kline' }),
  StaleFeedError: (words) => new StaleFeedError(words.join(' '), { feed: 'kline', maxSilenceMs: 0, valuesSeen: 0 }),
  FeedRefusedError: ([httpStatus = '']) =>
    new FeedRefusedError(`refused with ${httpStatus}`, { feed: 'kline', httpStatus: Number(httpStatus) }),
  ExchangeUnreachableError: (words) =>
    new ExchangeUnreachableError(words.join(' '), { url: 'scenario', reason: words.join(' ') }),
  ExchangeRejectedError: ([code = '-1121', ...words]) =>
    new ExchangeRejectedError(words.join(' '), { url: 'scenario', httpStatus: 400, exchangeCode: Number(code) }),
  RateLimitedError: ([httpStatus = '']) =>
    new RateLimitedError('too many requests', { url: 'scenario', httpStatus: Number(httpStatus), retryAtMs: 0 }),
  BadInputError: (words) => new BadInputError(words.join(' '), { place: 'scenario' }),
};

/** `kline BTCUSDT 00:01 close=101`, closed, of 1m unless a third word says else; all four prices are the close. */
function kline([symbol = '', openTime = '', ...more]: string[]): Kline {
  const time = /^(\d\d):(\d\d)$/.exec(openTime);
  const close = Number(/^close=(.+)$/.exec(more.at(-1) ?? '')?.[1]);
  const interval = more.length > 1 ? (more[0] ?? '') : '1m';
  if (!time || Number.isNaN(close) || !isKlineInterval(interval))
    throw new Error('expected SYMBOL HH:MM [interval] close=NUMBER');
  const openTimeMs = (Number(time[1]) * 60 + Number(time[2])) * 60_000;
  return {
    symbol: instrumentSymbol(symbol),
    interval,
    openTimeMs,
    closeTimeMs: openTimeMs + intervalMs(interval) - 1,
    open: close,
    high: close,
    low: close,
    close,
    baseVolume: 1,
    quoteVolume: close,
    takerBuyBaseVolume: 0.5,
    takerBuyQuoteVolume: close / 2,
    tradeCount: 1,
    isClosed: true,
  };
}

/** `close BTCUSDT 3` or `close BTCUSDT 3 at 250`: the final of a numbered kline, at another price if one is given. */
function close([symbol = '', number = '', at, price, ...more]: string[]): DrawnClose {
  const isPriced = at === 'at' && Number(price) > 0;
  if (!/^-?\d+$/.test(number) || (at !== undefined && !isPriced) || more.length > 0) {
    throw new Error('expected SYMBOL NUMBER [at PRICE]');
  }
  return { symbol, index: Number(number), price: isPriced ? Number(price) : undefined };
}

/** `price BTCUSDT 100 at 2s`, by the exchange's time. */
function price([symbol = '', found = '', at, time = '', ...more]: string[]): Price {
  const exchangeTimeMs = parseDurationMs(time);
  if (!(Number(found) > 0) || at !== 'at' || exchangeTimeMs === undefined || more.length > 0) {
    throw new Error('expected SYMBOL PRICE at DURATION');
  }
  return { symbol: instrumentSymbol(symbol), price: Number(found), quoteVolume24h: 0, exchangeTimeMs };
}

/** `markPrice BTCUSDT 100 at 2s`, by the exchange's time; the index is the same, and nobody pays. */
function markPrice(words: string[]): MarkPrice {
  const { symbol, price: found, exchangeTimeMs } = price(words);
  return { symbol, markPrice: found, indexPrice: found, fundingRatio: 0, nextFundingTimeMs: 0, exchangeTimeMs };
}

/** `cycle 2 at 9s gave "r"`, the result as JSON. */
function cycle([number = '', at, begun = '', gave, result = 'null', ...more]: string[]): ScanCycle<unknown> {
  const atMs = parseDurationMs(begun);
  if (!/^\d+$/.test(number) || at !== 'at' || atMs === undefined || gave !== 'gave' || more.length > 0) {
    throw new Error('expected NUMBER at DURATION gave JSON');
  }
  return { cycle: Number(number), atMs, result: JSON.parse(result) as unknown };
}
