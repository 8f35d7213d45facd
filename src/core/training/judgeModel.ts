import { areaUnderCurve, calibration, logLoss, rowLoss, type CalibrationBand } from './metrics.js';
import type { TrainingSet } from './trainingSet.js';

/** Standard errors that a gain must be above 0 to count: by chance it is so once in forty times. */
const clearErrors = 2;

/** A model against the base rate, which gives every row the same probability. */
export interface Judgement {
  /** 0.5 is chance. */
  readonly areaUnderCurve: number;
  /** Mean of -ln of the probability that was given to what came; less is better. */
  readonly logLoss: number;
  readonly baseLogLoss: number;
  /** Mean gain over the base rate, in log loss, and its standard error. */
  readonly gain: number;
  readonly gainError: number;
  /** The gain is above 0 by at least two of its standard errors. */
  readonly isBetter: boolean;
  readonly calibration: readonly CalibrationBand[];
}

export interface JudgeParts {
  readonly test: TrainingSet;
  /** Of the samples that the model was fitted to: what one would say without it. */
  readonly baseRate: number;
  /** Samples closer together than this live through the same market: they count as one stretch. */
  readonly embargoMs: number;
}

/** Compares probabilities of the test rows with the base rate. */
export function judgeModel(probabilities: Float64Array, { test, baseRate, embargoMs }: JudgeParts): Judgement {
  const base = new Float64Array(test.count).fill(baseRate);
  const baseLogLoss = logLoss(base, test.outcomes);
  const modelLogLoss = logLoss(probabilities, test.outcomes);
  const gain = baseLogLoss - modelLogLoss;
  const gainError = clusteredError(test, embargoMs, gain, (row) => {
    const outcome = test.outcomes[row]!;
    return rowLoss(baseRate, outcome) - rowLoss(probabilities[row]!, outcome);
  });
  return {
    areaUnderCurve: areaUnderCurve(probabilities, test.outcomes),
    logLoss: modelLogLoss,
    baseLogLoss,
    gain,
    gainError,
    isBetter: gain > clearErrors * gainError,
    calibration: calibration(probabilities, test.outcomes),
  };
}

/** Standard error of a mean over rows that go together within stretches of time; infinite for fewer than two stretches. */
function clusteredError(
  { openedAtMs, count }: TrainingSet,
  stretchMs: number,
  mean: number,
  valueOf: (row: number) => number,
): number {
  const sums = new Map<number, number>();
  for (let row = 0; row < count; row += 1) {
    const stretch = Math.floor((openedAtMs[row]! - openedAtMs[0]!) / Math.max(1, stretchMs));
    sums.set(stretch, (sums.get(stretch) ?? 0) + valueOf(row) - mean);
  }
  const { size } = sums;
  if (size < 2) return Number.POSITIVE_INFINITY;
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return Math.sqrt((squares * size) / (size - 1)) / count;
}
