import type { Factor } from './factor.js';

const rangeKlines = 14;
/** A move of this many true ranges counts as clear (tanh 1 = 0.76). */
const clearRanges = 5;

export interface MomentumParameters {
  readonly klines: number;
}

/**
 * Momentum: how fast is the latest move, and does it gain speed?
 *
 *   slope    = slope of the regression of ln close over the last `klines`
 *   gain     = slope - slope over the `klines` before
 *   score    = 100 · tanh( klines · (slope + gain / 2) / (5 · range14) )
 *
 * range14: mean log true range of the last 14 klines. +100: a rise of many true ranges that becomes steeper; a rise that
 * fades scores less than its slope alone. 0 when nothing moved. Asked on every interval. Inputs: high, low, close.
 * Requires 2 · `klines`. Source: rate of change and its change, in units of ATR (J. W. Wilder, 1978).
 */
export const momentum = ({ klines }: MomentumParameters): Factor => ({
  name: 'momentum',
  kind: 'directional',
  requiredKlines: Math.max(2 * klines, rangeKlines + 1),
  formula: [
    `100 · tanh(${klines} · (slope + gain / 2) / (${clearRanges} · range14))`,
    `gain = slope - slope of the ${klines} klines before`,
  ].join('; '),
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ figures, note }) => {
    const range = figures.trueRange(rangeKlines);
    note('range14', range);
    if (range === 0) return 0;
    const slope = figures.slope(klines);
    const gain = slope - figures.slope(klines, klines);
    note('slope', slope);
    note('gain', gain);
    return 100 * Math.tanh((klines * (slope + gain / 2)) / (clearRanges * range));
  },
});
