import { checkOutput, checkPeriod } from './checks.js';
import { describeIndicator } from './indicator.js';
import { rmaWarmUpKlines } from './rma.js';
import { Scratch } from './scratch.js';
import { smooth } from './smoothing.js';
import { trueRange } from './trueRange.js';

/** Where `adx` writes: three arrays as long as the inputs. */
export interface AdxOutput {
  readonly adx: Float64Array;
  readonly plusDi: Float64Array;
  readonly minusDi: Float64Array;
}

const ranges = new Scratch();
const upMoves = new Scratch();
const downMoves = new Scratch();
const smoothedRanges = new Scratch();

/**
 * Directional movement: +DI, -DI and their average index.
 *
 *   up = high_t - high_(t-1),  down = low_(t-1) - low_t
 *   +DM = up if up > down and up > 0, else 0;  -DM = down if down > up and down > 0, else 0
 *   +DI = 100 · RMA(+DM) / RMA(tr),  -DI likewise
 *   DX  = 100 · |+DI - -DI| / (+DI + -DI),  ADX = RMA(DX)
 *
 * Every average is seeded with the mean of its first `period` values. Requires `period + 1` klines for the DIs and
 * `2 · period` for the ADX. All in [0, 100]; 0 when nothing has moved, or when both DIs are 0. A NaN makes NaN until the
 * klines behind it have seeded it anew. Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function adx(
  out: AdxOutput,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): AdxOutput {
  checkPeriod('period', period);
  checkOutput(out.adx, high, low, close);
  checkOutput(out.plusDi, high, low, close);
  checkOutput(out.minusDi, high, low, close);
  const { length } = close;
  const range = trueRange(ranges.take(length), high, low, close);
  const upMove = upMoves.take(length);
  const downMove = downMoves.take(length);
  writeMoves(upMove, downMove, range, high, low);
  const alpha = 1 / period;
  const plus = smooth(out.plusDi, upMove, period, alpha);
  const minus = smooth(out.minusDi, downMove, period, alpha);
  const smoothedRange = smooth(smoothedRanges.take(length), range, period, alpha);
  const dx = upMove;
  for (let i = 0; i < length; i += 1) {
    plus[i] = smoothedRange[i] === 0 ? 0 : (100 * plus[i]!) / smoothedRange[i]!;
    minus[i] = smoothedRange[i] === 0 ? 0 : (100 * minus[i]!) / smoothedRange[i]!;
    const sum = plus[i]! + minus[i]!;
    dx[i] = sum === 0 ? 0 : (100 * Math.abs(plus[i]! - minus[i]!)) / sum;
  }
  smooth(out.adx, dx, period, alpha);
  return out;
}

/** All NaN where the true range is, so that the three averages are seeded with the same klines. */
function writeMoves(
  upMove: Float64Array,
  downMove: Float64Array,
  range: Float64Array,
  high: Float64Array,
  low: Float64Array,
): void {
  let previousHigh = Number.NaN;
  let previousLow = Number.NaN;
  for (let i = 0; i < range.length; i += 1) {
    const up = high[i]! - previousHigh;
    const down = previousLow - low[i]!;
    previousHigh = high[i]!;
    previousLow = low[i]!;
    if (Number.isNaN(range[i]! + up + down)) {
      range[i] = Number.NaN;
      upMove[i] = Number.NaN;
      downMove[i] = Number.NaN;
    } else {
      upMove[i] = up > down && up > 0 ? up : 0;
      downMove[i] = down > up && down > 0 ? down : 0;
    }
  }
}

const diOutput = {
  requiredKlines: ({ period }: { readonly period: number }) => period + 1,
  warmUpKlines: ({ period }: { readonly period: number }) => rmaWarmUpKlines(period, 2),
  unit: 'none',
  range: [0, 100],
} as const;

export const adxIndicator = describeIndicator({
  inputs: ['high', 'low', 'close'],
  parameters: { period: 14 },
  outputs: {
    adx: {
      requiredKlines: ({ period }) => 2 * period,
      warmUpKlines: ({ period }) => rmaWarmUpKlines(period, rmaWarmUpKlines(period, 2, 2), 2),
      unit: 'none',
      range: [0, 100],
    },
    plusDi: diOutput,
    minusDi: diOutput,
  },
  memory: 'recursive',
  compute: (out, { high, low, close }, { period }) => adx(out, high, low, close, period),
});
