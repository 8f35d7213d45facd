import { describe, expect, it } from 'vitest';
import type { FactorContext } from '../../../../src/core/factors/factor.js';
import { rehearse } from '../../../../src/core/scoring/rehearse.js';
import { noBooks } from '../../../../src/core/scoring/scanRules.js';
import { scanUniverse } from '../../../../src/core/scoring/scanUniverse.js';
import { SeriesSequencer } from '../../../../src/core/windows/seriesSequencer.js';
import type { MarkPrice, OpenInterest } from '../../../../src/domain/derivatives.js';
import { instrumentSymbol, intervalMs, type KlineInterval } from '../../../../src/domain/kline.js';
import { seriesKey } from '../../../../src/domain/series.js';
import type { FactorPart, SymbolScore } from '../../../../src/domain/signal.js';
import { inputOf, rulesOf, saying, usualFactors } from '../../../support/factors.js';
import { klineAt } from '../../../support/klines.js';

const btc = instrumentSymbol('BTCUSDT');
const eth = instrumentSymbol('ETHUSDT');

function sequencer(symbol: typeof btc, interval: KlineInterval, klines: number): SeriesSequencer {
  const key = seriesKey(symbol, interval);
  const created = new SeriesSequencer({ series: key, size: 300 });
  if (klines > 0)
    created.apply({ kind: 'rows', klines: Array.from({ length: klines }, (_, i) => klineAt(i, { key })) });
  return created;
}
const intervals = ['5m', '1h'] as const;
const scoreOf = (
  factors: Parameters<typeof rulesOf>[0],
  rules: Parameters<typeof rulesOf>[1] = {},
  input: Parameters<typeof inputOf>[1] = {},
): SymbolScore | undefined => {
  const windows = (rules.intervals ?? ['5m']).map((interval) => sequencer(btc, interval, 3));
  return scanUniverse(rulesOf(factors, rules), inputOf(windows, input)).scores[0];
};
const partOf = (score: SymbolScore | undefined, name: string): FactorPart | undefined =>
  score?.parts.find(({ factor }) => factor === name);

describe('the mean', () => {
  it('is weighted, of each factor the mean over its intervals', () => {
    const byInterval = saying('a', ({ window }) => (window.interval === '5m' ? 100 : 50));
    const scored = scoreOf(
      [
        { factor: byInterval, weight: 3 },
        { factor: saying('b', -25), weight: 1 },
      ],
      { intervals },
    );
    expect(scored?.score).toBeCloseTo((3 * 75 - 25) / 4, 12);
    expect(scored?.mean).toBe(scored?.score);
    const kind = 'directional';
    expect(scored?.parts).toEqual([
      { factor: 'a', kind, score: 75, weight: 0.75, byInterval: { '5m': 100, '1h': 50 }, abstained: undefined },
      { factor: 'b', kind, score: -25, weight: 0.25, byInterval: { '5m': -25, '1h': -25 }, abstained: undefined },
    ]);
  });

  it('shares out the weight of a factor that abstains, and says why it does', () => {
    const scored = scoreOf(
      [
        saying('tooFew', 100, { requiredKlines: 4 }),
        saying('elsewhere', 100, { intervals: ['4h'] }),
        saying('silent', Number.NaN),
        saying('funding', 100, { inputs: ['markPrice'] }),
        saying('regime', 100, { inputs: ['regime'] }),
        saying('b', -40),
      ],
      { intervals: ['5m'] },
    );
    expect(scored).toMatchObject({ score: -40, mean: -40 });
    expect(scored?.parts.map(({ factor, score, weight, abstained }) => [factor, score, weight, abstained])).toEqual([
      ['tooFew', undefined, 0, 'tooFewKlines'],
      ['elsewhere', undefined, 0, 'intervalMissing'],
      ['silent', undefined, 0, 'noOpinion'],
      ['funding', undefined, 0, 'markPriceMissing'],
      ['regime', undefined, 0, 'regimeMissing'],
      ['b', -40, 1, undefined],
    ]);
  });

  it('asks a factor of the shortest interval there only', () => {
    const scored = scoreOf([saying('a', 10, { intervals: 'shortest' })], { intervals: ['1h', '5m', '15m'] });
    expect(partOf(scored, 'a')?.byInterval).toEqual({ '5m': 10 });
  });

  it('clips what a factor says beyond its range', () => {
    expect(scoreOf([saying('a', 250)])?.score).toBe(100);
  });
});

describe('modulators', () => {
  const modulator = (name: string, value: number) => saying(name, value, { kind: 'modulator' });

  it('multiply the mean, each as much as its weight says, and the score is clipped', () => {
    const scored = scoreOf([
      saying('a', 50),
      modulator('doubtful', 0.8),
      { factor: modulator('half', 1.2), weight: 0.5 },
    ]);
    expect(scored?.mean).toBe(50);
    expect(scored?.score).toBeCloseTo(50 * 0.8 * 1.1, 12);
    expect(partOf(scored, 'half')?.score).toBeCloseTo(1.1, 12);
    expect(partOf(scored, 'half')?.weight).toBe(0.5);
    expect(scoreOf([saying('a', 95), modulator('sure', 1.25)])?.score).toBe(100);
  });

  it('are clipped to their range, and 1 when they abstain', () => {
    expect(scoreOf([saying('a', 40), modulator('zero', 0)])?.score).toBe(20);
    expect(scoreOf([saying('a', 40), modulator('silent', Number.NaN)])?.score).toBe(40);
  });

  it('are shown where the mean points; directional factors are not', () => {
    const signs: number[] = [];
    const noting = ({ sign }: FactorContext): number => {
      signs.push(sign);
      return 1;
    };
    scoreOf([saying('a', -5), saying('b', noting), saying('m', noting, { kind: 'modulator' })]);
    expect(signs).toEqual([0, -1]);
  });

  it('make no score by themselves', () => {
    expect(scoreOf([saying('silent', Number.NaN), modulator('m', 1)])).toBeUndefined();
  });
});

describe('inputs beside klines', () => {
  const markPrice = (exchangeTimeMs: number): MarkPrice => ({
    symbol: btc,
    markPrice: 101,
    indexPrice: 100,
    fundingRatio: 0,
    nextFundingTimeMs: 0,
    exchangeTimeMs,
  });
  const interest: OpenInterest = { symbol: btc, openInterestBase: 7, exchangeTimeMs: 940_000 };
  const booksAt = (ageMs: number) => ({ ...noBooks, markPrices: new Map([[btc, markPrice(1_000_000 - ageMs)]]) });
  const reading = saying('a', ({ markPrice: latest }) => latest!.markPrice - 100, { inputs: ['markPrice'] });

  it('are shown while they are fresh, and stale beyond their age', () => {
    const others = [saying('b', 0)];
    const at = { atMs: 1_000_000 };
    expect(partOf(scoreOf([reading, ...others], {}, { ...at, books: booksAt(60_000) }), 'a')?.score).toBe(1);
    expect(partOf(scoreOf([reading, ...others], {}, { ...at, books: booksAt(60_001) }), 'a')?.abstained).toBe(
      'markPriceStale',
    );
  });

  it('are hidden from factors that have not named them', () => {
    const seen: unknown[] = [];
    const looking = (more: Parameters<typeof saying>[2]) =>
      saying(
        'a',
        ({ markPrice: mark, openInterest, spread, benchmark, regime }) => {
          seen.push([mark, openInterest, spread, benchmark, regime].map((input) => input !== undefined));
          return 0;
        },
        more,
      );
    const books = {
      ...noBooks,
      markPrices: booksAt(0).markPrices,
      openInterest: new Map([[btc, [interest]]]),
      spreads: new Map([[btc, { symbol: btc, spreadRatio: 0.1, exchangeTimeMs: 1_000_000 }]]),
    };
    const input = inputOf([sequencer(btc, '5m', 120)], { atMs: 1_000_000, books });
    const wants = [[], ['markPrice'], ['openInterest'], ['spread'], ['benchmark'], ['regime']] as const;
    for (const inputs of wants) scanUniverse(rulesOf([looking({ inputs })]), input);
    expect(seen).toEqual([
      [false, false, false, false, false],
      [true, false, false, false, false],
      [false, true, false, false, false],
      [false, false, true, false, false],
      [false, false, false, true, false],
      [false, false, false, false, true],
    ]);
  });

  it('that are optional are shown when they are there, and missed by nobody', () => {
    const optional = saying('a', ({ openInterest }) => openInterest?.length ?? 50, {
      optionalInputs: ['openInterest'],
    });
    expect(scoreOf([optional])?.score).toBe(50);
    const books = { ...noBooks, openInterest: new Map([[btc, [interest, interest]]]) };
    expect(scoreOf([optional], {}, { books, atMs: 1_000_000 })?.score).toBe(2);
  });

  it('the benchmark and the regime are there for every symbol once its windows are ready', () => {
    const windows = [sequencer(btc, '5m', 120), sequencer(eth, '5m', 120)];
    const reads = saying('a', ({ benchmark, regime }) => benchmark!['5m']!.count + regime!.trend, {
      inputs: ['benchmark', 'regime'],
    });
    const scan = scanUniverse(rulesOf([reads]), inputOf(windows));
    expect(scan.regime).toMatchObject({ interval: '5m' });
    expect(scan.regime!.trend).toBeGreaterThan(50);
    expect(scan.regime!.relativeVolatility).toBeLessThan(1);
    expect(scan.scores.map(({ score }) => score)).toEqual([100, 100]);
    const without = scanUniverse(rulesOf([reads, saying('b', 1)]), inputOf(windows.slice(1)));
    expect(without.regime).toBeUndefined();
    expect(partOf(without.scores[0], 'a')?.abstained).toBe('benchmarkMissing');
  });
});

describe('a scan', () => {
  const windows = [sequencer(btc, '5m', 3), sequencer(btc, '1h', 3), sequencer(eth, '5m', 3), sequencer(eth, '1h', 0)];
  const symbols = [btc, eth, instrumentSymbol('NEWUSDT')];

  it('scores symbols whose windows are all ready and names the rest', () => {
    const scan = scanUniverse(rulesOf([saying('a', -10)], { intervals }), inputOf(windows, { symbols }));
    expect(scan.scores.map(({ symbol, score }) => [symbol, score])).toEqual([[btc, -10]]);
    expect(scan.skipped).toEqual([
      { symbol: eth, reason: 'warming' },
      { symbol: 'NEWUSDT', reason: 'warming' },
    ]);
  });

  it('says so when a symbol has too few klines for any factor', () => {
    const scan = scanUniverse(rulesOf([saying('a', 1, { requiredKlines: 99 })]), inputOf(windows, { symbols: [btc] }));
    expect(scan.skipped).toEqual([{ symbol: btc, reason: 'tooFewKlines' }]);
  });

  it('says so when no factor has an opinion for another reason', () => {
    const factors = [saying('a', 1, { requiredKlines: 99 }), saying('b', 1, { inputs: ['markPrice'] })];
    const scan = scanUniverse(
      rulesOf([...factors, saying('m', 1, { kind: 'modulator' })]),
      inputOf(windows, { symbols: [btc] }),
    );
    expect(scan.skipped).toEqual([{ symbol: btc, reason: 'noOpinion' }]);
  });

  const untyped = (value: unknown) => saying('broken', () => value as number);
  it.each([
    [
      'throws',
      saying('broken', () => {
        throw new Error('division by zero');
      }),
      'division by zero',
    ],
    [
      'is infinite',
      untyped(Number.POSITIVE_INFINITY),
      'it answered Infinity; expected a finite number, or NaN for no opinion',
    ],
    ['answers nothing', untyped(undefined), 'it answered undefined; expected a finite number, or NaN for no opinion'],
    ['answers text', untyped('7'), 'it answered 7; expected a finite number, or NaN for no opinion'],
  ])('a factor that %s costs its symbols, not the pass', (_, broken, message) => {
    const rest = inputOf(windows, { symbols: [btc, eth] });
    const scan = scanUniverse(rulesOf([saying('a', 1), broken]), rest);
    expect(scan.failed).toEqual([btc, eth].map((symbol) => ({ symbol, factor: 'broken', message })));
    expect(scan.scores).toEqual([]);
  });

  it('puts the strongest first, whatever the direction', () => {
    const factor = saying('a', ({ symbol }) => (symbol === eth ? -90 : 50));
    const { scores } = scanUniverse(rulesOf([factor]), inputOf(windows, { symbols: [btc, eth] }));
    expect(scores.map(({ symbol }) => symbol)).toEqual([eth, btc]);
  });

  it('tells the age of the oldest input used', () => {
    const closedMs = klineAt(3, { key: seriesKey(btc, '5m') }).openTimeMs;
    const age = (books = noBooks): number =>
      scanUniverse(rulesOf([saying('a', 1)]), inputOf(windows, { symbols: [btc], atMs: closedMs + 70_000, books }))
        .oldestInputAgeMs;
    expect(age()).toBe(70_000);
    const spread = { symbol: btc, spreadRatio: 0.001, exchangeTimeMs: closedMs - 5_000 };
    expect(age({ ...noBooks, spreads: new Map([[btc, spread]]) })).toBe(70_000);
    expect(age({ ...noBooks, spreads: new Map([[btc, { ...spread, exchangeTimeMs: closedMs + 10_000 }]]) })).toBe(
      70_000,
    );
  });

  it('of an empty universe is empty', () => {
    const scan = scanUniverse(rulesOf([saying('a', 1)]), inputOf([], { symbols: [], atMs: 5 }));
    expect(scan).toEqual({
      scores: [],
      skipped: [],
      failed: [],
      regime: undefined,
      recomputed: 0,
      oldestInputAgeMs: 0,
    });
  });
});

it('a rehearsal asks every factor on every interval, the benchmark included', () => {
  const asked = new Set<string>();
  const noting = (name: string) =>
    saying(name, ({ window }) => (asked.add(`${name} ${window.interval}`), 0), { inputs: ['benchmark', 'regime'] });
  const rules = rulesOf([...Object.values(usualFactors), noting('a')], { intervals });
  rehearse(rules, (input) => scanUniverse(rules, input));
  expect([...asked]).toEqual(['a 5m', 'a 1h']);
  expect(intervalMs('1h')).toBe(3_600_000);
});
