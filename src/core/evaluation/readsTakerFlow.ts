import { intervalMs, type Kline, type KlineInterval } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { Factor, ScoreSign, WindowsByInterval } from '../factors/factor.js';
import { factorContext } from '../factors/factorContext.js';
import { regimeOf } from '../factors/regime.js';
import { KlineWindow } from '../windows/klineWindow.js';

type KlinesByInterval = ReadonlyMap<KlineInterval, readonly Kline[]>;

const signs: readonly ScoreSign[] = [-1, 0, 1];

/**
 * Whether a factor reads who crossed the spread, or how many trades there were: its answer is another one when nothing but
 * these columns is. The klines are any that were really traded.
 */
export function readsTakerFlow(factor: Factor, klines: KlinesByInterval): boolean {
  const told = windowsOf(klines, (kline) => kline);
  const other = windowsOf(klines, withOtherFlow);
  return [...klines.keys()].some((interval) => {
    if ((klines.get(interval)?.length ?? 0) < factor.requiredKlines) return false;
    return signs.some((sign) => {
      const [before, after] = [told, other].map((windows) => answer(factor, windows, interval, sign));
      return !Object.is(before, after);
    });
  });
}

/** What the factor says when the market is its own benchmark; a text when it throws. */
function answer(factor: Factor, windows: WindowsByInterval, interval: KlineInterval, sign: ScoreSign): unknown {
  const longest = Object.values(windows).reduce((a, b) => (intervalMs(b.interval) > intervalMs(a.interval) ? b : a));
  try {
    return factor.score(factorContext({ windows, interval, sign, benchmark: windows, regime: regimeOf(longest) }));
  } catch (error) {
    return String(error);
  }
}

function windowsOf(all: KlinesByInterval, map: (kline: Kline, row: number) => Kline): WindowsByInterval {
  const windows: Partial<Record<KlineInterval, KlineWindow>> = {};
  for (const [interval, klines] of all) {
    const [first] = klines;
    if (!first) continue;
    const window = new KlineWindow({ series: seriesKey(first.symbol, interval), size: klines.length });
    klines.forEach((kline, row) => window.append(map(kline, row), 'store'));
    windows[interval] = window;
  }
  return windows;
}

/** Less bought than before, by a share of its own for every kline, and another number of trades. */
function withOtherFlow(kline: Kline, row: number): Kline {
  const share = 0.1 + 0.07 * (row % 11);
  return {
    ...kline,
    takerBuyBaseVolume: kline.takerBuyBaseVolume * share,
    takerBuyQuoteVolume: kline.takerBuyQuoteVolume * share,
    tradeCount: kline.tradeCount + 1 + (row % 7),
  };
}
