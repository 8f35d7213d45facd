import { blockInterval, withTails, type BlockRules, type Estimate } from './blockInterval.js';
import type { OpenedSignal } from './observations.js';
import { studentQuantile } from './studentT.js';

/** How often signals were right. */
export interface Hits {
  readonly count: number;
  readonly hits: number;
  /** `undefined` when there were too few signals, at too few times, for an interval. */
  readonly estimate: Estimate | undefined;
}

export interface HitOptions {
  readonly opened: readonly OpenedSignal[];
  /** Forward returns, `instant × symbols + symbol`. */
  readonly returns: Float64Array;
  readonly symbolCount: number;
  readonly rules: BlockRules;
}

const fewestSignals = 5;

/** Counts the signals after which the price had moved in their direction; one that did not move is no hit. */
export function hitsOf({ opened, returns, symbolCount, rules }: HitOptions): Hits {
  const instants = returns.length / symbolCount;
  const sums = new Float64Array(instants);
  const counts = new Float64Array(instants);
  let count = 0;
  let hits = 0;
  for (const { instant, symbol, direction } of opened) {
    const came = returns[instant * symbolCount + symbol]!;
    if (Number.isNaN(came)) continue;
    const isHit = direction === 'long' ? came > 0 : came < 0;
    counts[instant]! += 1;
    sums[instant]! += isHit ? 1 : 0;
    count += 1;
    hits += isHit ? 1 : 0;
  }
  const estimate = count < fewestSignals ? undefined : blockInterval({ sums, counts }, rules);
  return { count, hits, estimate };
}

/**
 * The wider of two intervals of the hit ratio: that of the block bootstrap, and E. Wilson's (1927), with Student's quantile
 * for his normal one. The first knows that signals come in swarms, the second that few signals which all hit prove little.
 */
export function hitInterval(
  { count, hits, estimate }: Hits,
  tails: number,
): { readonly low: number; readonly high: number } | undefined {
  if (!estimate) return undefined;
  const blocks = withTails(estimate, tails);
  const z2 = studentQuantile(tails, count - 1) ** 2;
  const ratio = hits / count;
  const middle = (ratio + z2 / (2 * count)) / (1 + z2 / count);
  const reach = Math.sqrt((ratio * (1 - ratio) * z2) / count + (z2 / (2 * count)) ** 2) / (1 + z2 / count);
  return {
    low: Math.max(0, Math.min(blocks.low, middle - reach)),
    high: Math.min(1, Math.max(blocks.high, middle + reach)),
  };
}
