import type { KlineColumns } from '../windows/klineWindow.js';
import { lastSum } from './lastSum.js';

/** Bought less sold by takers over the last `klines`, as a share of what was traded: -1 to 1, 0 when nothing was. */
export function netTakerRatio(
  { quoteVolume, takerBuyQuoteVolume }: Pick<KlineColumns, 'quoteVolume' | 'takerBuyQuoteVolume'>,
  klines: number,
): number {
  const turnover = lastSum(quoteVolume, klines);
  return turnover === 0 ? 0 : (2 * lastSum(takerBuyQuoteVolume, klines)) / turnover - 1;
}
