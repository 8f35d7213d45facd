import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingCoMoments } from './rollingCoMoments.js';
import { Scratch } from './scratch.js';

const squaresOfValues = new Scratch();
const squaresOfBenchmark = new Scratch();

/**
 * Rolling correlation of two series of the same klines, usually returns.
 *
 *   r = Sxy / √(Sxx · Syy)      over the last `period` pairs
 *
 * Requires `period` klines, at least 2. In [-1, 1]. NaN where one of the two does not move, and while a NaN is among the
 * last `period` pairs. Source: K. Pearson, 1895.
 */
export function correlation(
  out: Float64Array,
  values: Float64Array,
  benchmark: Float64Array,
  period: number,
): Float64Array {
  checkPeriod('period', period, 2);
  checkOutput(out, values, benchmark);
  const syy = squaresOfValues.take(values.length);
  const sxx = squaresOfBenchmark.take(values.length);
  rollingCoMoments(out, sxx, syy, benchmark, values, period);
  for (let i = 0; i < out.length; i += 1) {
    const r = out[i]! / (Math.sqrt(sxx[i]!) * Math.sqrt(syy[i]!));
    out[i] = Math.max(-1, Math.min(1, sxx[i] === 0 || syy[i] === 0 ? Number.NaN : r));
  }
  return out;
}

export const correlationIndicator = describeIndicator({
  inputs: ['close', 'benchmark'],
  parameters: { period: 30 },
  outputs: { correlation: { requiredKlines: ({ period }) => period, unit: 'none', range: [-1, 1] } },
  memory: 'window',
  compute: (out, { close, benchmark }, { period }) => correlation(out.correlation, close, benchmark, period),
});
