import { Scratch } from './scratch.js';

const sumsOfX = new Scratch();
const sumsOfY = new Scratch();

/**
 * Joint second moments of the last `period` pairs at every kline, in blocks and from an origin as `rollingMoments`.
 *
 *   sxy = Σ (x - mean x)(y - mean y),  sxx = Σ (x - mean x)²,  syy = Σ (y - mean y)²
 *
 * Exactly 0 where a side of the window has equal values. NaN in one side makes NaN in what is made of it.
 */
export function rollingCoMoments(
  sxy: Float64Array,
  sxx: Float64Array,
  syy: Float64Array,
  xs: Float64Array,
  ys: Float64Array,
  period: number,
): void {
  const { length } = xs;
  const tailX = sumsOfX.take(length);
  const tailY = sumsOfY.take(length);
  for (let from = 0; from < length; from += period) {
    const to = Math.min(from + period, length);
    const originX = xs[from]!;
    const originY = ys[from]!;
    let sumX = 0;
    let sumY = 0;
    let sumXy = 0;
    let sumXx = 0;
    let sumYy = 0;
    for (let i = from + period - 1; i >= from; i -= 1) {
      if (i < length) {
        const none = from === 0 && i < period - 1 ? Number.NaN : 0;
        tailX[i] = none + sumX;
        tailY[i] = none + sumY;
        sxy[i] = sumXy;
        sxx[i] = sumXx;
        syy[i] = sumYy;
      }
      if (from === 0) continue;
      const x = xs[i - period]! - originX;
      const y = ys[i - period]! - originY;
      sumX += x;
      sumY += y;
      sumXy += x * y;
      sumXx += x * x;
      sumYy += y * y;
    }
    sumX = 0;
    sumY = 0;
    sumXy = 0;
    sumXx = 0;
    sumYy = 0;
    for (let i = from; i < to; i += 1) {
      const x = xs[i]! - originX;
      const y = ys[i]! - originY;
      sumX += x;
      sumY += y;
      sumXy += x * y;
      sumXx += x * x;
      sumYy += y * y;
      const windowX = tailX[i]! + sumX;
      const windowY = tailY[i]! + sumY;
      sxy[i]! += sumXy - (windowX * windowY) / period;
      sxx[i] = Math.max(0, sxx[i]! + sumXx - (windowX * windowX) / period);
      syy[i] = Math.max(0, syy[i]! + sumYy - (windowY * windowY) / period);
    }
  }
}
