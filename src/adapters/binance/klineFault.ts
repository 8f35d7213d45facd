import { intervalMs, type Kline } from '../../domain/kline.js';

/** What makes these numbers no kline: times off the interval's grid, or prices outside low…high. `undefined`: nothing. */
export function klineFault(kline: Kline): string | undefined {
  const lengthMs = intervalMs(kline.interval);
  if (kline.openTimeMs % lengthMs !== 0) {
    return `open time ${kline.openTimeMs} is not a multiple of ${lengthMs} ms (${kline.interval})`;
  }
  if (kline.closeTimeMs !== kline.openTimeMs + lengthMs - 1) {
    return `close time ${kline.closeTimeMs} is not open time ${kline.openTimeMs} + ${lengthMs} - 1 ms (${kline.interval})`;
  }
  if (kline.high < Math.max(kline.open, kline.close, kline.low)) {
    return `high ${kline.high} is below open ${kline.open}, close ${kline.close} or low ${kline.low}`;
  }
  if (kline.low > Math.min(kline.open, kline.close)) {
    return `low ${kline.low} is above open ${kline.open} or close ${kline.close}`;
  }
  return undefined;
}
