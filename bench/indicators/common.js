/**
 * The indicators that all three libraries have: their parameters, and the outputs that all three give, in one order and
 * under our names. `differs` names who defines one in another way, and how close the newest values come all the same.
 */
const roundsTo2 = { technicalIndicators: { how: 'rounded to 0.01', absolute: 0.0051 } };
const seedOfFirst = { tradingSignals: { how: 'seeded with the first value', relative: 1e-6 } };
const seedOfFirstRange = { tradingSignals: { how: 'the first kline has a range', relative: 1e-6 } };

export const commonIndicators = {
  sma: { parameters: { period: 20 }, outputs: ['sma'] },
  ema: { parameters: { period: 20 }, outputs: ['ema'], differs: seedOfFirst },
  rma: { parameters: { period: 14 }, outputs: ['rma'] },
  rsi: { parameters: { period: 14 }, outputs: ['rsi'], differs: roundsTo2 },
  macd: {
    parameters: { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 },
    outputs: ['macd', 'signal', 'histogram'],
    differs: seedOfFirst,
  },
  roc: { parameters: { period: 14 }, outputs: ['roc'] },
  bollinger: { parameters: { period: 20, multiplier: 2 }, outputs: ['upper', 'middle', 'lower'] },
  keltner: {
    parameters: { period: 20, atrPeriod: 10, multiplier: 2 },
    outputs: ['upper', 'middle', 'lower'],
    differs: seedOfFirst,
  },
  atr: { parameters: { period: 14 }, outputs: ['atr'], differs: seedOfFirstRange },
  adx: { parameters: { period: 14 }, outputs: ['adx'], differs: seedOfFirstRange },
  stochastic: { parameters: { period: 14, smoothPeriod: 1, signalPeriod: 3 }, outputs: ['k', 'd'] },
  obv: { parameters: {}, outputs: ['obv'] },
  mfi: { parameters: { period: 14 }, outputs: ['mfi'], differs: roundsTo2 },
  anchoredVwap: { parameters: {}, outputs: ['anchoredVwap'] },
};

export const indicatorNames = Object.keys(commonIndicators);
