import { seededRandom } from './seededRandom.js';
import { studentQuantile } from './studentT.js';

/** What each instant adds to a mean: `sums[t]` of `counts[t]` things. */
export interface OverTime {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** A mean, and how far it can be trusted. */
export interface Estimate {
  readonly value: number;
  /** Of the interval. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** Blocks side by side in which there was anything: how often the question was really asked. */
  readonly blocks: number;
}

export interface BlockRules {
  /** Instants in a block. */
  readonly blockLength: number;
  /** Instants that the outcome of one instant overlaps with, itself included: 1 when none does. */
  readonly overlap: number;
  readonly resamples: number;
  readonly seed: number;
  /** How often the truth may lie outside of the interval. */
  readonly tails: number;
}

/** Below this the spread between blocks says nothing. */
const fewestBlocks = 3;

/**
 * The mean over time, with an interval from a moving-block bootstrap: `undefined` when less than three blocks fit in.
 *
 * Instants are drawn in blocks of neighbours, so that what goes on for less than a block (overlapping outcomes, a market
 * that moves as one, a factor that hardly changes) counts once. The spread of the resampled means is the standard error;
 * the interval is Student's, with as many degrees of freedom as there are blocks, less one. Two known biases of the
 * bootstrap are taken out: blocks cut the overlap at their ends, and are drawn about the sample's own mean.
 *
 * Source: H. Künsch, The jackknife and the bootstrap for general stationary observations, 1989; P. Hall, J. Horowitz and
 * B.-Y. Jing, On blocking rules for the bootstrap with dependent data, 1995.
 */
export function blockInterval(overTime: OverTime, rules: BlockRules): Estimate | undefined {
  const { sums, counts } = trimmed(overTime);
  const length = sums.length;
  const blocks = Math.min(Math.floor(length / rules.blockLength), occupiedBlocks(counts, rules.blockLength));
  if (blocks < fewestBlocks) return undefined;
  const total = cumulated(sums);
  const number = cumulated(counts);
  const value = total[length]! / number[length]!;
  const spread = resampledSpread(total, number, rules);
  if (Number.isNaN(spread)) return undefined;
  const standardError = spread / Math.sqrt(keptByBlocks(rules) * (1 - rules.blockLength / length));
  return withTails({ value, standardError, blocks }, rules.tails);
}

/** The estimate with an interval outside of which the truth may lie with a chance of `tails`. */
export function withTails({ value, standardError, blocks }: Omit<Estimate, 'low' | 'high'>, tails: number): Estimate {
  const reach = standardError * studentQuantile(tails, blocks - 1);
  return { value, low: value - reach, high: value + reach, standardError, blocks };
}

/** Without the instants before the first and after the last that add anything. */
function trimmed({ sums, counts }: OverTime): OverTime {
  const from = counts.findIndex((count) => count > 0);
  if (from < 0) return { sums: sums.subarray(0, 0), counts: counts.subarray(0, 0) };
  const to = counts.findLastIndex((count) => count > 0) + 1;
  return { sums: sums.subarray(from, to), counts: counts.subarray(from, to) };
}

function occupiedBlocks(counts: Float64Array, blockLength: number): number {
  const occupied = new Set<number>();
  counts.forEach((count, instant) => {
    if (count > 0) occupied.add(Math.floor(instant / blockLength));
  });
  return occupied.size;
}

/** Sums of the first n values, from n = 0 on. */
function cumulated(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

/** Standard deviation of the resampled means; NaN when a resample found nothing. */
function resampledSpread(
  total: Float64Array,
  number: Float64Array,
  { blockLength, resamples, seed }: BlockRules,
): number {
  const random = seededRandom(seed);
  const length = total.length - 1;
  const draws = Math.round(length / blockLength);
  const starts = length - blockLength + 1;
  let mean = 0;
  let squares = 0;
  let seen = 0;
  for (let resample = 0; resample < resamples; resample += 1) {
    let sum = 0;
    let count = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      const start = Math.floor(random() * starts);
      sum += total[start + blockLength]! - total[start]!;
      count += number[start + blockLength]! - number[start]!;
    }
    if (count === 0) continue;
    seen += 1;
    const step = sum / count - mean;
    mean += step / seen;
    squares += step * (sum / count - mean);
  }
  return seen < resamples / 2 ? Number.NaN : Math.sqrt(squares / (seen - 1));
}

/** How much of the variance of a mean of overlapping outcomes is left when blocks are drawn: 1 without overlap. */
function keptByBlocks({ blockLength, overlap }: BlockRules): number {
  let whole = 1;
  let kept = 1;
  for (let lag = 1; lag < overlap; lag += 1) {
    const shared = 2 * (1 - lag / overlap);
    whole += shared;
    kept += shared * Math.max(0, 1 - lag / blockLength);
  }
  return kept / whole;
}
