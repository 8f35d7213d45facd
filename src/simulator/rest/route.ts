import type { MarketView } from '../marketView.js';
import type { RollingDays } from '../rollingDay.js';

/** What a handler may read. */
export interface RestContext {
  readonly view: MarketView;
  readonly days: RollingDays;
  /** Market time of the request. */
  readonly nowMs: number;
  readonly weightLimitPerMinute: number;
}

/** One endpoint. `handle` returns the JSON body or throws a `VenueError`. */
export interface Route {
  readonly weight: (query: URLSearchParams) => number;
  readonly handle: (query: URLSearchParams, context: RestContext) => string;
}

/** Endpoints that answer for one symbol, or dearer for all of them. */
export const weightBySymbol =
  (one: number, all: number) =>
  (query: URLSearchParams): number =>
    query.has('symbol') ? one : all;
