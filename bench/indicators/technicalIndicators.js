import {
  ADX,
  ATR,
  BollingerBands,
  EMA,
  KeltnerChannels,
  MACD,
  MFI,
  OBV,
  ROC,
  RSI,
  SMA,
  Stochastic,
  VWAP,
  WEMA,
} from 'technicalindicators';
import { commonIndicators } from './common.js';

const ofCloses = { input: ({ close }) => close, inputs: ({ close }) => ({ values: close }) };
const ofCandles = { input: (candle) => candle, inputs: ({ high, low, close }) => ({ high, low, close }) };
const withVolume = { input: (candle) => candle, inputs: (arrays) => ({ ...arrays }) };
const same = (parameters) => parameters;
const value = (result) => [result];
const bands = ({ upper, middle, lower }) => [upper, middle, lower];

/** The class of each, what it is fed, its parameters in its own words, and its values in our order and units. */
const indicators = {
  sma: { ...ofCloses, type: SMA, options: same, values: value },
  ema: { ...ofCloses, type: EMA, options: same, values: value },
  rma: { ...ofCloses, type: WEMA, options: same, values: value },
  rsi: { ...ofCloses, type: RSI, options: same, values: value },
  macd: {
    ...ofCloses,
    type: MACD,
    options: (periods) => ({ ...periods, SimpleMAOscillator: false, SimpleMASignal: false }),
    values: ({ MACD: macd, signal, histogram }) => [macd, signal, histogram],
  },
  roc: { ...ofCloses, type: ROC, options: same, values: value },
  bollinger: {
    ...ofCloses,
    type: BollingerBands,
    options: ({ period, multiplier }) => ({ period, stdDev: multiplier }),
    values: bands,
  },
  keltner: {
    ...ofCandles,
    type: KeltnerChannels,
    options: ({ period, atrPeriod, multiplier }) => ({ maPeriod: period, atrPeriod, multiplier, useSMA: false }),
    values: bands,
  },
  atr: { ...ofCandles, type: ATR, options: same, values: value },
  adx: { ...ofCandles, type: ADX, options: same, values: ({ adx }) => [adx] },
  stochastic: {
    ...ofCandles,
    type: Stochastic,
    options: ({ period, signalPeriod }) => ({ period, signalPeriod }),
    values: ({ k, d }) => [k, d],
  },
  obv: { ...withVolume, type: OBV, options: same, values: value },
  mfi: { ...withVolume, type: MFI, options: same, values: value },
  anchoredVwap: { ...withVolume, type: VWAP, options: same, values: value },
};

const optionsOf = (name) => indicators[name].options(commonIndicators[name].parameters);
const nothing = { high: [], low: [], close: [], volume: [] };

/** npm `technicalindicators`: a function over arrays, and objects that are given klines one after another. */
export const technicalIndicators = {
  name: 'technicalIndicators',
  label: 'technicalindicators',

  batch(name) {
    const { type, inputs } = indicators[name];
    const options = optionsOf(name);
    return ({ arrays }) => type.calculate({ ...options, ...inputs(arrays) });
  },

  /** `{ update(candle) }` of a series, warm. */
  stateOf(name, { candles }) {
    const { type, input, inputs } = indicators[name];
    const indicator = new type({ ...optionsOf(name), ...inputs(nothing) });
    for (const candle of candles) indicator.nextValue(input(candle));
    return { update: (candle) => indicator.nextValue(input(candle)) };
  },

  valuesAt: (name, results, back) => indicators[name].values(results[results.length - 1 - back]),
  valuesOf: (name, result) => indicators[name].values(result),
};
