import type { KlineWindow } from './klineWindow.js';
import { intervalMs } from '../../domain/kline.js';
import type { SeriesSequencer } from './seriesSequencer.js';

/** Exchange time since the newest kline of a window closed; `undefined` while it is empty. */
export function newestCloseAgeMs(
  { lastOpenTimeMs, interval }: Pick<KlineWindow, 'lastOpenTimeMs' | 'interval'>,
  exchangeNowMs: number,
): number | undefined {
  const closedAtMs = lastOpenTimeMs + intervalMs(interval);
  // NaN while there is none. An exchange clock that is estimated to be behind makes nothing younger than new.
  return Number.isNaN(closedAtMs) ? undefined : Math.max(0, exchangeNowMs - closedAtMs);
}

/**
 * Whether a window can be relied on now: it is `ready`, and the close that is to come next is at most `maxAgeMs` overdue
 * by the exchange's clock. The age that counts is that delay, not the time since the last close: a 1h window is as fresh
 * as it can be for the whole hour. A `maxAgeMs` of 0 allows no delay at all, not even that of the network; a few
 * seconds is what a close takes. Forming klines and repeated closes make no window fresher.
 */
export function isFresh(
  { status, nextCloseTimeMs }: Pick<SeriesSequencer, 'status' | 'nextCloseTimeMs'>,
  { maxAgeMs, exchangeNowMs }: { readonly maxAgeMs: number; readonly exchangeNowMs: number },
): boolean {
  // False while the window is empty and nothing is expected yet: then the time of the next close is NaN.
  return status === 'ready' && exchangeNowMs - nextCloseTimeMs <= maxAgeMs;
}
