import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rmaWarmUpKlines } from './rma.js';

/**
 * Relative strength index.
 *
 *   gain_t = max(0, close_t - close_(t-1)),  loss_t = max(0, close_(t-1) - close_t)
 *   rsi    = 100 · RMA(gain) / (RMA(gain) + RMA(loss))
 *
 * Both averages are seeded with the mean of the first `period` changes. Requires `period + 1` klines. In [0, 100]: 100 when
 * nothing has fallen, 0 when nothing has risen, 50 when nothing has moved. A NaN makes NaN until the `period + 1` closes
 * behind it have seeded it anew. Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function rsi(out: Float64Array, close: Float64Array, period: number): Float64Array {
  checkPeriod('period', period);
  checkOutput(out, close);
  const alpha = 1 / period;
  let count = 0;
  let gains = 0;
  let losses = 0;
  let previous = Number.NaN;
  for (let i = 0; i < close.length; i += 1) {
    const change = close[i]! - previous;
    previous = close[i]!;
    const gain = change > 0 ? change : 0;
    const loss = change < 0 ? -change : 0;
    if (Number.isNaN(change)) {
      count = 0;
      gains = 0;
      losses = 0;
    } else {
      count += 1;
      gains += count <= period ? gain / period : alpha * (gain - gains);
      losses += count <= period ? loss / period : alpha * (loss - losses);
    }
    const moved = gains + losses;
    if (count < period) out[i] = Number.NaN;
    else out[i] = moved === 0 ? 50 : (100 * gains) / moved;
  }
  return out;
}

export const rsiIndicator = describeIndicator({
  inputs: ['close'],
  parameters: { period: 14 },
  outputs: {
    rsi: {
      requiredKlines: ({ period }) => period + 1,
      warmUpKlines: ({ period }) => rmaWarmUpKlines(period, 2),
      unit: 'none',
      range: [0, 100],
    },
  },
  memory: 'recursive',
  compute: (out, { close }, { period }) => rsi(out.rsi, close, period),
});
