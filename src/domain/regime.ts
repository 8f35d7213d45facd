import type { KlineInterval } from './kline.js';

/** How the whole market is, read from its benchmark, BTC. */
export interface Regime {
  /** The interval it was read on: the longest that is kept. */
  readonly interval: KlineInterval;
  /** Direction and straightness of the benchmark, in [-100, 100], as the trend factor says it. */
  readonly trend: number;
  /** Its usual move in one kline: root mean square of the last log returns. */
  readonly volatilityRatio: number;
  /** Its latest volatility against its usual one: 1 is as always, 2 twice as wild. */
  readonly relativeVolatility: number;
}
