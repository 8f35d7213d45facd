import { intervalMs, type InstrumentSymbol } from '../../domain/kline.js';
import type { KlineQuery } from '../../ports/marketData.js';
import type { RestRequest } from './rest.js';
import { exchangeInfoSchema, openInterestSchema, rowsSchema, serverTimeSchema, type OpenInterestRow } from './wire.js';

const maxKlinesPerRequest = 1_500;

/** The venue's price of `GET /fapi/v1/klines`, by rows asked for. 499 rows cost what 100 do. */
export function klinesWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
}

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
 * closed. Throws a `RangeError` for a limit outside 1 to 1500.
 */
export function klinesRequest({ symbol, interval, fromMs, toMs, limit, purpose }: KlineQuery): RestRequest<unknown[]> {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxKlinesPerRequest) {
    throw new RangeError(`limit must be 1 to ${maxKlinesPerRequest} klines, was ${limit}`);
  }
  const rows = toMs === undefined ? limit : Math.min(limit + 1, maxKlinesPerRequest);
  return {
    path: '/fapi/v1/klines',
    params: {
      symbol,
      interval,
      ...(fromMs === undefined ? {} : { startTime: String(fromMs) }),
      ...(toMs === undefined ? {} : { endTime: String(toMs + intervalMs(interval)) }),
      limit: String(rows),
    },
    weight: klinesWeight(rows),
    priority: purpose === 'snapshot' ? 'background' : 'normal',
    schema: rowsSchema,
  };
}
