import { EMPTY, map, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { featureCount } from '../../../src/core/features/featureList.js';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import type { CycleResult } from '../../../src/domain/cycle.js';
import { PredictionError } from '../../../src/domain/errors.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import type { SymbolScore } from '../../../src/domain/signal.js';
import type { Predictor } from '../../../src/ports/predictor.js';
import { predictions, type PredictionsDeps } from '../../../src/streams/predictions.js';
import type { WindowBook } from '../../../src/streams/windowBook.js';
import { cycleResult, openedSignal } from '../../support/cycles.js';
import { klineAt } from '../../support/klines.js';
import { MarketTime } from '../../support/marketTime.js';

const scored = (name: string, score: number): SymbolScore => ({
  symbol: instrumentSymbol(name),
  score,
  mean: score,
  parts: [],
});
const timeoutMs = 1_000;
const periodMs = 400;

interface Asked {
  readonly batch: Float32Array;
  readonly rows: number;
}

/** Cycles, one each `periodMs` from then on, through the operator, in virtual time: what came out, and when. */
function run(
  cycles: readonly Partial<CycleResult>[],
  predict: (rows: number, call: number) => Observable<Float32Array>,
  more: Partial<PredictionsDeps> & { readonly onCycle?: (index: number) => void } = {},
) {
  const time = new MarketTime(0);
  const asked: Asked[] = [];
  const predictor: Predictor = {
    featureHash: 'h',
    predict: (batch, rows) => {
      asked.push({ batch, rows });
      return predict(rows, asked.length);
    },
  };
  const told: { readonly atMs: number; readonly cycle: CycleResult }[] = [];
  const errors: unknown[] = [];
  const cycles$ = timer(0, periodMs, time).pipe(
    map((index) => {
      more.onCycle?.(index);
      return cycleResult({ cycle: index, ...cycles[index] });
    }),
  );
  const subscription = cycles$
    .pipe(
      predictions({
        predictor,
        book$: of(new Map()),
        intervals: ['5m'],
        benchmark: instrumentSymbol('BTCUSDT'),
        minScore: 50,
        minProbability: null,
        timeoutMs,
        monotonicMs: () => time.now(),
        scheduler: time,
        ...more,
      }),
    )
    .subscribe({
      next: (cycle) => told.push({ atMs: time.now(), cycle }),
      error: (error: unknown) => errors.push(error),
    });
  time.runTo((cycles.length - 1) * periodMs + 5 * timeoutMs);
  subscription.unsubscribe();
  return { asked, told: told.slice(0, cycles.length), errors };
}

const always = (probability: number) => (rows: number) => of(new Float32Array(rows).fill(probability));
const kindsOf = (told: ReturnType<typeof run>['told']) => told.map(({ cycle }) => cycle.prediction?.kind);

describe('predictions', () => {
  const three = { scores: [scored('A', 90), scored('B', -60), scored('C', 49), scored('D', 0)] };

  it('asks once for all candidates of a cycle, which are those at or above the score', () => {
    const { asked, told } = run([three], always(0.25));
    expect(asked.map(({ rows, batch }) => [rows, batch.length])).toEqual([[2, 2 * featureCount]]);
    expect(told[0]!.cycle.prediction).toMatchObject({ kind: 'predicted', candidates: 2, refused: [] });
    expect([...told[0]!.cycle.prediction!.probabilities]).toEqual([
      ['A', 0.25],
      ['B', 0.25],
    ]);
    // Score and direction are the first two of a row.
    expect([...asked[0]!.batch.subarray(0, 2)]).toEqual([Math.fround(0.9), 1]);
    expect([...asked[0]!.batch.subarray(featureCount, featureCount + 2)]).toEqual([Math.fround(0.6), -1]);
  });

  it('asks nobody for a cycle without candidates, and never for a score of 0', () => {
    const { asked, told } = run([{ scores: [scored('C', 49)] }, { scores: [scored('D', 0)] }], always(1));
    expect(asked).toEqual([]);
    expect(told.map(({ cycle }) => cycle.prediction?.candidates)).toEqual([0, 0]);
    expect(run([{ scores: [scored('D', 0)] }], always(1), { minScore: 0 }).asked).toEqual([]);
  });

  it('leaves the numbers of the scan as they were, and attaches probabilities to signals', () => {
    const signals = [openedSignal(three.scores[0]!), openedSignal(three.scores[1]!)];
    const { told } = run([{ ...three, signals, durationMs: 12 }], always(0.75));
    const { cycle } = told[0]!;
    expect([cycle.durationMs, cycle.scores]).toEqual([12, three.scores]);
    expect(cycle.signals.map(({ probability }) => probability)).toEqual([0.75, 0.75]);
  });

  it('holds signals back that are not probable enough, and tells which', () => {
    const signals = [openedSignal(three.scores[0]!), openedSignal(three.scores[1]!)];
    const { told } = run([{ ...three, signals }], () => of(Float32Array.of(0.4, 0.6)), { minProbability: 0.5 });
    const { cycle } = told[0]!;
    expect(cycle.signals.map(({ symbol }) => symbol)).toEqual(['B']);
    expect(cycle.prediction!.refused.map(({ symbol }) => symbol)).toEqual(['A']);
  });

  it('goes on by score when the model is off or fails, and asks again in the next cycle', () => {
    const signals = [openedSignal(three.scores[0]!)];
    const failing = (cause: 'off' | 'failed') =>
      throwError(() => new PredictionError('no', { cause, found: 'nothing' }));
    const answers = [failing('off'), failing('failed'), of(Float32Array.of(0.1, 0.1))];
    const { told } = run([{ ...three, signals }, { ...three, signals }, three], (_, call) => answers[call - 1]!, {
      minProbability: 0.5,
    });
    expect(kindsOf(told)).toEqual(['off', 'failed', 'predicted']);
    expect(told.map(({ cycle }) => cycle.signals.length)).toEqual([1, 1, 0]);
  });

  it('waits no longer than the time-out, and keeps the order of cycles', () => {
    const { told } = run([three, three, three], (rows, call) => (call === 1 ? NEVER : always(0.5)(rows)));
    expect(kindsOf(told)).toEqual(['failed', 'predicted', 'predicted']);
    expect(told.map(({ cycle, atMs }) => [cycle.cycle, atMs])).toEqual([
      [0, timeoutMs],
      [1, timeoutMs],
      [2, timeoutMs],
    ]);
  });

  it('never makes a scan late: cycles come when they are due while a predictor hangs', () => {
    const started: number[] = [];
    const cycles = Array.from({ length: 6 }, () => three);
    const { told } = run(cycles, () => NEVER, { onCycle: (index) => started.push(index) });
    expect(started.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    // Each is told a time-out after its scan: they do not pile up.
    expect(told.map(({ cycle, atMs }) => [cycle.prediction?.kind, atMs])).toEqual(
      cycles.map((_, index) => ['failed', index * periodMs + timeoutMs]),
    );
  });

  it('reads the windows in the tick of the scan, whatever comes of them while the predictor is busy', () => {
    const symbol = instrumentSymbol('A');
    const key = seriesKey(symbol, '5m');
    const sequencer = new SeriesSequencer({ series: key, size: 70 });
    sequencer.apply({ kind: 'rows', klines: Array.from({ length: 70 }, (_, i) => klineAt(i, { key })) });
    const book: WindowBook = new Map([[key, sequencer]]);
    const rowAt = (index: number, asked: readonly Asked[]) => [...asked[index]!.batch];
    const quick = run([three], always(0.5), { book$: of(book) });
    const slow = run([three, three], () => NEVER, {
      book$: of(book),
      onCycle: (index) => {
        // What closes after the second cycle is not seen by it, though it waits for the first one's time-out.
        if (index !== 2) return;
        for (let i = 70; i < 80; i += 1)
          sequencer.apply({ kind: 'close', kline: klineAt(i, { key, close: 5 }), exchangeTimeMs: 0 });
      },
    });
    expect(rowAt(1, slow.asked)).toEqual(rowAt(0, quick.asked));
  });

  it('does not swallow a bug', () => {
    const { errors } = run([three], () => throwError(() => new TypeError('a bug')));
    expect(errors).toEqual([new TypeError('a bug')]);
  });

  it('loses no cycle when the predictor says nothing at all', () => {
    expect(kindsOf(run([three], () => EMPTY).told)).toEqual(['failed']);
  });
});
