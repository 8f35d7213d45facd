import { lastReturnVolatility } from '../indicators/returnVolatility.js';
import type { Factor } from './factor.js';

const recent = 6;
const usual = 60;

/**
 * Volume: does turnover stand behind the move?
 *
 *   v     = mean quote volume of the last 6 klines / mean of the last 60
 *   z     = ln(close_t / close_(t-6)) / (sigma60 · √6)
 *   score = 100 · (1 - e^-v) · tanh(z)
 *
 * +100: a strong rise on several times the usual turnover; at the usual turnover the move counts 63 %, without turnover
 * nothing. Inputs: close, quoteVolume. Requires 61 klines.
 */
export const volume: Factor = {
  name: 'volume',
  requiredKlines: usual + 1,
  score: ({ columns: { close, quoteVolume } }) => {
    const usualVolume = lastMean(quoteVolume, usual);
    const volatility = lastReturnVolatility(close, usual);
    if (usualVolume === 0 || volatility === 0) return 0;
    const relativeVolume = lastMean(quoteVolume, recent) / usualVolume;
    const logReturn = Math.log(close[close.length - 1]! / close[close.length - 1 - recent]!);
    return 100 * (1 - Math.exp(-relativeVolume)) * Math.tanh(logReturn / (volatility * Math.sqrt(recent)));
  },
};

function lastMean(values: Float64Array, length: number): number {
  let sum = 0;
  for (let i = values.length - length; i < values.length; i += 1) sum += values[i]!;
  return sum / length;
}
