import { lastAtr } from '../indicators/atr.js';
import { lastEma } from '../indicators/ema.js';
import { lastRegression } from '../indicators/linearRegression.js';
import type { Factor } from './factor.js';

const fastPeriod = 12;
const slowPeriod = 48;
const atrPeriod = 14;
/** An average spread of this many true ranges counts as a full trend (tanh 1 = 0.76). */
const fullSpreadAtrs = 1.5;

/**
 * Trend: is there a direction, and is it a straight one?
 *
 *   spread = (EMA12(close) - EMA48(close)) / ATR14
 *   score  = 100 · ( tanh(spread / 1.5) + sign(slope) · R² ) / 2      slope, R²: regression over the last 48 closes
 *
 * +100: a steep, straight rise; 0: none, or the two halves disagree. A market that does not move at all scores 0.
 * Inputs: high, low, close. Requires 2 × 48 klines, so that the slow average has forgotten its seed.
 */
export const trend: Factor = {
  name: 'trend',
  requiredKlines: 2 * slowPeriod,
  score: ({ columns: { high, low, close } }) => {
    const atr = lastAtr(high, low, close, atrPeriod);
    if (atr === 0) return 0;
    const spread = (lastEma(close, fastPeriod) - lastEma(close, slowPeriod)) / atr;
    const { slope, r2 } = lastRegression(close, slowPeriod);
    return 50 * (Math.tanh(spread / fullSpreadAtrs) + Math.sign(slope) * r2);
  },
};
