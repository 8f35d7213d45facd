import { lastReturnVolatility } from '../indicators/returnVolatility.js';
import type { Factor } from './factor.js';

const lookback = 12;
const volatilityLength = 60;

/**
 * Momentum: how unusual is the latest move?
 *
 *   z     = ln(close_t / close_(t-12)) / (sigma60 · √12)      sigma60: root mean square of the last 60 log returns
 *   score = 100 · tanh(z / 1.5)
 *
 * +100: a rise several times larger than chance would make it. 0 when nothing moved. Inputs: close. Requires 61 klines.
 */
export const momentum: Factor = {
  name: 'momentum',
  requiredKlines: volatilityLength + 1,
  score: ({ columns: { close } }) => {
    const volatility = lastReturnVolatility(close, volatilityLength);
    if (volatility === 0) return 0;
    const logReturn = Math.log(close[close.length - 1]! / close[close.length - 1 - lookback]!);
    return 100 * Math.tanh(logReturn / (volatility * Math.sqrt(lookback)) / 1.5);
  },
};
