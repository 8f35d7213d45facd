import { intervalMs } from '../../domain/kline.js';
import { multiplierRange, type Factor } from './factor.js';
import { lastSum } from './lastSum.js';

const dayMs = 86_400_000;
const least = 0.6;
const most = 1.1;
/** A spread this wide halves the multiplier. */
const wideSpreadRatio = 0.002;

export interface LiquidityParameters {
  readonly klines: number;
  /** Turnover of a day, in the quote asset, at which the multiplier is least. */
  readonly poorQuoteVolume: number;
  /** And at which it is greatest. */
  readonly richQuoteVolume: number;
}

/**
 * Liquidity: can the market bear what the score asks for?
 *
 *   T          = quote volume of the last `klines`, for a day
 *   share      = ln(T / poor) / ln(rich / poor), from 0 to 1
 *   multiplier = (0.6 + 0.5 · share) / (1 + spread / 20 bp)      without the divisor while the spread is not known
 *
 * 1.1: as deep as the deepest markets; 0.6: poor, and 0.5 where the spread is wide as well. Asked on the shortest interval. Inputs: quoteVolume; optionally the
 * spread. Requires `klines`. Source: turnover as a measure of depth, e.g. Y. Amihud, 2002.
 */
export const liquidity = ({ klines, poorQuoteVolume, richQuoteVolume }: LiquidityParameters): Factor => ({
  name: 'liquidity',
  kind: 'modulator',
  intervals: 'shortest',
  requiredKlines: klines,
  formula: [
    `(${least} + ${(most - least).toFixed(1)} · share) / (1 + spread / ${wideSpreadRatio}), at least ${multiplierRange[0]}`,
    `share = ln(T / ${poorQuoteVolume}) / ln(${richQuoteVolume} / ${poorQuoteVolume}), from 0 to 1`,
  ].join('; '),
  inputs: [],
  optionalInputs: ['spread'],
  isMirrorSymmetric: true,
  score: ({ window, spread, note }) => {
    const turnover = (lastSum(window.columns.quoteVolume, klines) * dayMs) / (klines * intervalMs(window.interval));
    const depth =
      Math.log(Math.max(turnover, poorQuoteVolume) / poorQuoteVolume) / Math.log(richQuoteVolume / poorQuoteVolume);
    const share = Math.min(1, depth);
    const spreadRatio = spread?.spreadRatio ?? 0;
    note('T', turnover);
    note('share', share);
    if (spread) note('spread', spreadRatio);
    const multiplier = least + (most - least) * share;
    return Math.max(multiplierRange[0], multiplier / (1 + spreadRatio / wideSpreadRatio));
  },
});
