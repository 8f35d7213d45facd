import { latestLock, type Protection } from './protection.js';

export interface LowProfitPairsOptions {
  readonly lookbackMs: number;
  /** A symbol with fewer trades is not judged. */
  readonly tradeLimit: number;
  readonly stopDurationMs: number;
  /** The least sum of profit ratios with which a symbol is traded on. */
  readonly requiredProfitRatio: number;
  /** Long and short positions of a symbol are judged apart. */
  readonly onlyPerSide: boolean;
}

/** Leaves a symbol alone that has not earned enough lately. As freqtrade's `LowProfitPairs`. */
export const lowProfitPairs = (options: LowProfitPairsOptions): Protection => ({
  name: 'LowProfitPairs',
  lock: ({ trades, symbol, direction, atMs }) => {
    const { tradeLimit, requiredProfitRatio, onlyPerSide } = options;
    const own = trades.filter((trade) => trade.symbol === symbol && (!onlyPerSide || trade.direction === direction));
    return latestLock(own, atMs, options, (recent) => {
      const profit = recent.reduce((sum, { profitRatio }) => sum + profitRatio, 0);
      return recent.length < tradeLimit || profit >= requiredProfitRatio
        ? undefined
        : `it earned ${Math.round(profit * 1_000) / 10} % lately, too little`;
    });
  },
});
