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
  StochasticOscillator,
  VWAP,
  WSMA,
} from 'trading-signals';
import { commonIndicators } from './common.js';

const ofCloses = { input: ({ close }) => close, inputs: ({ arrays }) => arrays.close };
const ofCandles = { input: (candle) => candle, inputs: ({ candles }) => candles };
const value = (result) => [result];
const bands = ({ upper, middle, lower }) => [upper, middle, lower];

/** How each is made, what it is fed, and its values in our order and units. */
const indicators = {
  sma: { ...ofCloses, create: ({ period }) => new SMA(period), values: value },
  ema: { ...ofCloses, create: ({ period }) => new EMA(period), values: value },
  rma: { ...ofCloses, create: ({ period }) => new WSMA(period), values: value },
  rsi: { ...ofCloses, create: ({ period }) => new RSI(period), values: value },
  macd: {
    ...ofCloses,
    create: ({ fastPeriod, slowPeriod, signalPeriod }) =>
      new MACD(new EMA(fastPeriod), new EMA(slowPeriod), new EMA(signalPeriod)),
    values: ({ macd, signal, histogram }) => [macd, signal, histogram],
  },
  roc: { ...ofCloses, create: ({ period }) => new ROC(period), values: (ratio) => [100 * ratio] },
  bollinger: { ...ofCloses, create: ({ period, multiplier }) => new BollingerBands(period, multiplier), values: bands },
  keltner: {
    ...ofCandles,
    create: ({ period, atrPeriod, multiplier }) =>
      new KeltnerChannels({ emaInterval: period, atrInterval: atrPeriod, multiplier }),
    values: bands,
  },
  atr: { ...ofCandles, create: ({ period }) => new ATR(period), values: value },
  adx: { ...ofCandles, create: ({ period }) => new ADX(period), values: value },
  stochastic: {
    ...ofCandles,
    create: ({ period, smoothPeriod, signalPeriod }) =>
      new StochasticOscillator({ kPeriod: period, kSlowingPeriod: smoothPeriod, dPeriod: signalPeriod }),
    values: ({ stochK, stochD }) => [stochK, stochD],
  },
  // Its parameter is how many klines it keeps: it compares two.
  obv: { ...ofCandles, create: () => new OBV(2), values: value },
  mfi: { ...ofCandles, create: ({ period }) => new MFI(period), values: value },
  anchoredVwap: { ...ofCandles, create: () => new VWAP(), values: value },
};

const create = (name) => indicators[name].create(commonIndicators[name].parameters);

/** npm `trading-signals`: one object for each indicator and series, which is given klines one after another. */
export const tradingSignals = {
  name: 'tradingSignals',
  label: 'trading-signals',

  batch(name) {
    const { inputs } = indicators[name];
    return (series) => create(name).updates(inputs(series), false);
  },

  /** `{ update(candle) }` of a series, warm. */
  stateOf(name, series) {
    const { input, inputs } = indicators[name];
    const indicator = create(name);
    indicator.updates(inputs(series), false);
    return { update: (candle) => indicator.update(input(candle), false) };
  },

  valuesAt: (name, results, back) => indicators[name].values(results[results.length - 1 - back]),
  valuesOf: (name, result) => indicators[name].values(result),
};
