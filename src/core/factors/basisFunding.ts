import type { Factor } from './factor.js';

export interface BasisFundingParameters {
  /** A mark price this far from the index is extreme: it scores 50 by itself. */
  readonly extremeBasisRatio: number;
  /** So is this funding for one period. */
  readonly extremeFundingRatio: number;
}

/**
 * Basis and funding: does the crowd pay too much to be on one side?
 *
 *   x     = ln(mark / index) / extremeBasis + funding / extremeFunding
 *   score = -100 · sign(x) · x² / (1 + x²)
 *
 * Contrarian at extremes, silent in between: -50 where one of the two is extreme, -1 at a tenth of that. +100: shorts
 * pay far beyond what is usual, and the contract trades far below its index. No opinion without an index price. Asked
 * once. Inputs: mark price. Requires 1 kline. Source: funding as a crowding measure, e.g. M. Schmeling, A. Schrimpf and
 * K. Todorov, Crypto carry, BIS 2023.
 */
export const basisFunding = ({ extremeBasisRatio, extremeFundingRatio }: BasisFundingParameters): Factor => ({
  name: 'basisFunding',
  kind: 'directional',
  intervals: 'shortest',
  requiredKlines: 1,
  formula: [
    '-100 · sign(x) · x² / (1 + x²)',
    `x = basis / ${extremeBasisRatio} + funding / ${extremeFundingRatio}`,
    'basis = ln(mark / index)',
  ].join('; '),
  inputs: ['markPrice'],
  isMirrorSymmetric: true,
  score: ({ markPrice: latest, note }) => {
    if (!latest || !(latest.markPrice > 0 && latest.indexPrice > 0)) return Number.NaN;
    const basis = Math.log(latest.markPrice / latest.indexPrice);
    const crowding = basis / extremeBasisRatio + latest.fundingRatio / extremeFundingRatio;
    note('basis', basis);
    note('funding', latest.fundingRatio);
    note('x', crowding);
    const square = crowding * crowding;
    return (-100 * Math.sign(crowding) * square) / (1 + square);
  },
});
