import { adxIndicator } from './adx.js';
import { anchoredVwapIndicator } from './anchoredVwap.js';
import { atrIndicator } from './atr.js';
import { betaIndicator } from './beta.js';
import { bollingerIndicator } from './bollinger.js';
import { cmfIndicator } from './cmf.js';
import { correlationIndicator } from './correlation.js';
import { donchianIndicator } from './donchian.js';
import { emaIndicator } from './ema.js';
import type { Indicator } from './indicator.js';
import { keltnerIndicator } from './keltner.js';
import { linearRegressionIndicator } from './linearRegression.js';
import { macdIndicator } from './macd.js';
import { mfiIndicator } from './mfi.js';
import { obvIndicator } from './obv.js';
import { percentileRankIndicator } from './percentileRank.js';
import { rmaIndicator } from './rma.js';
import { rocIndicator } from './roc.js';
import { rsiIndicator } from './rsi.js';
import { smaIndicator } from './sma.js';
import { standardDeviationIndicator } from './standardDeviation.js';
import { stochasticIndicator } from './stochastic.js';
import { vwapIndicator } from './vwap.js';
import { zScoreIndicator } from './zScore.js';

export { adx, type AdxOutput } from './adx.js';
export { anchoredVwap } from './anchoredVwap.js';
export { atr, lastAtr } from './atr.js';
export { beta } from './beta.js';
export { bollinger, type BandsOutput } from './bollinger.js';
export { cmf } from './cmf.js';
export { correlation } from './correlation.js';
export { donchian } from './donchian.js';
export { ema, lastEma } from './ema.js';
export {
  requiredKlines,
  warmUpKlines,
  type Indicator,
  type IndicatorInput,
  type IndicatorOutput,
} from './indicator.js';
export { keltner, type KeltnerPeriods } from './keltner.js';
export { lastRegression, linearRegression, type RegressionLine, type RegressionOutput } from './linearRegression.js';
export { macd, type MacdOutput, type MacdPeriods } from './macd.js';
export { mfi } from './mfi.js';
export { obv } from './obv.js';
export { percentileRank } from './percentileRank.js';
export { lastReturnVolatility } from './returnVolatility.js';
export { rma } from './rma.js';
export { roc } from './roc.js';
export { rsi } from './rsi.js';
export { sma } from './sma.js';
export { standardDeviation } from './standardDeviation.js';
export { stochastic, type StochasticOutput } from './stochastic.js';
export { vwap } from './vwap.js';
export { zScore } from './zScore.js';

/** Every indicator by name: what it reads, writes and requires, and how to run it. */
export const catalogue = {
  adx: adxIndicator,
  anchoredVwap: anchoredVwapIndicator,
  atr: atrIndicator,
  beta: betaIndicator,
  bollinger: bollingerIndicator,
  cmf: cmfIndicator,
  correlation: correlationIndicator,
  donchian: donchianIndicator,
  ema: emaIndicator,
  keltner: keltnerIndicator,
  linearRegression: linearRegressionIndicator,
  macd: macdIndicator,
  mfi: mfiIndicator,
  obv: obvIndicator,
  percentileRank: percentileRankIndicator,
  rma: rmaIndicator,
  roc: rocIndicator,
  rsi: rsiIndicator,
  sma: smaIndicator,
  standardDeviation: standardDeviationIndicator,
  stochastic: stochasticIndicator,
  vwap: vwapIndicator,
  zScore: zScoreIndicator,
} as const satisfies Record<string, Indicator>;
