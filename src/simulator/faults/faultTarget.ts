import type { FaultyConnection } from './faultSurface.js';
import type { FaultWhere } from './faultSpec.js';
import { glob } from './glob.js';
import { streamTraits } from './streamTraits.js';

type Test = (text: string) => boolean;

const testOf = (pattern: string | undefined): Test | undefined => (pattern === undefined ? undefined : glob(pattern));

/** Answers whether a stream, connection or request is meant by a `where`; `lot` is left to those who know all of them. */
export class FaultTarget {
  readonly #where: FaultWhere;
  readonly #stream: Test | undefined;
  readonly #symbol: Test | undefined;
  readonly #interval: Test | undefined;
  readonly #path: Test | undefined;
  readonly #namesStreams: boolean;
  readonly #known = new Map<string, boolean>();

  constructor(where: FaultWhere) {
    const { feed, stream, symbol, interval, path } = where;
    this.#where = where;
    this.#stream = testOf(stream);
    this.#symbol = testOf(symbol);
    this.#interval = testOf(interval);
    this.#path = testOf(path);
    this.#namesStreams = (feed ?? stream ?? symbol ?? interval) !== undefined;
  }

  /** Asked for every frame while a fault lasts, hence remembered. */
  matchesStream(name: string): boolean {
    let isMeant = this.#known.get(name);
    if (isMeant === undefined) this.#known.set(name, (isMeant = this.#looksAt(name)));
    return isMeant;
  }

  matchesConnection({ id, route, names }: Pick<FaultyConnection, 'id' | 'route' | 'names'>): boolean {
    if (this.#where.connection !== undefined && this.#where.connection !== id) return false;
    if (!this.matchesRoute(route)) return false;
    if (!this.#namesStreams) return true;
    // A user's connection is one before it has said whose.
    if (route === 'private' && this.#where.feed === 'account' && names.size === 0) return true;
    return [...names].some((name) => this.matchesStream(name));
  }

  matchesRoute(route: FaultyConnection['route']): boolean {
    return this.#where.route === undefined || this.#where.route === route;
  }

  matchesPath(path: string): boolean {
    return this.#path === undefined || this.#path(path);
  }

  matchesSymbol(symbol: string): boolean {
    return this.#symbol === undefined || this.#symbol(symbol);
  }

  /** A request without a symbol or interval is not meant by a `where` that names one. */
  matchesRequest(path: string, query: URLSearchParams): boolean {
    return (
      this.matchesPath(path) &&
      (this.#symbol === undefined || this.#symbol(query.get('symbol') ?? '')) &&
      (this.#interval === undefined || this.#interval(query.get('interval') ?? ''))
    );
  }

  #looksAt(name: string): boolean {
    const { feed, symbol, interval } = streamTraits(name);
    return (
      (this.#where.feed === undefined || this.#where.feed === feed) &&
      (this.#stream === undefined || this.#stream(name)) &&
      (this.#symbol === undefined || (symbol !== undefined && this.#symbol(symbol))) &&
      (this.#interval === undefined || (interval !== undefined && this.#interval(interval)))
    );
  }
}

/** The one at this share of the list; all of it without a lot. */
export function drawn<T>(all: readonly T[], lot: number | undefined): readonly T[] {
  if (lot === undefined) return all;
  const one = all[Math.floor(lot * all.length)];
  return one === undefined ? [] : [one];
}
