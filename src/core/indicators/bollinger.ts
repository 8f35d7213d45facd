import { checkMultiplier, checkOutput } from './checks.js';
import { describeIndicator } from './indicator.js';
import { sma } from './sma.js';
import { standardDeviation } from './standardDeviation.js';

/** Where `bollinger` and `keltner` write: three arrays as long as the inputs. */
export interface BandsOutput {
  readonly upper: Float64Array;
  readonly middle: Float64Array;
  readonly lower: Float64Array;
}

/**
 * Bollinger bands.
 *
 *   middle = SMA(close),  upper, lower = middle ± multiplier · sigma      sigma of the population, over the same window
 *
 * Requires `period` klines. The bands lie on the middle for a flat market. NaN while a NaN is among the last `period`
 * closes. Throws a `RangeError` for a multiplier below 0. Source: J. Bollinger, 1983; Bollinger on Bollinger Bands, 2001.
 */
export function bollinger(out: BandsOutput, close: Float64Array, period: number, multiplier: number): BandsOutput {
  checkMultiplier(multiplier);
  checkOutput(out.lower, close);
  sma(out.middle, close, period);
  standardDeviation(out.upper, close, period);
  for (let i = 0; i < close.length; i += 1) {
    const halfWidth = multiplier * out.upper[i]!;
    out.upper[i] = out.middle[i]! + halfWidth;
    out.lower[i] = out.middle[i]! - halfWidth;
  }
  return out;
}

const band = { requiredKlines: ({ period }: { readonly period: number }) => period, unit: 'price' } as const;

export const bollingerIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 20, multiplier: 2 },
  outputs: { upper: band, middle: band, lower: band },
  memory: 'window',
  compute: (out, { close }, { period, multiplier }) => bollinger(out, close, period, multiplier),
});
