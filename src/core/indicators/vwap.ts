import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingSum } from './rollingSum.js';
import { Scratch } from './scratch.js';

const turnovers = new Scratch();
const volumes = new Scratch();

/**
 * Volume-weighted average price over the last `period` klines.
 *
 *   typical = (high + low + close) / 3,  vwap = Σ typical · volume / Σ volume
 *
 * Requires `period` klines. Between the smallest low and the largest high of its window. NaN when nothing was traded in
 * it, and while a NaN is among its klines. Standard. Where quote volume is known, Σ quote volume / Σ base volume is the
 * exact average price; this is the form other programs can be compared with.
 */
export function vwap(
  out: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, high, low, close, volume);
  const { length } = close;
  const turnover = turnovers.take(length);
  for (let i = 0; i < length; i += 1) turnover[i] = ((high[i]! + low[i]! + close[i]!) / 3) * volume[i]!;
  rollingSum(out, turnover, period);
  const traded = rollingSum(volumes.take(length), volume, period);
  for (let i = 0; i < length; i += 1) out[i]! /= traded[i]!;
  return out;
}

export const vwapIndicator = describeIndicator({
  inputs: ['high', 'low', 'close', 'baseVolume'],
  parameters: { period: 20 },
  outputs: { vwap: { requiredKlines: ({ period }) => period, unit: 'price' } },
  memory: 'window',
  compute: (out, { high, low, close, baseVolume }, { period }) => vwap(out.vwap, high, low, close, baseVolume, period),
});
