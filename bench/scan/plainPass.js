import { lastAtr } from '../../dist/core/indicators/atr.js';
import { lastEma } from '../../dist/core/indicators/ema.js';
import { lastRegression } from '../../dist/core/indicators/linearRegression.js';
import { lastReturnVolatility } from '../../dist/core/indicators/returnVolatility.js';

/**
 * One pass over all windows that computes what the factors compute, as they call it, and nothing else: no scoring, no
 * results to keep, no windows to look up. The sum keeps the work from being optimised away.
 */
export function plainPass(windows) {
  let sum = 0;
  for (const { columns } of windows) {
    const { high, low, close, quoteVolume, takerBuyQuoteVolume } = columns;
    sum += lastAtr(high, low, close, 14) + lastEma(close, 12) + lastEma(close, 48);
    sum += lastRegression(close, 48).slope;
    sum += lastReturnVolatility(close, 60) + lastReturnVolatility(close, 60);
    sum += lastSum(quoteVolume, 6) + lastSum(quoteVolume, 60);
    sum += lastSum(quoteVolume, 20) + lastSum(takerBuyQuoteVolume, 20);
  }
  return sum;
}

function lastSum(values, length) {
  let sum = 0;
  for (let i = values.length - length; i < values.length; i += 1) sum += values[i];
  return sum;
}
