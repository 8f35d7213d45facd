import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, type EvaluateDeps, type EvaluationConfig } from '../../../../src/app/evaluate.js';
import type { Evaluation, FactorEvaluation } from '../../../../src/core/evaluation/evaluation.js';
import type { EvaluationEvent } from '../../../../src/core/evaluation/evaluateHistory.js';
import { scanHistory, type ScannedInstant } from '../../../../src/core/evaluation/scanHistory.js';
import type { KlineHistory } from '../../../../src/core/evaluation/klineHistory.js';
import { defineFactor } from '../../../../src/core/factors/defineFactor.js';
import type { Factor } from '../../../../src/core/factors/factor.js';
import { scanRules, signalRules } from '../../../../src/app/scoringRules.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { scannerConfig } from '../../../support/scannerConfig.js';
import { walkHistory, walkMinute, watchedHistory } from '../../../support/walkHistory.js';

const minuteMs = 60_000;
const symbols = ['BTCUSDT', 'ETHUSDT', ...Array.from({ length: 10 }, (_, at) => `COIN${at}USDT`)];
const horizonsMs = [5 * minuteMs, 30 * minuteMs];
const intervals = ['1m', '5m'] as const;

const config = (minScore = 30): EvaluationConfig =>
  scannerConfig({ windows: { intervals: [...intervals], klines: 120 }, scan: { minScore } });

async function eventsOf(deps: Partial<EvaluateDeps> & { history: KlineHistory }): Promise<readonly EvaluationEvent[]> {
  return lastValueFrom(evaluate({ config: config(), horizonsMs, resamples: 200, ...deps }).pipe(toArray()), {
    defaultValue: [],
  });
}

async function evaluationOf(deps: Partial<EvaluateDeps> & { history: KlineHistory }): Promise<Evaluation> {
  const last = (await eventsOf(deps)).at(-1)!;
  if (last.kind !== 'evaluated') throw new Error('it ended without an evaluation');
  return last.evaluation;
}

const factorIn = ({ factors }: Evaluation, wanted: string): FactorEvaluation =>
  factors.find(({ name }) => name === wanted)!;

const verdictsOn = (evaluation: Evaluation, name: string): readonly string[] =>
  factorIn(evaluation, name).forecasts.map(({ verdict }) => verdict);

/** A factor asked once per symbol, with the instant of the scan. */
const plain = (name: string, score: (symbol: string, atMs: number) => number): Factor =>
  defineFactor({
    name,
    kind: 'directional',
    intervals: 'shortest',
    requiredKlines: 1,
    score: ({ symbol, window }) => score(symbol, window.lastOpenTimeMs + minuteMs),
  });

const hash = (symbol: string, atMs: number): number => {
  let mixed = Math.imul(atMs / minuteMs, 0x9e3779b1) ^ Math.imul(symbols.indexOf(symbol) + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};

describe('an evaluation', () => {
  const history = walkHistory({ symbols, minutes: 1_500 });

  it('finds a factor that knows the future, its opposite, and nothing in one that throws dice', async () => {
    const future = (symbol: string, atMs: number): number =>
      50_000 *
      Math.log(
        history.priceAt(instrumentSymbol(symbol), Math.min(atMs + 30 * minuteMs, walkMinute(1_500))) /
          history.priceAt(instrumentSymbol(symbol), atMs),
      );
    const evaluation = await evaluationOf({
      history,
      factors: [
        plain('prophet', (symbol, atMs) => Math.tanh(future(symbol, atMs) / 1e3) * 50),
        plain('contrary', (symbol, atMs) => Math.tanh(future(symbol, atMs) / 1e3) * -50),
        plain('dice', (symbol, atMs) => 100 * hash(symbol, atMs) - 50),
      ],
    });
    expect(verdictsOn(evaluation, 'prophet')).toEqual(['positive', 'positive']);
    expect(verdictsOn(evaluation, 'contrary')).toEqual(['negative', 'negative']);
    expect(verdictsOn(evaluation, 'dice')).toEqual(['nothing shown', 'nothing shown']);
    const perfect = factorIn(evaluation, 'prophet').forecasts[1]!;
    expect(perfect.acrossSymbols!.value).toBeGreaterThan(0.99);
    expect(perfect.overTime!.value).toBeGreaterThan(0.99);
    expect(evaluation.correlations[evaluation.factors.findIndex(({ name }) => name === 'prophet')]).toContainEqual(
      expect.closeTo(-1, 9),
    );
    expect(evaluation.method.judgedBy).toBe('acrossSymbols');
  });

  it('counts what was scanned, and shares out the chance of a wrong verdict over all comparisons', async () => {
    const events = await eventsOf({ history });
    const evaluation = await evaluationOf({ history });
    const { data, counts, method, factors, scores, signals } = evaluation;
    expect(events.at(-1)).toEqual({ kind: 'evaluated', evaluation });
    expect(events.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(10);
    // 97 klines of 5m for the slowest factor, trend, and one scan every 5 minutes to the end.
    expect(data).toMatchObject({
      firstScanMs: walkMinute(480),
      warmAtMs: walkMinute(480),
      lastScanMs: walkMinute(1_500),
      isFlowReal: true,
    });
    expect(counts).toEqual({
      scans: 205,
      scores: 205 * 12,
      skipped: {},
      failed: 0,
      failures: {},
      nonFinite: 0,
    });
    const forecasts = factors.flatMap((factor) => factor.forecasts);
    // Sizes of moves are compared in blocks of a day, and there are not three.
    const sizes = forecasts.filter(({ target }) => target === 'absoluteReturn');
    expect(sizes.every(({ verdict }) => verdict === 'too little data')).toBe(true);
    expect(method.comparisons).toBe(
      forecasts.length - sizes.length + signals.forecasts.filter(({ widened }) => widened).length,
    );
    expect(scores.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(counts.scores);
    expect(signals.opened).toBe(signals.long + signals.short);
    expect(signals.opened).toBeGreaterThan(20);
    expect(signals.forecasts[0]!.count).toBeGreaterThan(20);
    const judged = factors.filter(({ unjudged }) => unjudged === null);
    expect(judged.every(({ isConstant }) => !isConstant)).toBe(true);
    for (const { acrossSymbols, widened } of forecasts.filter((each) => !sizes.includes(each))) {
      expect(widened!.low).toBeLessThan(acrossSymbols!.low);
      expect(widened!.high).toBeGreaterThan(acrossSymbols!.high);
    }
    expect(factorIn(evaluation, 'liquidity').forecasts.map(({ target }) => target)).toEqual([
      'absoluteReturn',
      'absoluteReturn',
      'returnInDirection',
      'returnInDirection',
    ]);
  });

  it('says why factors are not judged, which are constant, and which fail', async () => {
    const evaluation = await evaluationOf({
      history,
      factors: [
        plain('same', () => 7),
        plain('shy', () => Number.NaN),
        plain('broken', (symbol) => (symbol === 'ETHUSDT' ? Number.POSITIVE_INFINITY : 1)),
      ],
    });
    expect(factorIn(evaluation, 'openInterest')).toMatchObject({
      unjudged: 'noData',
      abstainedRatio: 1,
      abstentions: { openInterestMissing: evaluation.counts.scores },
      forecasts: [],
    });
    expect(factorIn(evaluation, 'same')).toMatchObject({ isConstant: true, turnover: null, forecasts: [] });
    expect(factorIn(evaluation, 'shy')).toMatchObject({ unjudged: 'noData', answers: 0 });
    expect(evaluation.counts).toMatchObject({ failed: evaluation.counts.scans, nonFinite: 0 });
    expect(evaluation.counts.failures).toEqual({
      broken: 'it answered Infinity; expected a finite number, or NaN for no opinion',
    });
  });

  it('does not judge what reads taker columns or trade counts where nothing was traded in any trade', async () => {
    const counter = defineFactor({
      name: 'counter',
      kind: 'directional',
      requiredKlines: 1,
      score: ({ window }) => window.columns.tradeCount.at(-1)!,
    });
    const evaluation = await evaluationOf({
      history: walkHistory({ symbols, minutes: 900, hasTradeCounts: false }),
      factors: [counter],
    });
    const unreal = evaluation.factors.filter(({ unjudged }) => unjudged === 'flowNotReal').map(({ name }) => name);
    expect(evaluation.data.isFlowReal).toBe(false);
    expect(unreal).toEqual(['orderFlow', 'flowLead', 'counter']);
  });

  it('judges few symbols over time', async () => {
    const evaluation = await evaluationOf({ history: walkHistory({ symbols: symbols.slice(0, 3), minutes: 1_500 }) });
    expect(evaluation.method.judgedBy).toBe('overTime');
    const { forecasts } = factorIn(evaluation, 'trend');
    expect(forecasts.every(({ acrossSymbols, overTime }) => acrossSymbols === null && overTime !== null)).toBe(true);
  });

  it('compares sizes of moves in blocks of a day', async () => {
    const calmAndWild = walkHistory({ symbols: symbols.slice(0, 3), minutes: 6_000 });
    const evaluation = await evaluationOf({ history: calmAndWild, everyMs: 15 * minuteMs });
    const { forecasts } = factorIn(evaluation, 'liquidity');
    expect(forecasts.map(({ overTime }) => overTime!.blocks)).toEqual([3, 3, 92, 91]);
    expect(evaluation.method.horizons[0]).toMatchObject({ blockMs: 60 * minuteMs, sizeBlockMs: 1_440 * minuteMs });
  });

  it('is the same with the same seed', async () => {
    const [one, again, other] = await Promise.all([1, 1, 2].map((seed) => evaluationOf({ history, seed })));
    expect(JSON.stringify(again)).toBe(JSON.stringify(one));
    expect(other!.counts).toEqual(one!.counts);
    expect(JSON.stringify(other!.factors)).not.toBe(JSON.stringify(one!.factors));
  });

  it('scans a symbol for as long as it is recorded', async () => {
    const uneven = walkHistory({ symbols, minutes: 900, minutesOf: { ETHUSDT: 700 } });
    const { counts, data } = await evaluationOf({ history: uneven });
    expect(data.toMs).toBe(walkMinute(900));
    expect(counts.scores).toBe(85 * 11 + 45);
  });

  it('is refused when the recording is too short, or without a symbol that is asked for', async () => {
    const short = walkHistory({ symbols, minutes: 400 });
    await expect(evaluationOf({ history: short })).rejects.toThrow(
      'found klines from 2026-01-31T00:00Z to 2026-01-31T06:40Z, too short for scans, when windows are not warm before 2026-01-31T08:00Z: an earlier first scan or shorter intervals would do',
    );
    await expect(evaluationOf({ history: short, fromMs: walkMinute(400) })).rejects.toThrow(
      'too short for scans from 2026-01-31T06:40Z with at least the shortest horizon after them',
    );
    const universe = { symbols: ['ETH*', 'XRPUSDT'], blacklist: [] };
    await expect(evaluationOf({ history, config: { ...config(), universe } })).rejects.toThrow(
      'symbols: XRPUSDT is not among the recorded klines',
    );
    const earlier = await evaluationOf({ history: short, fromMs: walkMinute(60) });
    expect(factorIn(earlier, 'trend').abstentions.tooFewKlines).toBeGreaterThan(0);
  });
});

describe('a scan of recorded klines', () => {
  const rules = scanRules(config(), []);
  const hasLeft = ({ signals }: ScannedInstant): boolean =>
    signals.some((signal) => signal.kind === 'closed' && signal.cause === 'left');
  const instantsMs = Array.from({ length: 60 }, (_, at) => walkMinute(485 + 5 * at));
  const scansOf = (history: KlineHistory, minScore = 30) => [
    ...scanHistory({
      history,
      symbols: symbols.map(instrumentSymbol),
      rules,
      signalRules: signalRules(config(minScore), []),
      windowKlines: 120,
      instantsMs,
    }),
  ];

  it('says the same of an instant whatever is recorded later', () => {
    const short = scansOf(walkHistory({ symbols, minutes: 780 }));
    const long = scansOf(walkHistory({ symbols, minutes: 1_500 }));
    expect(short.flatMap(({ signals }) => signals).length).toBeGreaterThan(0);
    expect(short).toEqual(long);
  });

  it('ends the signal of a symbol with its recording', () => {
    const scans = scansOf(walkHistory({ symbols, minutes: 900, minutesOf: { ETHUSDT: 700 } }), 0);
    expect(scans.filter(hasLeft).map(({ atMs }) => atMs)).toEqual([walkMinute(705)]);
    expect(scans.find(hasLeft)!.signals.find(({ symbol }) => symbol === 'ETHUSDT')).toMatchObject({ kind: 'closed' });
  });

  it('never reads what had not closed by the instant', () => {
    const { history, read } = watchedHistory(walkHistory({ symbols, minutes: 1_500 }));
    const steps = scanHistory({
      history,
      symbols: symbols.map(instrumentSymbol),
      rules,
      signalRules: signalRules(config(0), []),
      windowKlines: 120,
      instantsMs,
    });
    for (const { atMs } of steps) expect(read).toEqual({ klinesToMs: atMs, priceAtMs: atMs });
  });
});
