import type { KlineInterval } from '../../domain/kline.js';
import type { KlineWindow } from '../windows/klineWindow.js';

/** A pure opinion on a window: the same klines always give the same score. */
export interface Factor {
  readonly name: string;
  /** The intervals it reads; it is asked once for each and the answers are averaged. `undefined`: every one there is. */
  readonly intervals?: readonly KlineInterval[];
  /** Below this many klines the factor is not asked: it abstains. */
  readonly requiredKlines: number;
  /** In [-100, 100]: what +100 means is in each factor's doc. NaN: no opinion on this window. */
  readonly score: (window: KlineWindow) => number;
}
