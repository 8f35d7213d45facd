import { concat, defer, delay, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { UniverseRules } from '../../../src/core/universe/rules.js';
import { BadInputError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import { instrumentSymbol, type InstrumentSymbol } from '../../../src/domain/kline.js';
import { toSymbols, universeSelections } from '../../../src/streams/universe.js';
import { dayOf, listed as instrument } from '../../support/candidates.js';
import { MarketTime } from '../../support/marketTime.js';
import { universeRules } from '../../support/universeRules.js';

const hourMs = 3_600_000;
/** Time begins at 0. */
const longAgoMs = -1_000 * hourMs;
const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'refused' });
const bug = new TypeError('a bug');

/** What the exchange lists at each look, by turnover; an error is an answer that fails. */
type Look = Readonly<Record<string, number>> | Error;

type Pinned = (time: MarketTime) => Observable<ReadonlySet<InstrumentSymbol>>;

interface RunOptions {
  readonly rules?: Partial<UniverseRules>;
  readonly answerMs?: number;
  readonly pinned?: Pinned;
}

/** The elite is chosen at each look: what is told is what is listed. */
const always = universeRules({ minQuoteVolume24h: 10, elite: { refreshPeriodMs: hourMs } });

function run(looks: readonly Look[], untilMs: number, { rules = {}, answerMs = 0, pinned }: RunOptions = {}) {
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
  const subscription = universeSelections({
    calls: {
      fetchInstruments: () => {
        asked += 1;
        return answered(() => Object.keys(listed()).map((name) => instrument(name, { onboardTimeMs: longAgoMs })));
      },
      fetchTickers24h: () => answered(() => Object.entries(listed()).map(([name, volume]) => dayOf(name, volume))),
      fetchBookTickers: () => EMPTY,
      fetchKlines: () => EMPTY,
    },
    rules: { ...always, ...rules },
    pinned$: pinned?.(time) ?? NEVER,
    refreshPeriodMs: hourMs,
    backoff: { baseMs: 1_000, capMs: 60_000, resetAfterMs: 0 },
    random: () => 1,
    market: time,
    transport: time,
  })
    .pipe(toSymbols())
    .subscribe({
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
    expect(run([{ AAA: 20 }], 4 * hourMs, { answerMs: 1.5 * hourMs }).asked).toBe(3);
  });

  it('refuses a symbol that was asked for and is not listed', () => {
    const { emitted, failure, pendingTimers } = run([{ AAA: 20 }], hourMs, { rules: { symbols: ['AAA', 'AAB'] } });
    expect(failure).toBeInstanceOf(BadInputError);
    expect(String(failure)).toContain('AAB cannot be scanned: it is not listed');
    expect({ emitted, pendingTimers }).toEqual({ emitted: [], pendingTimers: 0 });
  });

  it('passes a bug on', () => {
    expect(run([{ AAA: 20 }, bug], 2 * hourMs)).toMatchObject({ emitted: ['0s AAA'], failure: bug, asked: 2 });
  });

  it('lets a symbol that was asked for go when it is delisted later', () => {
    const { emitted, failure } = run([{ AAA: 20, AAB: 30 }, { AAA: 20 }], hourMs, {
      rules: { symbols: ['AAA', 'AAB'] },
    });
    expect({ emitted, failure }).toEqual({ emitted: ['0s AAB AAA', '3600s AAA'], failure: undefined });
  });

  it('chooses the elite every so many looks, the overlay at each, and lets the delisted go at once', () => {
    const rules = universeRules({ minQuoteVolume24h: 10, elite: { refreshPeriodMs: 3 * hourMs } });
    const looks = [
      { AAA: 20, BBB: 30, CCC: 9 },
      { AAA: 1, BBB: 30, CCC: 40 },
      { AAA: 1, CCC: 12, DDD: 11 },
      { AAA: 1, CCC: 12, DDD: 11 },
    ];
    expect(run(looks, 3 * hourMs, { rules }).emitted).toEqual([
      '0s BBB AAA',
      '3600s BBB AAA CCC',
      '7200s AAA DDD',
      '10800s CCC DDD',
    ]);
  });

  it('keeps what is pinned while it is, from the moment it is', () => {
    const symbols = (...names: readonly string[]): ReadonlySet<InstrumentSymbol> =>
      new Set(names.map(instrumentSymbol));
    const looks = [{ AAA: 20, BBB: 30 }, { BBB: 30 }, { BBB: 30 }];
    const pinned: Pinned = (time) =>
      concat(
        of(symbols()),
        of(symbols('AAA')).pipe(delay(0.5 * hourMs, time)),
        of(symbols('AAA', 'EEE')).pipe(delay(hourMs, time)),
        of(symbols()).pipe(delay(hourMs, time)),
      );
    expect(run(looks, 4 * hourMs, { pinned })).toMatchObject({
      emitted: ['0s BBB AAA', '5400s BBB AAA EEE', '9000s BBB'],
      asked: 5,
      pendingTimers: 0,
    });
  });
});
