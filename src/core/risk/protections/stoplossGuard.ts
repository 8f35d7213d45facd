import { latestLock, type Protection } from './protection.js';

export interface StoplossGuardOptions {
  readonly lookbackMs: number;
  /** So many stops within `lookbackMs` lock. */
  readonly tradeLimit: number;
  readonly stopDurationMs: number;
  /** Stops of a symbol lock that symbol alone. */
  readonly onlyPerPair: boolean;
  /** Long positions lock long entries, short ones short entries. */
  readonly onlyPerSide: boolean;
  /** Stops with a profit of at least this, as share of the entry, do not count. */
  readonly requiredProfitRatio: number;
}

const stops: readonly string[] = ['stop', 'trailingStop', 'unprotected'];

/**
 * Stops trading after many stops within a short time: the market is not what the signals take it for. As freqtrade's
 * `StoplossGuard`.
 */
export const stoplossGuard = (options: StoplossGuardOptions): Protection => ({
  name: 'StoplossGuard',
  lock: ({ trades, symbol, direction, atMs }) => {
    const { tradeLimit, onlyPerPair, onlyPerSide, requiredProfitRatio } = options;
    const stopped = trades.filter(
      (trade) =>
        stops.includes(trade.cause) &&
        trade.profitRatio < requiredProfitRatio &&
        (!onlyPerPair || trade.symbol === symbol) &&
        (!onlyPerSide || trade.direction === direction),
    );
    return latestLock(stopped, atMs, options, ({ length }) =>
      length < tradeLimit ? undefined : `${length} positions were stopped lately`,
    );
  },
});
