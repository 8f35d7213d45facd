import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncrementalScan } from '../../../../src/core/scoring/incrementalScan.js';
import { noSpot, type ScanBooks, type ScanInput } from '../../../../src/core/scoring/scanRules.js';
import { scanUniverse } from '../../../../src/core/scoring/scanUniverse.js';
import { SeriesSequencer } from '../../../../src/core/windows/seriesSequencer.js';
import type { MarkPrice, OpenInterest } from '../../../../src/domain/derivatives.js';
import {
  instrumentSymbol,
  intervalMs,
  type InstrumentSymbol,
  type KlineInterval,
} from '../../../../src/domain/kline.js';
import { seriesKey, type SeriesKey } from '../../../../src/domain/series.js';
import type { Spread } from '../../../../src/domain/spread.js';
import { rulesOf, saying, usualFactors } from '../../../support/factors.js';
import { klineAt } from '../../../support/klines.js';

const names = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const intervals: readonly KlineInterval[] = ['5m', '15m'];
const startMs = klineAt(0).openTimeMs;
const firstKlines = 118;

/** A market that moves one small step at a time, as a scan sees it. */
class StepByStep {
  readonly book = new Map<SeriesKey, SeriesSequencer>();
  readonly #counts = new Map<SeriesKey, number>();
  readonly #markPrices = new Map<InstrumentSymbol, MarkPrice>();
  readonly #openInterest = new Map<InstrumentSymbol, OpenInterest[]>();
  readonly #spreads = new Map<InstrumentSymbol, Spread>();
  #symbols = names.map(instrumentSymbol);
  #atMs = startMs + firstKlines * intervalMs('15m');

  constructor() {
    for (const symbol of this.#symbols) for (const interval of intervals) this.#enter(seriesKey(symbol, interval), 1);
  }

  get input(): ScanInput {
    const books: ScanBooks = {
      markPrices: this.#markPrices,
      openInterest: this.#openInterest,
      spreads: this.#spreads,
      spot: noSpot,
    };
    return { symbols: this.#symbols, book: this.book, books, atMs: this.#atMs };
  }

  act([action, choice, size]: Step): void {
    const symbol = instrumentSymbol(names[choice % names.length]!);
    const key = seriesKey(symbol, intervals[choice % intervals.length]!);
    const sequencer = this.book.get(key);
    const count = this.#counts.get(key)!;
    switch (action) {
      case 'close':
        this.#close(key, count, size);
        return;
      case 'skip':
        this.#counts.set(key, count + 1);
        this.#close(key, count + 1, size);
        return;
      case 'repair':
        this.#repair(key, size);
        return;
      case 'correct':
        sequencer?.apply({
          kind: 'close',
          kline: this.#kline(key, count - 1 - (choice % 9), size),
          exchangeTimeMs: 9e12,
        });
        return;
      case 'enter':
        this.#enter(key, size);
        return;
      case 'leave':
        this.book.delete(key);
        return;
      case 'markPrice':
        this.#markPrices.set(symbol, {
          symbol,
          markPrice: 100 * Math.exp(size / 100),
          indexPrice: 100,
          fundingRatio: size / 1_000,
          nextFundingTimeMs: 0,
          exchangeTimeMs: this.#atMs,
        });
        return;
      case 'openInterest': {
        const sample = {
          symbol,
          openInterestBase: 1e6 * (2 + size),
          exchangeTimeMs: this.#atMs - 3_600_000 * (choice % 2),
        };
        const samples = this.#openInterest.get(symbol);
        // A feed may add to the list that it has given.
        if (samples && choice % 3 === 0) samples.push(sample);
        else this.#openInterest.set(symbol, [...(samples ?? []), sample]);
        return;
      }
      case 'spread':
        this.#spreads.set(symbol, { symbol, spreadRatio: Math.abs(size) / 1_000, exchangeTimeMs: this.#atMs });
        return;
      case 'wait':
        this.#atMs += 40_000 * (choice % 7);
        return;
      case 'universe':
        this.#symbols = names.slice(choice % names.length).map(instrumentSymbol);
    }
  }

  #kline(key: SeriesKey, index: number, size: number) {
    const kline = klineAt(index, { key, close: 100 * Math.exp(size * Math.sin(index)) });
    return {
      ...kline,
      quoteVolume: kline.quoteVolume * (2 + size),
      takerBuyQuoteVolume: kline.quoteVolume * (1 + size),
    };
  }

  #close(key: SeriesKey, index: number, size: number): void {
    this.#counts.set(key, index + 1);
    this.book.get(key)?.apply({ kind: 'close', kline: this.#kline(key, index, size), exchangeTimeMs: 0 });
  }

  #repair(key: SeriesKey, size: number): void {
    const klines = Array.from({ length: 30 }, (_, i) => this.#kline(key, this.#counts.get(key)! - 30 + i, size));
    this.book.get(key)?.apply({ kind: 'rows', klines });
  }

  /** Another sequencer takes the place of the one before. */
  #enter(key: SeriesKey, size: number): void {
    const count = this.#counts.get(key) ?? firstKlines;
    this.#counts.set(key, count);
    const sequencer = new SeriesSequencer({ series: key, size: 120 });
    const klines = Array.from({ length: count }, (_, i) => this.#kline(key, i, size / 5));
    sequencer.apply({ kind: 'rows', klines });
    this.book.set(key, sequencer);
  }
}

const actions = [
  'close',
  'skip',
  'repair',
  'correct',
  'enter',
  'leave',
  'markPrice',
  'openInterest',
  'spread',
  'wait',
  'universe',
] as const;
type Step = readonly [action: (typeof actions)[number], choice: number, size: number];
const steps = fc.array(
  fc.tuple(fc.constantFrom(...actions), fc.nat(41), fc.double({ min: -0.9, max: 0.9, noNaN: true })),
  { minLength: 1, maxLength: 30 },
);

describe('IncrementalScan', () => {
  it('says at every step what a scan from scratch says', () => {
    const failing = saying('failing', ({ markPrice }) => (markPrice!.fundingRatio > 0.0005 ? Infinity : 1), {
      inputs: ['markPrice'],
    });
    const wild = saying('wild', ({ regime }) => (regime!.trend > 0 ? 1.2 : 0.8), {
      kind: 'modulator',
      inputs: ['regime'],
    });
    const interest = saying(
      'interest',
      ({ openInterest: samples }) => samples!.length + samples!.at(-1)!.openInterestBase / 1e6,
      {
        inputs: ['openInterest'],
      },
    );
    const rules = rulesOf([...Object.values(usualFactors), failing, wild, interest], {
      intervals,
      maxAgeMs: { markPrice: 100_000, openInterest: 200_000, spread: 150_000 },
    });
    fc.assert(
      fc.property(steps, (taken) => {
        const market = new StepByStep();
        const incremental = new IncrementalScan(rules);
        for (const step of taken) {
          market.act(step);
          const { recomputed: _some, ...cached } = incremental.scan(market.input);
          const { recomputed: _all, ...whole } = scanUniverse(rules, market.input);
          expect(cached).toEqual(whole);
        }
      }),
      { numRuns: 60 },
    );
  });

  const asking = () => {
    const asked: string[] = [];
    const noting = (name: string, more: Parameters<typeof saying>[2] = {}) =>
      saying(
        name,
        ({ symbol, sign }) => (asked.push(`${name} ${symbol.slice(0, 3)}`), more.kind ? 1 : sign + 10),
        more,
      );
    const scan = new IncrementalScan(
      rulesOf([
        noting('klines'),
        noting('funding', { inputs: ['markPrice'] }),
        noting('market', { inputs: ['benchmark'] }),
        noting('modulator', { kind: 'modulator' }),
      ]),
    );
    const market = new StepByStep();
    const askedIn = (): string[] => {
      asked.length = 0;
      scan.scan(market.input);
      return [...asked];
    };
    return { market, scan, askedIn };
  };

  it('asks nobody about a symbol that has not moved', () => {
    const { market, scan, askedIn } = asking();
    expect(askedIn().length).toBe(9);
    expect(askedIn()).toEqual([]);
    expect(scan.scan(market.input).recomputed).toBe(0);
    expect(scan.scan(market.input).scores[0]).toBe(scan.scan(market.input).scores[0]);
  });

  it('asks everybody about a symbol whose window moved, and about the others those that read the benchmark when that moved', () => {
    const { market, scan, askedIn } = asking();
    askedIn();
    market.act(['close', 4, 0.1]);
    expect(askedIn()).toEqual(['klines ETH', 'market ETH', 'modulator ETH']);
    market.act(['close', 0, 0.1]);
    expect(askedIn().sort()).toEqual(['klines BTC', 'market BTC', 'market ETH', 'market SOL', 'modulator BTC']);
    market.act(['close', 2, 0.1]);
    expect(scan.scan(market.input).recomputed).toBe(1);
  });

  it('asks only those that read an input when it comes or goes', () => {
    const { market, askedIn } = asking();
    askedIn();
    market.act(['markPrice', 1, 0.1]);
    expect(askedIn()).toEqual(['funding ETH']);
    market.act(['spread', 1, 0.1]);
    expect(askedIn()).toEqual([]);
    market.act(['wait', 6, 0]);
    expect(askedIn()).toEqual([]);
  });

  it('notices a sample that was added to a list it has seen', () => {
    const counting = saying('a', ({ openInterest }) => openInterest!.length, { inputs: ['openInterest'] });
    const scan = new IncrementalScan(rulesOf([counting]));
    const market = new StepByStep();
    const scores = [1, 2, 3].map(() => {
      market.act(['openInterest', 0, 0]);
      return scan.scan(market.input).scores[0]?.score;
    });
    expect(scores).toEqual([1, 2, 3]);
  });

  it('asks modulators again when the mean turns, though no window moved', () => {
    const signs: number[] = [];
    const funding = saying('funding', ({ markPrice }) => 1_000 * markPrice!.fundingRatio, { inputs: ['markPrice'] });
    const noting = saying('m', ({ sign }) => (signs.push(sign), 1), { kind: 'modulator' });
    const scan = new IncrementalScan(rulesOf([funding, noting]));
    const market = new StepByStep();
    for (const size of [0.5, 0.6, -0.5]) {
      market.act(['markPrice', 0, size]);
      scan.scan(market.input);
    }
    expect(signs).toEqual([1, -1]);
  });

  it('asks all modulators again after one has failed in a mean that had turned', () => {
    const funding = saying('funding', ({ markPrice }) => 1_000 * markPrice!.fundingRatio, { inputs: ['markPrice'] });
    const failing = saying('failing', ({ markPrice }) => (markPrice!.fundingRatio === -0.0005 ? Infinity : 1), {
      kind: 'modulator',
      inputs: ['markPrice'],
    });
    const signed = saying('signed', ({ sign }) => 1 + 0.2 * sign, { kind: 'modulator' });
    const rules = rulesOf([funding, failing, signed]);
    const scan = new IncrementalScan(rules);
    const market = new StepByStep();
    for (const size of [0.5, -0.5, -0.4]) {
      market.act(['markPrice', 0, size]);
      expect(scan.scan(market.input).scores).toEqual(scanUniverse(rules, market.input).scores);
    }
  });

  it('forgets a symbol that left the universe', () => {
    const { market, askedIn } = asking();
    const all = askedIn().length;
    market.act(['universe', 2, 0]);
    expect(askedIn()).toEqual([]);
    market.act(['universe', 0, 0]);
    expect(askedIn().length).toBe((all / 3) * 2);
  });
});
