import { daysMissing } from '../daysMissing.js';
import { filterEach, type UniverseFilter } from '../filter.js';
import { percentInWords } from '../inWords.js';

export interface RangeStabilityFilterOptions {
  readonly lookbackDays: number;
  readonly minRateOfChange: number;
  /** `null`: no limit. */
  readonly maxRateOfChange: number | null;
}

/**
 * Lets pass what ranged that far in the last closed days: `(highest high - lowest low) / lowest low`. As freqtrade's
 * `RangeStabilityFilter`. Needs `lookbackDays` daily klines.
 */
export const rangeStabilityFilter = ({
  lookbackDays,
  minRateOfChange,
  maxRateOfChange,
}: RangeStabilityFilterOptions): UniverseFilter =>
  filterEach(
    'RangeStabilityFilter',
    ({ dailyKlines }) => {
      const days = dailyKlines.slice(-lookbackDays);
      if (days.length < lookbackDays) return daysMissing(days.length, lookbackDays);
      const lowest = Math.min(...days.map(({ low }) => low));
      const rate = (Math.max(...days.map(({ high }) => high)) - lowest) / lowest;
      const found = `its range over ${lookbackDays} days is ${percentInWords(rate)}`;
      if (rate < minRateOfChange) return `${found}, below ${percentInWords(minRateOfChange)}`;
      return maxRateOfChange !== null && rate > maxRateOfChange
        ? `${found}, above ${percentInWords(maxRateOfChange)}`
        : undefined;
    },
    { dailyKlines: lookbackDays },
  );
