/** So small a probability counts as this: one sure mistake must not outweigh everything. */
const leastProbability = 1e-6;

/** What one row costs: -ln of the probability that was given to what happened. */
export function rowLoss(probability: number, outcome: number): number {
  const given = outcome === 1 ? probability : 1 - probability;
  return -Math.log(Math.max(leastProbability, given));
}

/** Mean of it over all rows; NaN of none. */
export function logLoss(probabilities: Float64Array, outcomes: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < outcomes.length; row += 1) sum += rowLoss(probabilities[row]!, outcomes[row]!);
  return sum / outcomes.length;
}

/**
 * Area under the ROC curve: how often a row that ended well has the higher probability of a pair; a tie counts half.
 * 0.5 is chance. NaN unless there are both outcomes.
 */
export function areaUnderCurve(probabilities: Float64Array, outcomes: Uint8Array): number {
  const order = Array.from(outcomes.keys()).sort((a, b) => probabilities[a]! - probabilities[b]!);
  let good = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    let goodHere = 0;
    while (to < order.length && probabilities[order[to]!] === probabilities[order[from]!]) {
      goodHere += outcomes[order[to]!]!;
      to += 1;
    }
    // All of one value share the middle of their ranks, which count from 1.
    rankSum += (goodHere * (from + 1 + to)) / 2;
    good += goodHere;
    from = to;
  }
  const bad = outcomes.length - good;
  return good === 0 || bad === 0 ? Number.NaN : (rankSum - (good * (good + 1)) / 2) / (good * bad);
}

/** Rows of neighbouring probabilities: what was said of them, and what came. */
export interface CalibrationBand {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  /** Mean probability, and share of the outcomes that are 1. */
  readonly predicted: number;
  readonly observed: number;
}

/** Bands of equal count, lowest probability first; fewer when there are fewer rows. */
export function calibration(
  probabilities: Float64Array,
  outcomes: Uint8Array,
  bandCount = 10,
): readonly CalibrationBand[] {
  const order = Array.from(outcomes.keys()).sort((a, b) => probabilities[a]! - probabilities[b]!);
  const bands = Math.min(bandCount, order.length);
  return Array.from({ length: bands }, (_, band) => {
    const rows = order.slice(
      Math.floor((band * order.length) / bands),
      Math.floor(((band + 1) * order.length) / bands),
    );
    const mean = (valueOf: (row: number) => number): number =>
      rows.reduce((sum, row) => sum + valueOf(row), 0) / rows.length;
    return {
      count: rows.length,
      from: probabilities[rows[0]!]!,
      to: probabilities[rows.at(-1)!]!,
      predicted: mean((row) => probabilities[row]!),
      observed: mean((row) => outcomes[row]!),
    };
  });
}
