import type { Rule } from './rules.js';

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > values[index - 1]!);

/** Laws between the settings of `trading`. */
export const tradingLaws: readonly Rule[] = [
  {
    paths: ['trading.exits.targetRatios'],
    expected: 'ascending: the nearest target first',
    holds: ({ trading }) => isAscending(trading.exits.targetRatios),
  },
  {
    paths: ['trading.exits.targetShares', 'trading.exits.targetRatios'],
    expected: 'one share for each of `trading.exits.targetRatios`',
    holds: ({ trading: { exits } }) => exits.targetShares.length === exits.targetRatios.length,
  },
  {
    // Sums of decimals such as 0.1 are a little off.
    paths: ['trading.exits.targetShares'],
    expected: 'shares that sum up to 1 at most',
    holds: ({ trading: { exits } }) => exits.targetShares.reduce((sum, share) => sum + share, 0) <= 1 + 1e-9,
  },
  {
    paths: ['trading.risk.maxSymbolExposure', 'trading.risk.maxLeverage'],
    expected: 'at most `trading.risk.maxLeverage`',
    holds: ({ trading: { risk } }) => risk.maxSymbolExposure <= risk.maxLeverage,
  },
];
