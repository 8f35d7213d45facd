import { lastEma } from '../indicators/ema.js';
import { lastRegression } from '../indicators/linearRegression.js';
import type { Factor } from './factor.js';

const rangeKlines = 14;
/** Averages this many true ranges apart count as a full trend (tanh 1 = 0.76). */
const fullSpreadRanges = 1.5;

export interface TrendParameters {
  readonly fastKlines: number;
  readonly slowKlines: number;
}

/**
 * Trend: is there a direction, and is it a straight one?
 *
 *   spread = (EMA_fast(y) - EMA_slow(y)) / range14      y: ln close of the last 2 · slow klines
 *   score  = 100 · ( tanh(spread / 1.5) + sign(slope) · R² ) / 2      slope, R²: regression of the last `slow` y
 *
 * range14: mean log true range of the last 14 klines. +100: the averages are in the order of a steep rise, and it was a
 * straight one; 0: no trend, or the two halves disagree. A market that does not move at all scores 0.
 * Asked on every interval. Inputs: high, low, close. Requires 2 · slow klines, for the slow average to outgrow its seed.
 * Source: order of moving averages (R. Donchian, 1950s) and R² as trend quality (A. Clenow, Stocks on the Move, 2015).
 */
export const trend = ({ fastKlines, slowKlines }: TrendParameters): Factor => ({
  name: 'trend',
  kind: 'directional',
  requiredKlines: Math.max(2 * slowKlines, rangeKlines + 1),
  formula: [
    `100 · (tanh(spread / ${fullSpreadRanges}) + sign(slope) · R²) / 2`,
    `spread = (EMA${fastKlines} - EMA${slowKlines} of ln close) / range14`,
  ].join('; '),
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ figures, note }) => {
    const range = figures.trueRange(rangeKlines);
    note('range14', range);
    if (range === 0) return 0;
    const logs = figures.logCloses(2 * slowKlines);
    const spread = (lastEma(logs, fastKlines) - lastEma(logs, slowKlines)) / range;
    const { slope, r2 } = lastRegression(logs, slowKlines);
    note('spread', spread);
    note('slope', slope);
    note('R²', r2);
    return 50 * (Math.tanh(spread / fullSpreadRanges) + Math.sign(slope) * r2);
  },
});
