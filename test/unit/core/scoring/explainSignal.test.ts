import { describe, expect, it } from 'vitest';
import { explainSignal } from '../../../../src/core/scoring/explainSignal.js';
import { recordSignal } from '../../../../src/core/scoring/recordSignal.js';
import { noSignals, reduceSignals } from '../../../../src/core/scoring/reduceSignals.js';
import type { ScanInput, ScanRules } from '../../../../src/core/scoring/scanRules.js';
import { scanUniverse } from '../../../../src/core/scoring/scanUniverse.js';
import { SeriesSequencer } from '../../../../src/core/windows/seriesSequencer.js';
import { instrumentSymbol, type KlineInterval } from '../../../../src/domain/kline.js';
import { seriesKey } from '../../../../src/domain/series.js';
import type { SignalRecord } from '../../../../src/domain/signalRecord.js';
import { inputOf, rulesOf, saying, usualFactors } from '../../../support/factors.js';
import { klineAt } from '../../../support/klines.js';

const configHash = 'c0ffee';

function warm(name: string, interval: KlineInterval, count: number, size = count): SeriesSequencer {
  const key = seriesKey(instrumentSymbol(name), interval);
  const sequencer = new SeriesSequencer({ series: key, size });
  const klines = Array.from({ length: count }, (_, i) =>
    klineAt(i, { key, close: 100 + 9 * Math.sin(i / name.length) }),
  );
  sequencer.apply({ kind: 'rows', klines });
  return sequencer;
}

/** The record of the signal that the strongest score opens. */
function recorded(rules: ScanRules, input: ScanInput): SignalRecord {
  const always = { minScore: 0, leaveScore: 0, confirmCycles: 1, confirmOfCycles: 1, cooldownMs: 0, configHash };
  const { signals } = reduceSignals(always)(noSignals, {
    symbols: input.symbols,
    scores: scanUniverse(rules, input).scores,
    cycle: 1,
    atMs: input.atMs,
    certificatesOf: (symbol) =>
      rules.intervals.map((interval) => input.book.get(seriesKey(symbol, interval))!.window.certificate()),
    priceOf: () => ({ price: 1, exchangeTimeMs: 0 }),
  });
  return recordSignal(signals[0]!, { ...input, rules, settings: undefined });
}

describe('explainSignal', () => {
  const answers = [Number.NaN, 120, -40];
  const spoken = saying(
    'spoken',
    ({ window, note }) => {
      note('count', window.count);
      note('twice', 2 * window.count);
      return answers[window.count % 3]!;
    },
    { formula: 'by count', requiredKlines: 4 },
  );
  const half = saying('half', 0.8, { kind: 'modulator' });
  const rules = rulesOf(
    [
      spoken,
      { factor: half, weight: 0.5 },
      saying('costly', 1, { inputs: ['openInterest'] }),
      saying('silent', Number.NaN),
    ],
    { intervals: ['1m', '5m', '15m', '1h'] },
  );
  const input = inputOf([warm('AAA', '1m', 6), warm('AAA', '5m', 7), warm('AAA', '15m', 8), warm('AAA', '1h', 3)]);
  const record = recorded(rules, input);
  const explanation = explainSignal(record, { rules, configHash });

  it('computes score and id again', () => {
    expect(explanation).toMatchObject({ isSameScore: true, isSameId: true, id: record.signal.id, why: undefined });
    expect(explanation.score).toMatchObject({ score: ((100 - 40) / 2) * 0.9, mean: 30 });
  });

  it('names terms and answer on each interval, before clipping, and where it was not asked', () => {
    expect(explanation.factors[0]).toEqual({
      part: {
        factor: 'spoken',
        kind: 'directional',
        score: 30,
        weight: 1,
        byInterval: { '5m': 100, '15m': -40 },
        abstained: undefined,
      },
      formula: 'by count',
      weight: 1,
      answers: [
        {
          interval: '1m',
          terms: [
            { term: 'count', value: 6 },
            { term: 'twice', value: 12 },
          ],
          answer: Number.NaN,
        },
        {
          interval: '5m',
          terms: [
            { term: 'count', value: 7 },
            { term: 'twice', value: 14 },
          ],
          answer: 120,
        },
        {
          interval: '15m',
          terms: [
            { term: 'count', value: 8 },
            { term: 'twice', value: 16 },
          ],
          answer: -40,
        },
      ],
      tooShort: ['1h'],
    });
  });

  it('says who abstained and why, and how far a modulator counts', () => {
    const [, modulator, costly, silent] = explanation.factors;
    expect(modulator).toMatchObject({ weight: 0.5, part: { score: 0.9 } });
    expect(costly).toMatchObject({ answers: [], part: { abstained: 'openInterestMissing', weight: 0 } });
    expect(silent!.part.abstained).toBe('noOpinion');
    expect(silent!.answers.map(({ answer }) => answer)).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('keeps what it rests on when the windows have moved on', () => {
    const windows = [warm('AAA', '1m', 6), warm('AAA', '5m', 7), warm('AAA', '15m', 8), warm('AAA', '1h', 3)];
    const before = recorded(rules, inputOf(windows));
    for (const { series, apply } of windows.map((each) => ({ series: each.series, apply: each.apply.bind(each) })))
      for (const index of [6, 7, 8, 9, 10])
        apply({ kind: 'close', kline: klineAt(index, { key: series }), exchangeTimeMs: 9e12 });
    expect(before.inputs).toEqual(record.inputs);
    expect(explainSignal(before, { rules, configHash })).toEqual(explanation);
  });

  it('says so when the same record makes another score, another id, or none', () => {
    const otherRules = { ...rules, factors: [{ factor: { ...spoken, score: () => 31 }, weight: 1 }] };
    expect(explainSignal(record, { rules: otherRules, configHash })).toMatchObject({
      isSameScore: false,
      isSameId: false,
      score: { score: 31 },
    });
    expect(explainSignal(record, { rules, configHash: 'other' })).toMatchObject({ isSameScore: true, isSameId: false });
    const failing = saying('failing', () => Number.POSITIVE_INFINITY);
    expect(
      explainSignal(record, { rules: rulesOf([failing], { intervals: rules.intervals }), configHash }),
    ).toMatchObject({
      score: undefined,
      why: 'failing fails: it answered Infinity; expected a finite number, or NaN for no opinion',
    });
  });

  it('sees the benchmark, the regime, samples and the spot market as the scan did', () => {
    const atMs = klineAt(120).openTimeMs;
    const symbol = instrumentSymbol('ETHUSDT');
    const spotSymbol = instrumentSymbol('ETH-SPOT');
    const market = ['5m', '15m'] as const;
    const reading = saying(
      'reading',
      ({ benchmark, regime, spot, spread, window }) =>
        regime!.trend + benchmark!['5m']!.count / 10 + spread!.spreadRatio + spot![window.interval]!.count,
      { inputs: ['benchmark', 'regime', 'spread', 'spot'] },
    );
    const all = rulesOf([...Object.values(usualFactors), reading], {
      intervals: market,
      maxAgeMs: { markPrice: 1_000, openInterest: 1e9, spread: 1e9 },
    });
    const windows = ['BTCUSDT', 'ETHUSDT'].flatMap((name) => market.map((interval) => warm(name, interval, 120)));
    const spot = market.map((interval) => warm(spotSymbol, interval, 40));
    const openInterest = [0, 1, 2, 3].map((i) => ({
      symbol,
      openInterestBase: 1e6 * (1 + i / 50),
      exchangeTimeMs: klineAt(90, { key: seriesKey(symbol, '5m') }).openTimeMs + i * 1_800_000,
    }));
    const stale = { symbol, markPrice: 1, indexPrice: 1, fundingRatio: 0, nextFundingTimeMs: 0, exchangeTimeMs: 0 };
    const known = inputOf(windows, {
      symbols: [symbol],
      atMs,
      books: {
        markPrices: new Map([[symbol, stale]]),
        openInterest: new Map([[symbol, openInterest]]),
        spreads: new Map([[symbol, { symbol, spreadRatio: 0.0005, exchangeTimeMs: atMs }]]),
        spot: {
          symbols: new Map([[symbol, spotSymbol]]),
          windows: new Map(spot.map((each) => [each.series, each])),
        },
      },
    });
    const whole = recorded(all, known);
    const again = explainSignal(whole, { rules: all, configHash });
    expect(again).toMatchObject({ isSameScore: true, isSameId: true });
    const abstained = again.factors.flatMap(({ part }) => part.abstained ?? []);
    expect(abstained).toEqual(['markPriceStale']);
    const without = { ...whole, inputs: { ...whole.inputs, spot: undefined } };
    expect(explainSignal(without, { rules: all, configHash }).isSameScore).toBe(false);
  });
});
