import { defer, delay, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { UniverseRules } from '../../../src/core/universe/selectUniverse.js';
import { BadInputError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { Instrument, Ticker24h } from '../../../src/domain/instrument.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { universe } from '../../../src/streams/universe.js';
import { MarketTime } from '../../support/marketTime.js';

const hourMs = 3_600_000;
const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'refused' });
const bug = new TypeError('a bug');

const instrument = (name: string): Instrument => ({
  symbol: instrumentSymbol(name),
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: name,
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: 0,
  tickSize: 0.1,
  stepSize: 1,
  minNotionalQuote: 5,
});
const ticker = (name: string, quoteVolume: number): Ticker24h => ({
  symbol: instrumentSymbol(name),
  lastPrice: 1,
  openPrice: 1,
  baseVolume: 1,
  quoteVolume,
  tradeCount: 1,
});

/** What the exchange lists at each look, by turnover; an error is an answer that fails. */
type Look = Readonly<Record<string, number>> | Error;

function run(looks: readonly Look[], untilMs: number, rules: Partial<UniverseRules> = {}, answerMs = 0) {
  const time = new MarketTime(0);
  const emitted: string[] = [];
  let failure: unknown;
  let asked = 0;
  const look = (): Look => looks[Math.min(asked, looks.length) - 1]!;
  const listed = (): Readonly<Record<string, number>> => {
    const answer = look();
    return answer instanceof Error ? {} : answer;
  };
  const answered = <T>(rows: () => readonly T[]): Observable<readonly T[]> =>
    defer(() => {
      const answer = look();
      return answer instanceof Error ? throwError(() => answer) : of(rows());
    }).pipe(delay(answerMs, time));
  const subscription = universe({
    fetchInstruments: () => {
      asked += 1;
      return answered(() => Object.keys(listed()).map(instrument));
    },
    fetchTickers24h: () => answered(() => Object.entries(listed()).map(([name, volume]) => ticker(name, volume))),
    rules: { quoteAsset: 'USDT', minQuoteVolume24h: 10, symbols: [], blacklist: [], maxSymbols: null, ...rules },
    refreshPeriodMs: hourMs,
    backoff: { baseMs: 1_000, capMs: 60_000, resetAfterMs: 0 },
    random: () => 1,
    market: time,
    transport: time,
  }).subscribe({
    next: (symbols) => emitted.push(`${time.now() / 1_000}s ${symbols.join(' ')}`),
    error: (error: unknown) => (failure = error),
  });
  time.runTo(untilMs);
  subscription.unsubscribe();
  return { emitted, failure, asked, pendingTimers: time.pendingCount };
}

describe('universe', () => {
  it('looks at once and again every period, and tells only what differs', () => {
    const looks = [{ AAA: 20, BBB: 30 }, { AAA: 25, BBB: 35 }, { AAA: 40, BBB: 30 }, { BBB: 30 }];
    expect(run(looks, 3 * hourMs)).toEqual({
      emitted: ['0s BBB AAA', '7200s AAA BBB', '10800s BBB'],
      failure: undefined,
      asked: 4,
      pendingTimers: 0,
    });
  });

  it('keeps the last when a refresh fails, and tries again without waiting a period', () => {
    const looks = [{ AAA: 20 }, unreachable, unreachable, { AAA: 20, BBB: 30 }];
    const { emitted, failure, asked } = run(looks, 1.5 * hourMs);
    expect(emitted).toEqual(['0s AAA', '3603s BBB AAA']);
    expect({ failure, asked }).toEqual({ failure: undefined, asked: 4 });
  });

  it('waits for an exchange that cannot be reached at the start', () => {
    expect(run([unreachable, unreachable, unreachable, { AAA: 20 }], 60_000).emitted).toEqual(['7s AAA']);
  });

  it('does not begin a look while one is under way', () => {
    expect(run([{ AAA: 20 }], 4 * hourMs, {}, 1.5 * hourMs).asked).toBe(3);
  });

  it('refuses a symbol that was asked for and is not listed', () => {
    const { emitted, failure, pendingTimers } = run([{ AAA: 20 }], hourMs, { symbols: ['AAA', 'AAB'] });
    expect(failure).toBeInstanceOf(BadInputError);
    expect(String(failure)).toContain('AAB is not listed');
    expect({ emitted, pendingTimers }).toEqual({ emitted: [], pendingTimers: 0 });
  });

  it('passes a bug on', () => {
    expect(run([{ AAA: 20 }, bug], 2 * hourMs)).toMatchObject({ emitted: ['0s AAA'], failure: bug, asked: 2 });
  });
});
