import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PredictionRun } from '../../../src/cli/predict/predictionRun.js';
import { configSchema } from '../../../src/config/schema.js';
import type { CyclePrediction, CycleResult } from '../../../src/domain/cycle.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { cycleResult, openedSignal } from '../../support/cycles.js';

const { prediction, windows } = configSchema.parse({});
const signal = openedSignal({ symbol: instrumentSymbol('A'), score: 70, mean: 70, parts: [] });

function start(modelFile: string | null) {
  const said: string[] = [];
  const run = new PredictionRun(
    { prediction: { ...prediction, modelFile }, windows },
    { say: (sentence) => said.push(sentence), warn: (sentence) => said.push(`! ${sentence}`) },
  );
  const cycles$ = new Subject<CycleResult>();
  const subscription = run.watch({ cycles$ }).subscribe();
  const cycle = (of: Partial<CyclePrediction>): void =>
    cycles$.next(
      cycleResult({
        prediction: { kind: 'predicted', candidates: 3, probabilities: new Map(), refused: [], durationMs: 2, ...of },
      }),
    );
  return { run, said, cycle, stop: () => subscription.unsubscribe() };
}

describe('the predictor of a run', () => {
  it('is none without a model in the configuration', () => {
    const { run, said, cycle, stop } = start(null);
    cycle({});
    stop();
    expect([run.prediction, run.report, said]).toEqual([undefined, {}, []]);
  });

  it('says once that the model fails, and once that it answers again', () => {
    const { said, cycle, stop } = start('/nowhere/model.onnx');
    cycle({});
    cycle({ kind: 'failed' });
    cycle({ kind: 'failed' });
    // Nobody was asked: nothing is known of the model.
    cycle({ candidates: 0 });
    cycle({});
    cycle({});
    cycle({ kind: 'failed' });
    stop();
    expect(said).toEqual([
      expect.stringMatching(/^! The model did not answer/),
      'The model answers again.',
      expect.stringMatching(/^! The model did not answer/),
    ]);
  });

  it('reports what came of every cycle', () => {
    const { run, cycle, stop } = start('/nowhere/model.onnx');
    cycle({ refused: [signal, signal], durationMs: 4 });
    cycle({ kind: 'off' });
    cycle({ kind: 'failed', durationMs: 5_000 });
    cycle({ candidates: 0, durationMs: 0 });
    stop();
    expect(run.report.prediction).toMatchObject({ cycles: 4, candidates: 9, off: 1, failed: 1, refused: 2 });
    // Only of those that were answered.
    expect(run.report.prediction!.durationMs.max).toBeCloseTo(4, 1);
  });
});
