import { explainedShare } from './explainedShare.js';
import type { Factor } from './factor.js';

const least = 0.8;
const most = 1.1;

export interface IndependenceParameters {
  readonly klines: number;
}

/**
 * Independence: does the symbol move by itself, or with the whole market?
 *
 *   R²         = squared correlation of the last `klines` returns with those of the benchmark at the same times
 *   multiplier = 0.8 + 0.3 · (1 - R²)
 *
 * 1.1: its moves have nothing to do with BTC; 0.8: it is BTC under another name. No opinion on the benchmark itself, when
 * one of the two did not move, or where the benchmark's window does not reach. Asked on every interval. Inputs: close, the
 * benchmark's close. Requires `klines` + 2. Source: share of variance a market model leaves unexplained (W. Sharpe, 1964).
 */
export const independence = ({ klines }: IndependenceParameters): Factor => ({
  name: 'independence',
  kind: 'modulator',
  requiredKlines: klines + 2,
  formula: `${least} + ${(most - least).toFixed(1)} · (1 - R²)`,
  inputs: ['benchmark'],
  isMirrorSymmetric: true,
  score: ({ window, benchmark, note }) => {
    const other = benchmark?.[window.interval];
    if (!other || other === window) return Number.NaN;
    const r2 = explainedShare(window, other, klines);
    note('R²', r2);
    return least + (most - least) * (1 - r2);
  },
});
