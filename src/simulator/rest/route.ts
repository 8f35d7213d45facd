import type { Security } from '../account/authenticate.js';
import type { MarketView } from '../marketView.js';
import type { RollingDays } from '../rollingDay.js';
import type { RestRequest } from './restMessages.js';

/** What a handler may read. */
export interface RestContext {
  readonly view: MarketView;
  readonly days: RollingDays;
  /** Market time of the request. */
  readonly nowMs: number;
  /** What the exchange's clock shows. */
  readonly serverTimeMs: number;
  readonly weightLimitPerMinute: number;
  readonly request: RestRequest;
}

/** One endpoint. `handle` returns the JSON body or throws a `VenueError`. */
export interface Route {
  readonly weight: (query: URLSearchParams) => number;
  /** What the request must prove first; nothing for public endpoints. */
  readonly security?: Security;
  readonly handle: (query: URLSearchParams, context: RestContext) => string;
  /** Headers of a good reply, besides the usual ones; asked for after `handle`. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** By method and path: `GET /fapi/v1/time`. */
export type RouteTable = ReadonlyMap<string, Route>;

/** Endpoints that answer for one symbol, or dearer for all of them. */
export const weightBySymbol =
  (one: number, all: number) =>
  (query: URLSearchParams): number =>
    query.has('symbol') ? one : all;
