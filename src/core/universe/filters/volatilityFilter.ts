import type { Kline } from '../../../domain/kline.js';
import { filterEach, type UniverseFilter } from '../filter.js';
import { roundedInWords } from '../inWords.js';
import { daysMissing } from '../daysMissing.js';

export interface VolatilityFilterOptions {
  readonly lookbackDays: number;
  readonly minVolatility: number;
  /** `null`: no limit. */
  readonly maxVolatility: number | null;
}

/**
 * Lets pass what moved that much, close to close, in the last closed days: the sample standard deviation of the daily
 * log returns, times the root of their number. As freqtrade's `VolatilityFilter`. Needs `lookbackDays` + 1 daily klines.
 */
export const volatilityFilter = ({
  lookbackDays,
  minVolatility,
  maxVolatility,
}: VolatilityFilterOptions): UniverseFilter =>
  filterEach(
    'VolatilityFilter',
    ({ dailyKlines }) => {
      const days = dailyKlines.slice(-(lookbackDays + 1));
      if (days.length <= lookbackDays) return daysMissing(days.length, lookbackDays + 1);
      const volatility = volatilityOf(days);
      const found = `its volatility over ${lookbackDays} days is ${roundedInWords(volatility)}`;
      if (volatility < minVolatility) return `${found}, below ${minVolatility}`;
      return maxVolatility !== null && volatility > maxVolatility ? `${found}, above ${maxVolatility}` : undefined;
    },
    { dailyKlines: lookbackDays + 1 },
  );

function volatilityOf(days: readonly Kline[]): number {
  const returns = days.slice(1).map(({ close }, index) => Math.log(close / days[index]!.close));
  const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const squares = returns.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt((squares / (returns.length - 1)) * returns.length);
}
