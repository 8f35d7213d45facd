import type { Factor } from './factor.js';
import { netTakerRatio } from './netTakerRatio.js';

const rangeKlines = 14;
/** Half of the span of the multiplier. */
const effect = 0.25;

export interface FlowLeadParameters {
  readonly klines: number;
  /** A net share of the turnover that counts as clear. */
  readonly clearImbalanceRatio: number;
  /** A move of this many true ranges is what a clear flow usually comes with. */
  readonly clearRanges: number;
}

/**
 * Flow lead: has the flow gone ahead of the price, or the price ahead of the flow?
 *
 *   flow       = delta / clearImbalance                      delta: net taker share of the last `klines`
 *   move       = ln(close_t / close_(t-klines)) / (clearRanges · range14)
 *   multiplier = 1 + 0.25 · tanh( sign · (flow - move) )     sign: the direction of the mean
 *
 * 1.25: buyers press a price that has not risen yet, in a score that points up; 0.75: the price has run without them. 1
 * when both say the same. No opinion without a direction, or when nothing moved. Asked on every interval. Inputs: high,
 * low, close, quoteVolume, takerBuyQuoteVolume. Requires `klines` + 1. Source: own; divergence of cumulative delta and
 * price, squashed.
 */
export const flowLead = ({ klines, clearImbalanceRatio, clearRanges }: FlowLeadParameters): Factor => ({
  name: 'flowLead',
  kind: 'modulator',
  requiredKlines: Math.max(klines, rangeKlines) + 1,
  formula: [
    `1 + ${effect} · tanh(sign · (flow - move))`,
    `flow = delta / ${clearImbalanceRatio}`,
    `delta = net taker share of the last ${klines} klines`,
    `move = ln(close / close ${klines} klines before) / (${clearRanges} · range14)`,
  ].join('; '),
  inputs: [],
  isMirrorSymmetric: true,
  score: ({ figures, window, sign, note }) => {
    const range = figures.trueRange(rangeKlines);
    note('range14', range);
    if (range === 0 || sign === 0) return Number.NaN;
    const delta = netTakerRatio(window.columns, klines);
    const flow = delta / clearImbalanceRatio;
    const move = figures.logReturn(klines) / (clearRanges * range);
    note('sign', sign);
    note('delta', delta);
    note('flow', flow);
    note('move', move);
    return 1 + effect * Math.tanh(sign * (flow - move));
  },
});
