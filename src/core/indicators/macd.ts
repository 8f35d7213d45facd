import { checkOutput, checkPeriod } from './checks.js';
import { ema, emaWarmUpKlines } from './ema.js';
import { describeIndicator } from './indicator.js';

/** Where `macd` writes: three arrays as long as the input. */
export interface MacdOutput {
  readonly macd: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
}

/**
 * Moving average convergence/divergence.
 *
 *   macd = EMA(close, fast) - EMA(close, slow),  signal = EMA(macd, signalPeriod),  histogram = macd - signal
 *
 * Every EMA is seeded with the mean of its first values, the signal with those of the macd. Requires `slowPeriod` klines,
 * signal and histogram `slowPeriod + signalPeriod - 1`. Unbounded, 0 for a flat market up to rounding. A NaN makes NaN
 * until the klines behind it have seeded it anew. Throws a `RangeError` unless fast is below slow.
 * Source: G. Appel, The Moving Average Convergence-Divergence Trading Method, 1979; histogram: T. Aspray, 1986.
 */
export function macd(
  out: MacdOutput,
  close: Float64Array,
  fastPeriod: number,
  slowPeriod: number,
  signalPeriod: number,
): MacdOutput {
  checkPeriod('fastPeriod', fastPeriod);
  checkPeriod('slowPeriod', slowPeriod, fastPeriod + 1);
  checkPeriod('signalPeriod', signalPeriod);
  checkOutput(out.signal, close);
  ema(out.macd, close, fastPeriod);
  const slow = ema(out.histogram, close, slowPeriod);
  for (let i = 0; i < close.length; i += 1) out.macd[i]! -= slow[i]!;
  ema(out.signal, out.macd, signalPeriod);
  for (let i = 0; i < close.length; i += 1) out.histogram[i] = out.macd[i]! - out.signal[i]!;
  return out;
}

export interface MacdPeriods {
  readonly fastPeriod: number;
  readonly slowPeriod: number;
  readonly signalPeriod: number;
}

const signalOutput = {
  requiredKlines: ({ slowPeriod, signalPeriod }: MacdPeriods) => slowPeriod + signalPeriod - 1,
  warmUpKlines: ({ slowPeriod, signalPeriod }: MacdPeriods) =>
    emaWarmUpKlines(signalPeriod, emaWarmUpKlines(slowPeriod, 1, 2), 2),
  unit: 'price',
} as const;

export const macdIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 },
  outputs: {
    macd: {
      requiredKlines: ({ slowPeriod }) => slowPeriod,
      warmUpKlines: ({ slowPeriod }) => emaWarmUpKlines(slowPeriod),
      unit: 'price',
    },
    signal: signalOutput,
    histogram: signalOutput,
  },
  memory: 'recursive',
  compute: (out, { close }, { fastPeriod, slowPeriod, signalPeriod }) =>
    macd(out, close, fastPeriod, slowPeriod, signalPeriod),
});
