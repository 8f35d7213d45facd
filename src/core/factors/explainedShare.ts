import type { KlineWindow } from '../windows/klineWindow.js';

/** R² of the last `klines` moves of two windows, up to the newest kline that both windows hold; NaN where either does not reach or did not move. */
export function explainedShare(window: KlineWindow, benchmark: KlineWindow, klines: number): number {
  const newestMs = Math.min(window.lastOpenTimeMs, benchmark.lastOpenTimeMs);
  const toY = window.indexOf(newestMs);
  const toX = benchmark.indexOf(newestMs);
  if (toY < klines || toX < klines) return Number.NaN;
  return squaredCorrelation(window.columns.close, toY, benchmark.columns.close, toX, klines);
}

function squaredCorrelation(ys: Float64Array, toY: number, xs: Float64Array, toX: number, klines: number): number {
  let sumX = 0;
  let sumY = 0;
  let sumXx = 0;
  let sumYy = 0;
  let sumXy = 0;
  for (let back = 0; back < klines; back += 1) {
    const x = move(xs[toX - back]!, xs[toX - back - 1]!);
    const y = move(ys[toY - back]!, ys[toY - back - 1]!);
    sumX += x;
    sumY += y;
    sumXx += x * x;
    sumYy += y * y;
    sumXy += x * y;
  }
  const sxx = sumXx - (sumX * sumX) / klines;
  const syy = sumYy - (sumY * sumY) / klines;
  const sxy = sumXy - (sumX * sumY) / klines;
  return sxx <= 0 || syy <= 0 ? Number.NaN : Math.min(1, (sxy * sxy) / (sxx * syy));
}

/** Nearly the log return, without its cost: it too only changes its sign in the mirror. */
const move = (price: number, before: number): number => (2 * (price - before)) / (price + before);
