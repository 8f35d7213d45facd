import { intervalMs, type InstrumentSymbol } from '../../domain/kline.js';
import type { KlineQuery } from '../../ports/marketData.js';
import type { RestRequest } from './rest.js';
import { exchangeInfoSchema, openInterestSchema, rowsSchema, serverTimeSchema, type OpenInterestRow } from './wire.js';

/** Where a market of the venue gives klines, and at what price. */
export interface KlinesEndpoint {
  readonly path: string;
  /** The most in one answer. */
  readonly maxRows: number;
  /** The request weight of an answer of up to so many rows. */
  readonly weightOf: (rows: number) => number;
}

/** The venue's price of `GET /fapi/v1/klines`, by rows asked for. 499 rows cost what 100 do. */
export function klinesWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
}

export const futuresKlines: KlinesEndpoint = { path: '/fapi/v1/klines', maxRows: 1_500, weightOf: klinesWeight };

export const serverTimeRequest = { path: '/fapi/v1/time', weight: 1, schema: serverTimeSchema };

export const instrumentsRequest = { path: '/fapi/v1/exchangeInfo', weight: 1, schema: exchangeInfoSchema };

export const tickers24hRequest = { path: '/fapi/v1/ticker/24hr', weight: 40, schema: rowsSchema };

export const bookTickersRequest = { path: '/fapi/v1/ticker/bookTicker', weight: 5, schema: rowsSchema };

export const openInterestRequest = (symbol: InstrumentSymbol): RestRequest<OpenInterestRow> => ({
  path: '/fapi/v1/openInterest',
  params: { symbol },
  weight: 1,
  priority: 'poll',
  schema: openInterestSchema,
});

/**
 * One row more than was asked for, where the venue allows it: the one behind the last, which proves that the last has
 * closed. Throws a `RangeError` for a limit that is not from 1 to the endpoint's `maxRows`.
 */
export function klinesRequest(
  { symbol, interval, fromMs, toMs, limit, purpose }: KlineQuery,
  { path, maxRows, weightOf }: KlinesEndpoint,
): RestRequest<unknown[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxRows) {
    throw new RangeError(`limit must be 1 to ${maxRows} klines, was ${limit}`);
  }
  const rows = toMs === undefined ? limit : Math.min(limit + 1, maxRows);
  return {
    path,
    params: {
      symbol,
      interval,
      ...(fromMs === undefined ? {} : { startTime: String(fromMs) }),
      ...(toMs === undefined ? {} : { endTime: String(toMs + intervalMs(interval)) }),
      limit: String(rows),
    },
    weight: weightOf(rows),
    priority: purpose === 'snapshot' ? 'background' : 'normal',
    schema: rowsSchema,
  };
}
