import { authenticator, type Security } from '../account/authenticate.js';
import type { FaultSurface } from '../faults/faultSurface.js';
import type { MarketClock } from '../marketClock.js';
import type { MarketView } from '../marketView.js';
import type { RateLimiter } from '../rateLimiter.js';
import type { RollingDays } from '../rollingDay.js';
import type { AccountAccess } from './accountAccess.js';
import { adminPrefix, adminRoutes, type Address, type AuditRecords, type FaultAdmin } from './adminRoutes.js';
import { marketRoutes } from './marketRoutes.js';
import { futuresWords, refusal, type RefusalWords } from './refusal.js';
import { htmlReply, jsonReply, type RestReply, type RestRequest } from './restMessages.js';
import type { Route, RouteTable } from './route.js';
import { userRoutes } from './userRoutes.js';
import { VenueError } from './venueError.js';

export type { RestReply, RestRequest } from './restMessages.js';

export interface RestApiDeps {
  readonly view: MarketView;
  readonly days: RollingDays;
  readonly clock: MarketClock;
  readonly limiter: RateLimiter;
  /** What `GET /simulator/stats` prints. */
  readonly stats: () => object;
  /** The clock the exchange shows; default the market's. */
  readonly serverNowMs?: () => number;
  /** Who may ask for what; default an exchange without accounts, which knows no key. */
  readonly user?: RestUser;
  /** What the venue serves, and how it words a refusal; default the endpoints and the words of futures. */
  readonly side?: { readonly routes: RouteTable; readonly words: RefusalWords };
  /** Where the spot side of the same exchange is; default nowhere. */
  readonly spotAddress?: Address;
  /** What is remembered for audits; default nothing. */
  readonly records?: AuditRecords;
  /** Where faults step in, and what is told of them; default none happen. */
  readonly faults?: RestFaults;
}

interface RestUser {
  readonly access: AccountAccess | undefined;
  /** Throws a `VenueError` for a request that does not prove what it must. */
  readonly authenticate: (request: RestRequest, security: Security) => void;
}

interface RestFaults extends FaultAdmin {
  readonly requests: FaultSurface['requests'];
  readonly replies: FaultSurface['replies'];
}

const unknownPathWeight = 1;
const knowsNobody = authenticator({ credentials: undefined, serverNowMs: () => 0, speed: 1 });

/** Answers requests as the venue does: weight first, then who asks, then its parameters. Knows no sockets. */
export function restApi(deps: RestApiDeps): (request: RestRequest) => RestReply {
  const { limiter, faults } = deps;
  const routes = routeTable(deps);
  const words = deps.side?.words ?? futuresWords;
  return (request) => {
    const route = routes.get(`${request.method} ${request.path}`);
    if (request.path.startsWith(adminPrefix)) return route ? answer(route, request, deps) : notFound();
    const verdict = limiter.spend(request.clientAddress, route?.weight(request.query) ?? unknownPathWeight);
    const reply =
      verdict.kind === 'accepted'
        ? (inPlaceOf(request, faults) ?? (route ? answer(route, request, deps) : notFound()))
        : refusal(verdict, request.clientAddress, limiter.limitPerMinute, words);
    const headers = { 'x-mbx-used-weight-1m': `${verdict.usedWeight}`, ...reply.headers };
    const sent: RestReply = { ...reply, headers };
    return faults ? faults.replies.handlers.reduce((changed, change) => change(changed, request), sent) : sent;
  };
}

function routeTable({ clock, view, stats, user, records, faults, side, spotAddress }: RestApiDeps): RouteTable {
  return new Map([
    ...(side?.routes ?? [...marketRoutes(user?.access?.orderRates.limits), ...userRoutes(user?.access)]),
    ...adminRoutes({ clock, marketTitle: view.market.title, stats, records, faults, user: user?.access, spotAddress }),
  ]);
}

function inPlaceOf(request: RestRequest, faults: RestFaults | undefined): RestReply | undefined {
  for (const interfere of faults?.requests.handlers ?? []) {
    const reply = interfere(request);
    if (reply) return reply;
  }
  return undefined;
}

function answer(route: Route, request: RestRequest, deps: RestApiDeps): RestReply {
  const { view, days, clock, limiter, user, serverNowMs } = deps;
  try {
    if (route.security) (user?.authenticate ?? knowsNobody)(request, route.security);
    const nowMs = clock.nowMs();
    const serverTimeMs = serverNowMs?.() ?? nowMs;
    const context = { view, days, nowMs, serverTimeMs, weightLimitPerMinute: limiter.limitPerMinute, request };
    return jsonReply(200, route.handle(request.query, context), route.headers?.());
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    return jsonReply(error.status, error.body);
  }
}

const notFound = (): RestReply => htmlReply(404, '404 Not Found');
