import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rollingCoMoments } from './rollingCoMoments.js';
import { Scratch } from './scratch.js';

const squaresOfValues = new Scratch();
const squaresOfBenchmark = new Scratch();

/**
 * Rolling beta: how far `values` move when `benchmark` moves by one, usually both returns.
 *
 *   beta = Sxy / Sxx      x: benchmark, y: values, over the last `period` pairs
 *
 * Requires `period` klines, at least 2. Unbounded; 0 for values that do not move, NaN for a benchmark that does not, and
 * while a NaN is among the last `period` pairs. Source: W. F. Sharpe, 1964.
 */
export function beta(out: Float64Array, values: Float64Array, benchmark: Float64Array, period: number): Float64Array {
  checkPeriod('period', period, 2);
  checkOutput(out, values, benchmark);
  const sxx = squaresOfBenchmark.take(values.length);
  rollingCoMoments(out, sxx, squaresOfValues.take(values.length), benchmark, values, period);
  for (let i = 0; i < out.length; i += 1) out[i] = sxx[i] === 0 ? Number.NaN : out[i]! / sxx[i]!;
  return out;
}

export const betaIndicator = describeIndicator({
  inputs: ['close', 'benchmark'],
  parameters: { period: 30 },
  outputs: { beta: { requiredKlines: ({ period }) => period, unit: 'none' } },
  memory: 'window',
  compute: (out, { close, benchmark }, { period }) => beta(out.beta, close, benchmark, period),
});
