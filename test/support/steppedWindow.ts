import { KlineWindow } from '../../src/core/windows/klineWindow.js';
import { instrumentSymbol, type KlineInterval } from '../../src/domain/kline.js';
import { seriesKey } from '../../src/domain/series.js';
import { klineAt } from './klines.js';

/** What is said of one kline: the rest follows from it. */
export interface Step {
  readonly close: number;
  /** Beyond open and close. */
  readonly high?: number;
  readonly low?: number;
  readonly quoteVolume?: number;
  readonly takerBuyRatio?: number;
}

/** A window of the given closes: each kline opens at the close before it. */
export function steppedWindow(
  steps: readonly Step[],
  { symbol = 'COINUSDT', interval = '5m' }: { symbol?: string; interval?: KlineInterval } = {},
): KlineWindow {
  const key = seriesKey(instrumentSymbol(symbol), interval);
  const window = new KlineWindow({ series: key, size: steps.length });
  steps.forEach(({ close, quoteVolume = 1_000, takerBuyRatio = 0.5, ...extremes }, i) => {
    const open = steps[i - 1]?.close ?? close;
    window.append(
      {
        ...klineAt(i, { key }),
        open,
        close,
        high: Math.max(open, close, extremes.high ?? 0),
        low: Math.min(open, close, extremes.low ?? Number.POSITIVE_INFINITY),
        quoteVolume,
        takerBuyQuoteVolume: quoteVolume * takerBuyRatio,
      },
      'ws',
    );
  });
  return window;
}

/** So many klines that are all alike. */
export const steady = (length: number, step: Step): Step[] => Array.from({ length }, () => step);
