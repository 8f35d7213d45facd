/**
 * What Binance USD-M futures puts on the wire, as far as Candlewick reads it. Fields that are not named here are
 * tolerated everywhere: the venue appends some every few months. Numbers that may have fractions arrive as text.
 */
import { z } from 'zod';
import { klineIntervals } from '../../domain/kline.js';
import { count, decimalText, epochMs, nonNegativeText, positiveText, symbol } from './wireFields.js';

/**
 * `<symbol>@kline_<interval>`. A minute without trades has `n` 0 and `f`, `L` -1.
 *
 *   {"e":"kline","E":1790771400004,"s":"BTCUSDT","k":{"t":1790771340000,"T":1790771399999,"s":"BTCUSDT","i":"1m",
 *    "f":8132503391,"L":8132505633,"o":"83896.40","c":"83860.20","h":"83920.00","l":"83860.10","v":"114.602",
 *    "n":2239,"x":true,"q":"9615538.66780","V":"48.488","Q":"4068722.10360","B":"0"}}
 */
export const klineFrameSchema = z.object({
  e: z.literal('kline'),
  E: epochMs,
  s: symbol,
  k: z.object({
    t: epochMs,
    T: epochMs,
    s: symbol,
    i: z.enum(klineIntervals),
    o: positiveText,
    c: positiveText,
    h: positiveText,
    l: positiveText,
    v: nonNegativeText,
    n: count,
    x: z.boolean(),
    q: nonNegativeText,
    V: nonNegativeText,
    Q: nonNegativeText,
  }),
});
export type KlineFrame = z.infer<typeof klineFrameSchema>;

/**
 * One element of `!miniTicker@arr`. `st` tells USD-M (1) from COIN-M (2), which arrive mixed; older frames have none.
 *
 *   {"e":"24hrMiniTicker","E":1790771372000,"s":"BTCUSDT","c":"83860.20","o":"82100.00","h":"84500.00",
 *    "l":"81900.10","v":"154201.332","q":"12840011223.11","ps":"BTCUSDT","st":1}
 */
export const miniTickerSchema = z.object({
  e: z.literal('24hrMiniTicker'),
  E: epochMs,
  s: symbol,
  c: positiveText,
  q: nonNegativeText,
});
export type MiniTicker = z.infer<typeof miniTickerSchema>;

/**
 * One element of `!markPrice@arr@1s`. `T` is the next funding; contracts without funding have `r` "" and `T` 0.
 *
 *   {"e":"markPriceUpdate","E":1790771372000,"s":"BTCUSDT","p":"83858.10000000","ap":"83857.90000000",
 *    "P":"83901.80267750","i":"83890.00826087","r":"0.00008900","T":1790784000000,"st":1}
 */
export const markPriceSchema = z.object({
  e: z.literal('markPriceUpdate'),
  E: epochMs,
  s: symbol,
  p: nonNegativeText,
  i: nonNegativeText,
  r: z.literal('').or(decimalText),
  T: epochMs,
});
export type MarkPriceRow = z.infer<typeof markPriceSchema>;

/**
 * One row of `GET /fapi/v1/klines`: open time, open, high, low, close, base volume, close time, quote volume, trades,
 * taker-buy base and quote volume, unused.
 *
 *   [1790769600000,"83000.10","83920.00","82900.00","83860.20","1520.331",1790773199999,"126801122.114",40213,
 *    "702.100","58600112.01","0"]
 */
export const klineRowSchema = z.tuple(
  [
    epochMs,
    positiveText,
    positiveText,
    positiveText,
    positiveText,
    nonNegativeText,
    epochMs,
    nonNegativeText,
    count,
    nonNegativeText,
    nonNegativeText,
    z.string(),
  ],
  z.unknown(),
);
export type KlineRow = z.infer<typeof klineRowSchema>;

/** The trading rules of a symbol, which come as a list, by their names. */
export const filtersByType = z
  .array(z.looseObject({ filterType: z.string() }))
  .default([])
  .transform((filters): Record<string, unknown> =>
    Object.fromEntries(filters.map((filter) => [filter.filterType, filter])),
  );

/** Steps of prices and quantities. */
export const stepRules = {
  PRICE_FILTER: z.object({ tickSize: nonNegativeText.default('0') }).prefault({}),
  LOT_SIZE: z.object({ stepSize: nonNegativeText.default('0') }).prefault({}),
};

const tradingRulesSchema = filtersByType.pipe(
  z.object({
    ...stepRules,
    MIN_NOTIONAL: z.object({ notional: nonNegativeText.default('0') }).prefault({}),
    MARKET_LOT_SIZE: z.object({ maxQty: nonNegativeText.default('0') }).prefault({}),
  }),
);

/**
 * One element of `symbols` in `GET /fapi/v1/exchangeInfo`. New statuses and contract types appear without notice;
 * symbols that do not trade yet carry placeholder rules such as `tickSize` "0".
 *
 *   {"symbol":"BTCUSDT","contractType":"PERPETUAL","onboardDate":1569398400000,"status":"TRADING","baseAsset":"BTC",
 *    "quoteAsset":"USDT","underlyingType":"COIN","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.10"},
 *    {"filterType":"LOT_SIZE","stepSize":"0.001"},{"filterType":"MARKET_LOT_SIZE","maxQty":"120"},
 *    {"filterType":"MIN_NOTIONAL","notional":"50"}]}
 */
export const instrumentSchema = z.object({
  symbol,
  status: z.string(),
  contractType: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  underlyingType: z.string().default(''),
  onboardDate: epochMs.default(0),
  filters: tradingRulesSchema,
});
export type InstrumentRow = z.infer<typeof instrumentSchema>;

/** `GET /fapi/v1/exchangeInfo`; the elements are read one by one, so that a bad one does not lose the rest. */
export const exchangeInfoSchema = z.object({ symbols: z.array(z.unknown()) });

/**
 * One element of `GET /fapi/v1/ticker/24hr`. Prices are 0 while nothing has traded.
 *
 *   {"symbol":"BTCUSDT","lastPrice":"83860.20","openPrice":"82100.00","volume":"154201.332",
 *    "quoteVolume":"12840011223.11","count":4505634}
 */
export const ticker24hSchema = z.object({
  symbol,
  lastPrice: nonNegativeText,
  openPrice: nonNegativeText,
  volume: nonNegativeText,
  quoteVolume: nonNegativeText,
  count,
});
export type Ticker24hRow = z.infer<typeof ticker24hSchema>;

/**
 * One element of `GET /fapi/v1/ticker/bookTicker`. A side nobody is on has price 0.
 *
 *   {"symbol":"BTCUSDT","bidPrice":"83860.10","bidQty":"6.760","askPrice":"83860.20","askQty":"3.064",
 *    "time":1790771372001}
 */
export const bookTickerSchema = z.object({ symbol, bidPrice: nonNegativeText, askPrice: nonNegativeText });
export type BookTickerRow = z.infer<typeof bookTickerSchema>;

/** `GET /fapi/v1/openInterest`: `{"openInterest":"10659.509","symbol":"BTCUSDT","time":1790771372000}`. */
export const openInterestSchema = z.object({ openInterest: nonNegativeText, symbol, time: epochMs });
export type OpenInterestRow = z.infer<typeof openInterestSchema>;

/** An answer that is a list; the elements are read one by one. */
export const rowsSchema = z.array(z.unknown());

/** `GET /fapi/v1/time`: `{"serverTime":1790770782215}`. */
export const serverTimeSchema = z.object({ serverTime: epochMs });

/** How the venue says no, over REST and (flat) over sockets: `{"code":-1121,"msg":"Invalid symbol."}`. */
export const venueErrorSchema = z.object({ code: z.int(), msg: z.string() });

/** A refused control frame, nested: `{"error":{"code":2,"msg":"Invalid request: …"},"id":7}`. */
export const nestedVenueErrorSchema = z.object({ error: venueErrorSchema });
