import { rowsOf, type TrainingSet } from './trainingSet.js';

/** Shares of the samples before validation begins, and before the test begins. */
const validationFrom = 0.6;
const testFrom = 0.8;

/** Samples in the order of time: what is fitted, what chooses, what judges. Nothing is shuffled. */
export interface TimeSplit {
  readonly train: TrainingSet;
  readonly validation: TrainingSet;
  /** All that may be fitted to before the test: `train`, `validation` and what was left out between them. */
  readonly beforeTest: TrainingSet;
  readonly test: TrainingSet;
  /** How long the longest sample took: so long before each part nothing is fitted to. */
  readonly embargoMs: number;
}

/**
 * Cuts sorted samples at two instants. A sample that opened less than the longest sample's duration before a cut is in no
 * part before it: so whatever is fitted to had ended when the first sample behind the cut opened.
 */
export function timeSplit(set: TrainingSet): TimeSplit {
  let embargoMs = 0;
  for (let row = 0; row < set.count; row += 1)
    embargoMs = Math.max(embargoMs, set.closedAtMs[row]! - set.openedAtMs[row]!);
  const validationAtMs = set.openedAtMs[Math.floor(validationFrom * set.count)] ?? 0;
  const testAtMs = set.openedAtMs[Math.floor(testFrom * set.count)] ?? 0;
  const validationRow = firstFrom(set, validationAtMs);
  const testRow = firstFrom(set, testAtMs);
  const lastTrainRow = firstFrom(set, validationAtMs - embargoMs);
  const lastRowBeforeTest = firstFrom(set, testAtMs - embargoMs);
  return {
    train: rowsOf(set, 0, lastTrainRow),
    validation: rowsOf(set, validationRow, Math.max(validationRow, lastRowBeforeTest)),
    beforeTest: rowsOf(set, 0, lastRowBeforeTest),
    test: rowsOf(set, testRow, set.count),
    embargoMs,
  };
}

/** The first row that opened at an instant or later. */
function firstFrom({ openedAtMs, count }: TrainingSet, atMs: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (openedAtMs[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
