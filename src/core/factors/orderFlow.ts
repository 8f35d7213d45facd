import type { Factor } from './factor.js';

const length = 20;
/** A net share of this much of the turnover counts as a clear imbalance (tanh 1 = 0.76). */
const clearImbalanceRatio = 0.15;

/**
 * Order flow: who crosses the spread, buyers or sellers?
 *
 *   delta = Σ (2 · takerBuyQuote - quote) / Σ quote      over the last 20 klines, in [-1, 1]
 *   score = 100 · tanh(delta / 0.15)
 *
 * +100: nearly all turnover was bought at the ask. 0 when nothing was traded. Inputs: quoteVolume, takerBuyQuoteVolume.
 * Requires 20 klines.
 */
export const orderFlow: Factor = {
  name: 'orderFlow',
  requiredKlines: length,
  score: ({ columns: { quoteVolume, takerBuyQuoteVolume } }) => {
    let net = 0;
    let turnover = 0;
    for (let i = quoteVolume.length - length; i < quoteVolume.length; i += 1) {
      net += 2 * takerBuyQuoteVolume[i]! - quoteVolume[i]!;
      turnover += quoteVolume[i]!;
    }
    return turnover === 0 ? 0 : 100 * Math.tanh(net / turnover / clearImbalanceRatio);
  },
};
