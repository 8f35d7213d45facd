import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingSum } from './rollingSum.js';
import { Scratch } from './scratch.js';

const flows = new Scratch();
const volumes = new Scratch();

/**
 * Chaikin money flow.
 *
 *   place = ((close - low) - (high - close)) / (high - low)      where the close lies in its kline, 0 without a range
 *   cmf   = Σ place · volume / Σ volume                          over the last `period` klines
 *
 * Requires `period` klines. In [-1, 1]: 1 when every close was the high. 0 when nothing was traded. NaN while a NaN is
 * among the last `period` klines. Source: M. Chaikin, 1980s.
 */
export function cmf(
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
  const flow = flows.take(length);
  for (let i = 0; i < length; i += 1) {
    const range = high[i]! - low[i]!;
    const place = range === 0 ? 0 : (close[i]! - low[i]! - (high[i]! - close[i]!)) / range;
    flow[i] = place * volume[i]!;
  }
  rollingSum(out, flow, period);
  const turnover = rollingSum(volumes.take(length), volume, period);
  for (let i = 0; i < length; i += 1) out[i] = turnover[i] === 0 ? 0 : out[i]! / turnover[i]!;
  return out;
}

export const cmfIndicator = describeIndicator({
  inputs: ['high', 'low', 'close', 'baseVolume'],
  parameters: { period: 20 },
  outputs: { cmf: { requiredKlines: ({ period }) => period, unit: 'none', range: [-1, 1] } },
  memory: 'window',
  compute: (out, { high, low, close, baseVolume }, { period }) => cmf(out.cmf, high, low, close, baseVolume, period),
});
