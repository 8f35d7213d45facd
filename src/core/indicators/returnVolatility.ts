import { checkPeriod } from './checks.js';

/**
 * Root mean square of the last `length` log returns of `close`: the usual size of one kline's move, drift not removed.
 *
 *   sigma = sqrt( mean( ln(close_t / close_(t-1))² ) )
 *
 * NaN below `length + 1` closes, and while a NaN is among the last of them. 0 when nothing has moved.
 */
export function lastReturnVolatility(close: Float64Array, length: number): number {
  checkPeriod('length', length);
  const from = close.length - length;
  if (from < 1) return Number.NaN;
  let sum = 0;
  for (let i = from; i < close.length; i += 1) {
    const logReturn = Math.log(close[i]! / close[i - 1]!);
    sum += logReturn * logReturn;
  }
  return Math.sqrt(sum / length);
}
