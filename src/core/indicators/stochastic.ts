import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingMax, rollingMin } from './rollingExtremes.js';
import { Scratch } from './scratch.js';
import { sma } from './sma.js';

/** Where `stochastic` writes: two arrays as long as the inputs. */
export interface StochasticOutput {
  readonly k: Float64Array;
  readonly d: Float64Array;
}

const highest = new Scratch();
const lowest = new Scratch();

/**
 * Stochastic oscillator.
 *
 *   raw = 100 · (close - min(low)) / (max(high) - min(low))      over the last `period` klines
 *   k   = SMA(raw, smoothPeriod),  d = SMA(k, signalPeriod)
 *
 * A `smoothPeriod` of 1 is the fast form, 3 the usual slow one. Requires `period + smoothPeriod - 1` klines for k and
 * `signalPeriod - 1` more for d. In [0, 100]; raw is 50 where the window has no range. NaN while a NaN is among the
 * klines it reads. Source: G. Lane, 1950s.
 */
export function stochastic(
  out: StochasticOutput,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  smoothPeriod: number,
  signalPeriod: number,
): StochasticOutput {
  checkPeriod('period', period);
  checkPeriod('smoothPeriod', smoothPeriod);
  checkPeriod('signalPeriod', signalPeriod);
  checkOutput(out.k, high, low, close);
  checkOutput(out.d, high, low, close);
  const { length } = close;
  const top = rollingMax(highest.take(length), high, period);
  const bottom = rollingMin(lowest.take(length), low, period);
  const raw = top;
  for (let i = 0; i < length; i += 1) {
    const range = top[i]! - bottom[i]!;
    raw[i] = range === 0 ? 50 : (100 * (close[i]! - bottom[i]!)) / range;
  }
  sma(out.k, raw, smoothPeriod);
  sma(out.d, out.k, signalPeriod);
  return out;
}

export const stochasticIndicator = describeIndicator({
  inputs: ['high', 'low', 'close'],
  parameters: { period: 14, smoothPeriod: 3, signalPeriod: 3 },
  outputs: {
    k: { requiredKlines: ({ period, smoothPeriod }) => period + smoothPeriod - 1, unit: 'none', range: [0, 100] },
    d: {
      requiredKlines: ({ period, smoothPeriod, signalPeriod }) => period + smoothPeriod + signalPeriod - 2,
      unit: 'none',
      range: [0, 100],
    },
  },
  memory: 'window',
  compute: (out, { high, low, close }, { period, smoothPeriod, signalPeriod }) =>
    stochastic(out, high, low, close, period, smoothPeriod, signalPeriod),
});
