import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingSum } from './rollingSum.js';
import { Scratch } from './scratch.js';

const flows = new Scratch();
const inflows = new Scratch();

/**
 * Money flow index: an RSI of turnover.
 *
 *   typical = (high + low + close) / 3,  flow = typical · volume
 *   in  = Σ flow where typical rose, out = Σ flow where it fell      over the last `period` changes
 *   mfi = 100 · in / (in + out)
 *
 * Requires `period + 1` klines. In [0, 100]: 100 when none flowed out, 0 when none flowed in, 50 when neither (no move, or
 * no volume). NaN while a NaN is among the last `period + 1` klines. Source: G. Quong and A. Soudack, 1989.
 */
export function mfi(
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
  let previous = Number.NaN;
  for (let i = 0; i < length; i += 1) {
    const typical = (high[i]! + low[i]! + close[i]!) / 3;
    flow[i] = Math.sign(typical - previous) * typical * volume[i]!;
    previous = typical;
  }
  const inflow = inflows.take(length);
  for (let i = 0; i < length; i += 1) inflow[i] = Math.max(0, flow[i]!);
  rollingSum(out, inflow, period);
  for (let i = 0; i < length; i += 1) flow[i] = Math.abs(flow[i]!);
  const turnover = rollingSum(inflow, flow, period);
  for (let i = 0; i < length; i += 1) out[i] = turnover[i] === 0 ? 50 : (100 * out[i]!) / turnover[i]!;
  return out;
}

export const mfiIndicator = describeIndicator({
  inputs: ['high', 'low', 'close', 'baseVolume'],
  parameters: { period: 14 },
  outputs: { mfi: { requiredKlines: ({ period }) => period + 1, unit: 'none', range: [0, 100] } },
  memory: 'window',
  compute: (out, { high, low, close, baseVolume }, { period }) => mfi(out.mfi, high, low, close, baseVolume, period),
});
