import type { Regime } from '../../domain/regime.js';
import { factorContext } from './factorContext.js';
import { trend } from './trend.js';
import type { KlineWindow } from '../windows/klineWindow.js';

const latestKlines = 24;
const usualKlines = 96;
const benchmarkTrend = trend({ fastKlines: 12, slowKlines: 48 });

/** Klines without which there is no regime. */
export const regimeKlines = Math.max(usualKlines + 1, benchmarkTrend.requiredKlines);

/** How the market is, read from one window of its benchmark; `undefined` below `regimeKlines`. */
export function regimeOf(window: KlineWindow): Regime | undefined {
  if (window.count < regimeKlines) return undefined;
  const context = factorContext({ windows: { [window.interval]: window }, interval: window.interval });
  const { figures } = context;
  const volatilityRatio = figures.volatility(latestKlines);
  const usual = figures.volatility(usualKlines);
  return {
    interval: window.interval,
    trend: benchmarkTrend.score(context),
    volatilityRatio,
    relativeVolatility: usual === 0 ? 1 : volatilityRatio / usual,
  };
}
