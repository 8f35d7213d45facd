import type { MarketView } from '../../src/simulator/marketView.js';
import { RateLimiter } from '../../src/simulator/rateLimiter.js';
import { exchangeInfoRoute } from '../../src/simulator/rest/exchangeInfo.js';
import { klinesRoute } from '../../src/simulator/rest/klines.js';
import { openInterestRoute } from '../../src/simulator/rest/openInterest.js';
import { bookTickerRoute, ticker24hRoute } from '../../src/simulator/rest/prices.js';
import type { RollingDays } from '../../src/simulator/rollingDay.js';

export interface VirtualVenueOptions {
  readonly view: MarketView;
  readonly days: RollingDays;
  readonly nowMs: () => number;
  readonly weightLimitPerMinute: number;
}

export interface VenueAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const clientAddress = '127.0.0.1';

/**
 * The simulator's public REST routes behind its rate limiter, without HTTP: what it makes of a GET. A request too many
 * is answered with 429 and then 418, which no scanner should ever see.
 */
export function virtualVenue({ view, days, nowMs, weightLimitPerMinute }: VirtualVenueOptions) {
  const limiter = new RateLimiter({ limitPerMinute: weightLimitPerMinute, wallNowMs: nowMs });
  const routes = new Map([
    ['/fapi/v1/exchangeInfo', exchangeInfoRoute()],
    ['/fapi/v1/ticker/24hr', ticker24hRoute],
    ['/fapi/v1/ticker/bookTicker', bookTickerRoute],
    ['/fapi/v1/klines', klinesRoute],
    ['/fapi/v1/openInterest', openInterestRoute()],
  ]);
  return (path: string, query: URLSearchParams): VenueAnswer => {
    const route = routes.get(path);
    if (!route) throw new Error(`the virtual venue has no ${path}`);
    const verdict = limiter.spend(clientAddress, route.weight(query));
    const headers = { 'x-mbx-used-weight-1m': `${verdict.usedWeight}` };
    if (verdict.kind !== 'accepted') {
      const retryAfter = `${Math.ceil(verdict.retryAfterMs / 1_000)}`;
      const httpStatus = verdict.kind === 'banned' ? 418 : 429;
      return { httpStatus, headers: { ...headers, 'retry-after': retryAfter }, body: '{}' };
    }
    const proof = { rawQuery: query.toString(), body: '', apiKey: undefined };
    const request = { method: 'GET', path, query, ...proof, clientAddress };
    const context = { view, days, nowMs: nowMs(), serverTimeMs: nowMs(), weightLimitPerMinute, request };
    return { httpStatus: 200, headers, body: route.handle(query, context) };
  };
}
