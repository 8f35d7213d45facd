import { explainedShare } from '../../dist/core/factors/explainedShare.js';
import { lastSum } from '../../dist/core/factors/lastSum.js';
import { nearestSwingHigh, nearestSwingLow } from '../../dist/core/factors/nearestSwings.js';
import { netTakerRatio } from '../../dist/core/factors/netTakerRatio.js';
import { WindowFigures } from '../../dist/core/factors/windowFigures.js';
import { lastEma } from '../../dist/core/indicators/ema.js';
import { lastRegression } from '../../dist/core/indicators/linearRegression.js';

const figures = new WindowFigures();

/**
 * One pass over all windows that computes what the factors compute, as they call it, and nothing else: no scoring, no
 * results to keep, no windows to look up. The sum keeps the work from being optimised away.
 */
export function plainPass(windows, benchmarks) {
  let sum = 0;
  for (const window of windows) {
    const { columns, interval } = window;
    const { high, low, close, quoteVolume } = columns;
    const price = close[close.length - 1];
    figures.show(window);
    const logs = figures.logCloses(96);
    sum += figures.trueRange(14) + lastEma(logs, 12) + lastEma(logs, 48) + lastRegression(logs, 48).r2;
    sum += figures.slope(12) + figures.slope(12, 12);
    sum += figures.volatility(60) + figures.logReturn(6) + lastSum(quoteVolume, 6) + lastSum(quoteVolume, 60);
    sum += netTakerRatio(columns, 20) + netTakerRatio(columns, 20) + figures.logReturn(20);
    sum += price > close[0] ? nearestSwingHigh(high, price, 96, 3) : nearestSwingLow(low, price, 96, 3);
    sum += explainedShare(window, benchmarks[interval], 60);
    if (interval === '5m') sum += lastSum(quoteVolume, 96) + figures.volatility(60);
  }
  return sum;
}
