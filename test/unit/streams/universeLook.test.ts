import { defer, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { UniverseLook } from '../../../src/core/universe/candidate.js';
import type { UniverseRules } from '../../../src/core/universe/rules.js';
import { ExchangeRejectedError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { Kline } from '../../../src/domain/kline.js';
import type { KlineQuery } from '../../../src/ports/marketData.js';
import { universeLook, type DailyKlineCache } from '../../../src/streams/universeLook.js';
import { bookOf, dayOf, daysOf, listed } from '../../support/candidates.js';
import { universeRules } from '../../support/universeRules.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const noonMs = 20 * dayMs + 12 * hourMs;
const turnovers = { AAA: 9e6, BBB: 8e6, CCC: 7e6, QUIET: 1e6 };

/** An exchange that answers at once, and remembers what it was asked. */
class Exchange {
  readonly asked: string[] = [];
  readonly queries: KlineQuery[] = [];
  /** What is answered instead of the klines of a symbol. */
  readonly failures = new Map<string, Error>();
  readonly cache: DailyKlineCache = new Map();

  look(atMs: number, rules: UniverseRules): UniverseLook | Error {
    this.asked.length = 0;
    this.queries.length = 0;
    let result: UniverseLook | Error = new Error('no look');
    const names = Object.keys(turnovers);
    const answer = <T>(what: string, value: T): Observable<T> =>
      defer(() => {
        this.asked.push(what);
        return of(value);
      });
    universeLook({
      calls: {
        fetchInstruments: () =>
          answer(
            'instruments',
            names.map((name) => listed(name)),
          ),
        fetchTickers24h: () =>
          answer(
            'tickers',
            Object.entries(turnovers).map(([name, turnover]) => dayOf(name, turnover)),
          ),
        fetchBookTickers: () =>
          answer(
            'bookTickers',
            names.map((name) => bookOf(name, 99, 100)),
          ),
        fetchKlines: (query) => this.#klines(query),
      },
      rules,
      atMs,
      cache: this.cache,
    }).subscribe({ next: (look) => (result = look), error: (error: unknown) => (result = error as Error) });
    return result;
  }

  #klines(query: KlineQuery): Observable<readonly Kline[]> {
    this.queries.push(query);
    const failure = this.failures.get(query.symbol);
    if (failure) return throwError(() => failure);
    const days = daysOf(
      query.symbol,
      Array.from({ length: query.limit }, (_, day) => 100 + day),
    );
    return of(days.map((kline, index) => (index === days.length - 1 ? { ...kline, isClosed: false } : kline)));
  }
}

const daysKnown = (look: UniverseLook | Error): Readonly<Record<string, number>> =>
  look instanceof Error
    ? { failed: 1 }
    : Object.fromEntries(look.candidates.map(({ symbol, dailyKlines }) => [symbol, dailyKlines.length]));
const range = { name: 'RangeStabilityFilter', lookbackDays: 5, minRateOfChange: 0, maxRateOfChange: null } as const;
const volatility = { name: 'VolatilityFilter', lookbackDays: 9, minVolatility: 0, maxVolatility: null } as const;
const stable = universeRules({ filters: [range] });

describe('universeLook', () => {
  it('asks for the listing and the tickers alone, when no filter needs more', () => {
    const exchange = new Exchange();
    const look = exchange.look(noonMs, universeRules()) as UniverseLook;
    expect(exchange.asked).toEqual(['instruments', 'tickers']);
    expect(exchange.queries).toEqual([]);
    expect(look.atMs).toBe(noonMs);
    expect(look.candidates.map(({ symbol, ticker }) => [symbol, ticker?.quoteVolume])).toEqual(
      Object.entries(turnovers),
    );
  });

  it('asks once for all bids and asks, when a filter of any list looks at them', () => {
    const spread = { name: 'SpreadFilter', maxSpreadRatio: 1 } as const;
    for (const rules of [{ filters: [spread] }, { elite: { filters: [spread] } }, { overlay: { filters: [spread] } }]) {
      const exchange = new Exchange();
      const look = exchange.look(noonMs, universeRules(rules)) as UniverseLook;
      expect(exchange.asked).toEqual(['instruments', 'tickers', 'bookTickers']);
      expect(look.candidates[0]?.bookTicker).toEqual({ symbol: 'AAA', bidPrice: 99, askPrice: 100 });
    }
  });

  it('asks for the daily klines of those alone that come as far, in the background, and keeps the closed ones', () => {
    const exchange = new Exchange();
    const rules = universeRules({ filters: [{ name: 'PairBlacklist', symbols: ['BBB'] }, range] });
    expect(daysKnown(exchange.look(noonMs, rules))).toEqual({ AAA: 5, BBB: 0, CCC: 5, QUIET: 0 });
    expect(exchange.queries).toEqual(
      ['AAA', 'CCC'].map((symbol) => ({ symbol, interval: '1d', limit: 6, purpose: 'snapshot' })),
    );
  });

  it('asks for both pools at once, for as many days as the longest look back', () => {
    const exchange = new Exchange();
    const rules = universeRules({
      elite: { filters: [{ name: 'VolumePairList', top: 2 }, range] },
      overlay: { filters: [{ name: 'PairBlacklist', symbols: ['AAA'] }, volatility] },
    });
    expect(daysKnown(exchange.look(noonMs, rules))).toEqual({ AAA: 10, BBB: 10, CCC: 10, QUIET: 0 });
    expect(exchange.queries.map(({ symbol, limit }) => `${symbol} ${limit}`)).toEqual(['AAA 11', 'BBB 11', 'CCC 11']);
  });

  it('asks once a day for each symbol, and forgets those that no filter asks for', () => {
    const exchange = new Exchange();
    const known = daysKnown(exchange.look(noonMs, stable));
    expect(daysKnown(exchange.look(noonMs + 11.9 * hourMs, stable))).toEqual(known);
    expect(exchange.queries).toEqual([]);
    exchange.look(noonMs + 12 * hourMs, universeRules({ filters: [{ name: 'VolumePairList', top: 1 }, range] }));
    expect(exchange.queries.map(({ symbol }) => symbol)).toEqual(['AAA']);
    expect([...exchange.cache.keys()]).toEqual(['AAA']);
  });

  it('has no klines of a symbol whose klines the exchange refuses', () => {
    const exchange = new Exchange();
    const details = { url: 'x', httpStatus: 400, exchangeCode: -1121 };
    exchange.failures.set('BBB', new ExchangeRejectedError('refused', details));
    expect(daysKnown(exchange.look(noonMs, stable))).toEqual({ AAA: 5, BBB: 0, CCC: 5, QUIET: 0 });
  });

  it('fails for a passing reason, and asks afterwards only for what is missing', () => {
    const exchange = new Exchange();
    const away = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'refused' });
    exchange.failures.set('BBB', away);
    expect(exchange.look(noonMs, stable)).toBe(away);
    exchange.failures.clear();
    expect(daysKnown(exchange.look(noonMs, stable))).toEqual({ AAA: 5, BBB: 5, CCC: 5, QUIET: 0 });
    expect(exchange.queries.map(({ symbol }) => symbol)).toEqual(['BBB', 'CCC']);
  });
});
