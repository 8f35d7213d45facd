import type { Factor } from './factor.js';
import { lastSum } from './lastSum.js';

export interface VolumeParameters {
  readonly recentKlines: number;
  readonly usualKlines: number;
}

/**
 * Volume: does turnover stand behind the move?
 *
 *   v     = mean quote volume of the last `recent` klines / mean of the last `usual`
 *   z     = ln(close_t / close_(t-recent)) / (sigma · √recent)      sigma: root mean square of the last `usual` log returns
 *   score = 100 · (1 - e^-v) · tanh(z)
 *
 * +100: a strong rise on several times the usual turnover; at the usual turnover the move counts 63 %, without turnover
 * nothing. Asked on every interval. Inputs: close, quoteVolume. Requires `usual` + 1 klines. Source: relative volume,
 * signed by the move as in J. Granville's on-balance volume (1963).
 */
export const volume = ({ recentKlines, usualKlines }: VolumeParameters): Factor => ({
  name: 'volume',
  kind: 'directional',
  requiredKlines: usualKlines + 1,
  formula: [
    '100 · (1 - e^-v) · tanh(z)',
    `v = mean volume of ${recentKlines} / usual volume`,
    `z = move / (sigma · √${recentKlines})`,
  ].join('; '),
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ figures, window, note }) => {
    const { quoteVolume } = window.columns;
    const usualVolume = lastSum(quoteVolume, usualKlines) / usualKlines;
    const volatility = figures.volatility(usualKlines);
    note('usual volume', usualVolume);
    note('sigma', volatility);
    if (usualVolume === 0 || volatility === 0) return 0;
    const relativeVolume = lastSum(quoteVolume, recentKlines) / recentKlines / usualVolume;
    const move = figures.logReturn(recentKlines);
    const z = move / (volatility * Math.sqrt(recentKlines));
    note('v', relativeVolume);
    note('move', move);
    note('z', z);
    return 100 * (1 - Math.exp(-relativeVolume)) * Math.tanh(z);
  },
});
