import type { BandsOutput } from './bollinger.js';
import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingMax, rollingMin } from './rollingExtremes.js';

/**
 * Donchian channel.
 *
 *   upper = max(high),  lower = min(low)      of the last `period` klines, the newest included
 *   middle = (upper + lower) / 2
 *
 * Requires `period` klines. No price of its window is outside it; who waits for a breakout compares with the value one
 * kline earlier. NaN while a NaN is among the last `period` klines. Source: R. Donchian, 1960s.
 */
export function donchian(out: BandsOutput, high: Float64Array, low: Float64Array, period: number): BandsOutput {
  checkPeriod('period', period);
  checkOutput(out.upper, high, low);
  checkOutput(out.middle, high, low);
  checkOutput(out.lower, high, low);
  rollingMax(out.upper, high, period);
  rollingMin(out.lower, low, period);
  for (let i = 0; i < high.length; i += 1) out.middle[i] = (out.upper[i]! + out.lower[i]!) / 2;
  return out;
}

const band = { requiredKlines: ({ period }: { readonly period: number }) => period, unit: 'price' } as const;

export const donchianIndicator = describeIndicator({
  inputs: ['high', 'low'],
  parameters: { period: 20 },
  outputs: { upper: band, middle: band, lower: band },
  memory: 'window',
  compute: (out, { high, low }, { period }) => donchian(out, high, low, period),
});
