import type { Factor } from './factor.js';
import { netTakerRatio } from './netTakerRatio.js';

export interface OrderFlowParameters {
  readonly klines: number;
  /** A net share of this much of the turnover counts as a clear imbalance (tanh 1 = 0.76). */
  readonly clearImbalanceRatio: number;
  /** How much of the opinion is the spot market's, where the coin is traded there: 0 to 1. */
  readonly spotShare: number;
}

/**
 * Order flow: who crosses the spread, buyers or sellers?
 *
 *   delta = Σ (2 · takerBuyQuote - quote) / Σ quote      over the last `klines`, in [-1, 1]: the growth of the
 *                                                        cumulative volume delta, as a share of what was traded
 *   flow  = (1 - spotShare) · delta + spotShare · delta on the spot market      delta alone where that is not known
 *   score = 100 · tanh(flow / clearImbalance)
 *
 * +100: nearly all turnover was bought at the ask. 0 when nothing was traded. Asked on every interval. Inputs:
 * quoteVolume, takerBuyQuoteVolume; optionally the same of the coin's spot market, which is not leveraged: who buys there
 * pays in full. Requires `klines`. Source: order flow imbalance, e.g. Chordia and Subrahmanyam, 2004.
 */
export const orderFlow = ({ klines, clearImbalanceRatio, spotShare }: OrderFlowParameters): Factor => ({
  name: 'orderFlow',
  kind: 'directional',
  requiredKlines: klines,
  formula: [
    `100 · tanh(flow / ${clearImbalanceRatio})`,
    `flow = delta + ${spotShare} · (spot delta - delta), or delta alone`,
    `delta = net taker share of the last ${klines} klines`,
  ].join('; '),
  inputs: [],
  optionalInputs: ['spot'],
  isMirrorSymmetric: true,
  score: ({ window, spot, note }) => {
    const delta = netTakerRatio(window.columns, klines);
    const spotWindow = spot?.[window.interval];
    note('delta', delta);
    const isKnown = spotWindow !== undefined && spotWindow.count >= klines;
    let flow = delta;
    if (isKnown) {
      const spotDelta = netTakerRatio(spotWindow.columns, klines);
      note('spot delta', spotDelta);
      flow += spotShare * (spotDelta - delta);
    }
    note('flow', flow);
    return 100 * Math.tanh(flow / clearImbalanceRatio);
  },
});
