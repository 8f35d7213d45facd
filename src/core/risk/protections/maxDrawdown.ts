import type { ClosedTrade } from '../../../domain/position.js';
import { latestLock, type Protection } from './protection.js';

export interface MaxDrawdownOptions {
  readonly lookbackMs: number;
  /** With fewer trades there is no judging. */
  readonly tradeLimit: number;
  readonly stopDurationMs: number;
  /** Greatest fall of the summed profit ratios from their height that is still allowed: 0.1 for 10 %. */
  readonly maxAllowedDrawdownRatio: number;
}

/**
 * Stops all trading when what was won lately has been lost again: the sum of the profit ratios of the trades in
 * `lookbackMs` fell by more than is allowed. As freqtrade's `MaxDrawdown` in the mode `ratios`.
 */
export const maxDrawdown = (options: MaxDrawdownOptions): Protection => ({
  name: 'MaxDrawdown',
  lock: ({ trades, atMs }) =>
    latestLock(trades, atMs, options, (recent) => {
      const fall = deepestFall(recent);
      return recent.length < options.tradeLimit || fall <= options.maxAllowedDrawdownRatio
        ? undefined
        : `trades fell by ${Math.round(fall * 1_000) / 10} % lately`;
    }),
});

function deepestFall(trades: readonly ClosedTrade[]): number {
  let [sum, height, deepest] = [0, 0, 0];
  for (const { profitRatio } of trades) {
    sum += profitRatio;
    height = Math.max(height, sum);
    deepest = Math.max(deepest, height - sum);
  }
  return deepest;
}
