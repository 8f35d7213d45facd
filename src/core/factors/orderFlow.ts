import type { Factor } from './factor.js';
import { netTakerRatio } from './netTakerRatio.js';

export interface OrderFlowParameters {
  readonly klines: number;
  /** A net share of this much of the turnover counts as a clear imbalance (tanh 1 = 0.76). */
  readonly clearImbalanceRatio: number;
}

/**
 * Order flow: who crosses the spread, buyers or sellers?
 *
 *   delta = Σ (2 · takerBuyQuote - quote) / Σ quote      over the last `klines`, in [-1, 1]: the growth of the
 *                                                        cumulative volume delta, as a share of what was traded
 *   score = 100 · tanh(delta / clearImbalance)
 *
 * +100: nearly all turnover was bought at the ask. 0 when nothing was traded. Asked on every interval. Inputs:
 * quoteVolume, takerBuyQuoteVolume. Requires `klines`. Source: order flow imbalance, e.g. Chordia and Subrahmanyam, 2004.
 */
export const orderFlow = ({ klines, clearImbalanceRatio }: OrderFlowParameters): Factor => ({
  name: 'orderFlow',
  kind: 'directional',
  requiredKlines: klines,
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ window }) => 100 * Math.tanh(netTakerRatio(window.columns, klines) / clearImbalanceRatio),
});
