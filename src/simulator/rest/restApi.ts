import type { MarketClock } from '../marketClock.js';
import type { MarketView } from '../marketView.js';
import type { RateLimiter, WeightVerdict } from '../rateLimiter.js';
import type { RollingDays } from '../rollingDay.js';
import { exchangeInfoRoute } from './exchangeInfo.js';
import { klinesRoute, truthRoute } from './klines.js';
import { premiumIndexRoute, ticker24hRoute, tickerPriceRoute } from './prices.js';
import type { Route } from './route.js';
import { VenueError } from './venueError.js';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly clientAddress: string;
}

export interface RestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RestApiDeps {
  readonly view: MarketView;
  readonly days: RollingDays;
  readonly clock: MarketClock;
  readonly limiter: RateLimiter;
  /** What `GET /simulator/stats` prints. */
  readonly stats: () => object;
}

const adminPrefix = '/simulator/';
const unknownPathWeight = 1;

/** Answers requests as the venue does: weight first, then the route, then its parameters. Knows no sockets. */
export function restApi(deps: RestApiDeps): (request: RestRequest) => RestReply {
  const { view, days, clock, limiter } = deps;
  const routes = routeTable(deps);
  return ({ method, path, query, clientAddress }) => {
    const route = routes.get(`${method} ${path}`);
    if (path.startsWith(adminPrefix)) return route ? answer(route) : notFound({});
    const verdict = limiter.spend(clientAddress, route?.weight(query) ?? unknownPathWeight);
    const headers = { 'x-mbx-used-weight-1m': `${verdict.usedWeight}` };
    if (verdict.kind !== 'accepted') return refusal(verdict, clientAddress, limiter.limitPerMinute, headers);
    return route ? answer(route, headers) : notFound(headers);

    function answer(found: Route, extraHeaders: Readonly<Record<string, string>> = {}): RestReply {
      try {
        const context = { view, days, nowMs: clock.nowMs(), weightLimitPerMinute: limiter.limitPerMinute };
        return json(200, found.handle(query, context), extraHeaders);
      } catch (error) {
        if (!(error instanceof VenueError)) throw error;
        return json(error.status, error.body, extraHeaders);
      }
    }
  };
}

function routeTable({ view, clock, stats }: RestApiDeps): ReadonlyMap<string, Route> {
  const free = (handle: Route['handle']): Route => ({ weight: () => 0, handle });
  return new Map<string, Route>([
    ['GET /fapi/v1/ping', { weight: () => 1, handle: () => '{}' }],
    ['GET /fapi/v1/time', { weight: () => 1, handle: (_query, { nowMs }) => `{"serverTime":${nowMs}}` }],
    ['GET /fapi/v1/exchangeInfo', exchangeInfoRoute()],
    ['GET /fapi/v1/klines', klinesRoute],
    ['GET /fapi/v1/ticker/24hr', ticker24hRoute],
    ['GET /fapi/v1/ticker/price', tickerPriceRoute],
    ['GET /fapi/v2/ticker/price', tickerPriceRoute],
    ['GET /fapi/v1/premiumIndex', premiumIndexRoute],
    [
      'GET /simulator/clock',
      free((_query, { nowMs }) => {
        const { startMs, endMs, speed, startedAtMs } = clock;
        // JSON has no Infinity: a market without end has `endMs` null.
        return JSON.stringify({ nowMs, speed, startMs, endMs, startedAtMs, market: view.market.title });
      }),
    ],
    ['GET /simulator/klines', truthRoute],
    ['GET /simulator/stats', free(() => JSON.stringify(stats()))],
  ]);
}

function refusal(
  verdict: Exclude<WeightVerdict, { kind: 'accepted' }>,
  clientAddress: string,
  limit: number,
  headers: Readonly<Record<string, string>>,
): RestReply {
  const isBan = verdict.kind === 'banned';
  const message = isBan
    ? `Way too many requests; IP(${clientAddress}) banned until ${verdict.bannedUntilMs}. Please use the websocket for live updates to avoid bans.`
    : `Too many requests; current limit of IP(${clientAddress}) is ${limit} requests per minute. Please use the websocket for live updates to avoid polling the API.`;
  const retryAfter = `${Math.ceil(verdict.retryAfterMs / 1_000)}`;
  return json(isBan ? 418 : 429, JSON.stringify({ code: -1003, msg: message }), {
    ...headers,
    'retry-after': retryAfter,
  });
}

const json = (status: number, body: string, headers: Readonly<Record<string, string>>): RestReply => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  body,
});

const notFound = (headers: Readonly<Record<string, string>>): RestReply => ({
  status: 404,
  headers: { 'content-type': 'text/html', ...headers },
  body: '<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center></body></html>',
});
