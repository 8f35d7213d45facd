import { latestLock, type Protection } from './protection.js';

export interface CooldownPeriodOptions {
  readonly stopDurationMs: number;
}

/** Leaves a symbol alone for a while after a position in it has ended, however it ended. As freqtrade's `CooldownPeriod`. */
export const cooldownPeriod = ({ stopDurationMs }: CooldownPeriodOptions): Protection => ({
  name: 'CooldownPeriod',
  lock: ({ trades, symbol, atMs }) => {
    const own = trades.filter((trade) => trade.symbol === symbol);
    return latestLock(own, atMs, { lookbackMs: 1, stopDurationMs }, () => 'its last position ended a moment ago');
  },
});
