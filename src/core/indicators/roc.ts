import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';

/**
 * Rate of change, in percent.
 *
 *   roc_t = 100 · (values_t - values_(t-period)) / values_(t-period)
 *
 * Requires `period + 1` klines. At least -100 for values that are not negative; 0 for equal values. NaN where the earlier
 * value is 0, and where one of the two is NaN; values between them are not read. Standard.
 */
export function roc(out: Float64Array, values: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, values);
  out.fill(Number.NaN, 0, period);
  for (let i = period; i < values.length; i += 1) {
    const earlier = values[i - period]!;
    out[i] = earlier === 0 ? Number.NaN : (100 * (values[i]! - earlier)) / earlier;
  }
  return out;
}

export const rocIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 14 },
  outputs: {
    roc: { requiredKlines: ({ period }) => period + 1, unit: 'none', range: [-100, Number.POSITIVE_INFINITY] },
  },
  memory: 'window',
  compute: (out, { close }, { period }) => roc(out.roc, close, period),
});
