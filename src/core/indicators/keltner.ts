import { atr } from './atr.js';
import type { BandsOutput } from './bollinger.js';
import { checkMultiplier, checkOutput, checkPeriod } from './checks.js';
import { ema, emaWarmUpKlines } from './ema.js';
import { describeIndicator } from './indicator.js';
import { rmaWarmUpKlines } from './rma.js';

/**
 * Keltner channel.
 *
 *   middle = EMA(close, period),  upper, lower = middle ± multiplier · ATR(atrPeriod)
 *
 * Seeds are those of EMA and ATR. Requires `period` klines for the middle, the larger of `period` and `atrPeriod + 1` for
 * the bands, which lie on the middle for a flat market. A NaN makes NaN until the klines behind it have seeded it anew.
 * Throws a `RangeError` for a multiplier below 0. Source: L. B. Raschke's form with EMA and ATR, after C. W. Keltner, How
 * to Make Money in Commodities, 1960, who took a simple average of typical prices and of ranges.
 */
export function keltner(
  out: BandsOutput,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  atrPeriod: number,
  multiplier: number,
): BandsOutput {
  checkPeriod('atrPeriod', atrPeriod);
  checkMultiplier(multiplier);
  checkOutput(out.lower, high, low, close);
  checkOutput(out.middle, high, low);
  ema(out.middle, close, period);
  atr(out.upper, high, low, close, atrPeriod);
  for (let i = 0; i < close.length; i += 1) {
    const halfWidth = multiplier * out.upper[i]!;
    out.upper[i] = out.middle[i]! + halfWidth;
    out.lower[i] = out.middle[i]! - halfWidth;
  }
  return out;
}

export interface KeltnerPeriods {
  readonly period: number;
  readonly atrPeriod: number;
}

const band = {
  requiredKlines: ({ period, atrPeriod }: KeltnerPeriods) => Math.max(period, atrPeriod + 1),
  warmUpKlines: ({ period, atrPeriod }: KeltnerPeriods) =>
    Math.max(emaWarmUpKlines(period), rmaWarmUpKlines(atrPeriod, 2)),
  unit: 'price',
} as const;

export const keltnerIndicator = describeIndicator({
  inputs: ['high', 'low', 'close'],
  parameters: { period: 20, atrPeriod: 10, multiplier: 2 },
  outputs: {
    upper: band,
    middle: {
      requiredKlines: ({ period }) => period,
      warmUpKlines: ({ period }) => emaWarmUpKlines(period),
      unit: 'price',
    },
    lower: band,
  },
  memory: 'recursive',
  compute: (out, { high, low, close }, { period, atrPeriod, multiplier }) =>
    keltner(out, high, low, close, period, atrPeriod, multiplier),
});
