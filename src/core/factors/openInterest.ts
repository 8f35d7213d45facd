import type { OpenInterest } from '../../domain/derivatives.js';
import { intervalMs } from '../../domain/kline.js';
import type { KlineWindow } from '../windows/klineWindow.js';
import type { Factor } from './factor.js';

const usualKlines = 60;
/** Positions that are closed speak against a move, but less than new ones speak for it. */
const closingShare = 0.5;

export interface OpenInterestParameters {
  /** How far back the change is measured. Market time. */
  readonly spanMs: number;
  /** A change of this much counts as clear (tanh 1 = 0.76). */
  readonly clearChangeRatio: number;
}

/**
 * Open interest: is the move made by new positions, or by positions that are closed?
 *
 *   change = ln(interest now / interest `span` earlier)      of the sample nearest to `span` before the latest,
 *                                                            half a `span` to two before it
 *   z      = ln(close now / close then) / (sigma60 · √klines between)
 *   score  = 100 · tanh(z) · tanh(change / clearChange)      half of that when interest fell
 *
 * +100: a strong rise on many new contracts. Below 0: a rise on which contracts are closed, or a fall on new ones. No
 * opinion without two samples so far apart, or when the window does not reach back to the older one. Asked on the
 * shortest interval. Inputs: close, open interest. Requires 61 klines. Source: price and open interest read together,
 * e.g. J. Murphy, Technical Analysis of the Financial Markets, 1999, chapter 7.
 */
export const openInterest = ({ spanMs, clearChangeRatio }: OpenInterestParameters): Factor => ({
  name: 'openInterest',
  kind: 'directional',
  intervals: 'shortest',
  requiredKlines: usualKlines + 1,
  formula: [
    `100 · tanh(z) · tanh(change / ${clearChangeRatio}), times ${closingShare} when interest fell`,
    'change = ln(interest now / interest before)',
    'z = move / (sigma60 · √klines)',
  ].join('; '),
  inputs: ['openInterest'],
  isMirrorSymmetric: true,
  score: ({ figures, window, openInterest: samples = [], note }) => {
    const latest = samples.at(-1);
    const earlier = latest && sampleBefore(samples, latest, spanMs);
    if (!earlier || !(earlier.openInterestBase > 0 && latest.openInterestBase > 0)) return Number.NaN;
    const to = rowClosedBy(window, latest.exchangeTimeMs);
    const from = rowClosedBy(window, earlier.exchangeTimeMs);
    if (from < 0) return Number.NaN;
    const volatility = figures.volatility(usualKlines);
    if (volatility === 0 || to === from) return 0;
    const { close } = window.columns;
    const move = Math.log(close[to]! / close[from]!);
    const z = move / (volatility * Math.sqrt(to - from));
    const change = Math.log(latest.openInterestBase / earlier.openInterestBase);
    note('change', change);
    note('move', move);
    note('klines', to - from);
    note('sigma60', volatility);
    note('z', z);
    return 100 * Math.tanh(z) * Math.tanh(change / clearChangeRatio) * (change < 0 ? closingShare : 1);
  },
});

/** Of the samples half a span to two spans older than the latest, the one nearest to a span. */
function sampleBefore(
  samples: readonly OpenInterest[],
  latest: OpenInterest,
  spanMs: number,
): OpenInterest | undefined {
  let best: OpenInterest | undefined;
  let bestDistanceMs = Number.POSITIVE_INFINITY;
  for (const sample of samples) {
    const ageMs = latest.exchangeTimeMs - sample.exchangeTimeMs;
    const distanceMs = Math.abs(ageMs - spanMs);
    if (ageMs < spanMs / 2 || ageMs > 2 * spanMs || distanceMs >= bestDistanceMs) continue;
    best = sample;
    bestDistanceMs = distanceMs;
  }
  return best;
}

/** Row of the newest kline that had closed by `timeMs`; negative when the window begins later. */
function rowClosedBy(window: KlineWindow, timeMs: number): number {
  const lengthMs = intervalMs(window.interval);
  const row = Math.floor((timeMs + 1 - window.firstOpenTimeMs) / lengthMs) - 1;
  return Math.min(row, window.count - 1);
}
