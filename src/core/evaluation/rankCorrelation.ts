import type { OverTime } from './blockInterval.js';
import { midRanks, mean, signedRanks, spearman } from './ranks.js';

/** Values of every symbol at every instant: `values[instant × symbols + symbol]`, NaN where there is none. */
export interface Panel {
  readonly values: Float64Array;
  readonly symbols: number;
}

/** With fewer symbols, ranks at one instant say little. */
export const fewestSymbols = 10;

/**
 * Across symbols: at each instant Spearman's correlation of what was said with what came. Says whether the symbols were put
 * in the right order; what the whole market did drops out.
 *
 * Source: the rank information coefficient, e.g. R. Grinold and R. Kahn, Active Portfolio Management, 1999; averaged over
 * time as in E. Fama and J. MacBeth, 1973.
 */
export function acrossSymbols(said: Panel, came: Panel): OverTime {
  const { symbols } = said;
  const instants = said.values.length / symbols;
  const sums = new Float64Array(instants);
  const counts = new Float64Array(instants);
  for (let instant = 0; instant < instants; instant += 1) {
    const { xs, ys } = pairs(said, came, instant * symbols, 1, symbols);
    if (xs.length < fewestSymbols) continue;
    const rho = spearman(xs, ys);
    if (Number.isNaN(rho)) continue;
    sums[instant] = rho;
    counts[instant] = 1;
  }
  return { sums, counts };
}

/** How values over time are made ranks: about zero, which means something, or about their middle. */
export type RankOrigin = 'zero' | 'middle';

/**
 * Over time: for each symbol the rank correlation of what was said with what came, averaged over symbols. Each instant
 * adds its product of standardised ranks, so that symbols that move together are resampled together.
 *
 * A direction is ranked about zero: signs times the ranks of the sizes. Taking out the mean of the sample, as Spearman's
 * does, would bias it: a price that rose is then likely to have fallen later on in the same sample, and whatever follows
 * past prices would look contrarian (R. Stambaugh, Predictive regressions, 1999). A multiplier has no such zero: it is ranked
 * about its middle, and on short samples its correlation is a little off.
 */
export function overTime(said: Panel, came: Panel, origins: { said: RankOrigin; came: RankOrigin }): OverTime {
  const { symbols } = said;
  const instants = said.values.length / symbols;
  const sums = new Float64Array(instants);
  const counts = new Float64Array(instants);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    const { xs, ys, rows } = pairs(said, came, symbol, symbols, instants);
    const zx = standardised(xs, origins.said);
    const zy = standardised(ys, origins.came);
    if (!zx || !zy) continue;
    for (let i = 0; i < rows.length; i += 1) {
      sums[rows[i]!]! += zx[i]! * zy[i]!;
      counts[rows[i]!]! += 1;
    }
  }
  return { sums, counts };
}

/** Where both are known, of `length` values from `from` on, each `step` after the last. */
function pairs(said: Panel, came: Panel, from: number, step: number, length: number) {
  const xs = new Float64Array(length);
  const ys = new Float64Array(length);
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row += 1) {
    const x = said.values[from + row * step]!;
    const y = came.values[from + row * step]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    xs[count] = x;
    ys[count] = y;
    rows[count] = row;
    count += 1;
  }
  return { xs: xs.subarray(0, count), ys: ys.subarray(0, count), rows: rows.subarray(0, count) };
}

/** Ranks with a mean square of 1; `undefined` when there is nothing to rank. */
function standardised(values: Float64Array, origin: RankOrigin): Float64Array | undefined {
  const ranks = origin === 'zero' ? signedRanks(values) : midRanks(values);
  const middle = origin === 'zero' ? 0 : mean(ranks);
  let squares = 0;
  for (let i = 0; i < ranks.length; i += 1) {
    ranks[i]! -= middle;
    squares += ranks[i]! * ranks[i]!;
  }
  if (squares === 0) return undefined;
  const scale = Math.sqrt(squares / ranks.length);
  return ranks.map((rank) => rank / scale);
}
