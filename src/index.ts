export { createScanner } from './app/createScanner.js';
export type { Scanner, ScannerConfig, ScannerDeps } from './app/scanner.js';
export { evaluate, type EvaluateDeps, type EvaluationConfig } from './app/evaluate.js';
export { MarketScheduler, type ClockSample } from './app/marketScheduler.js';
export {
  binanceExchange,
  binanceMarketData,
  binanceSpotData,
  type Credentials,
  type RevealableSecret,
} from './adapters/binance/index.js';
export { loadConfig, type ConfigSources, type LoadedConfig } from './config/loadConfig.js';
export type { Config } from './config/schema.js';
export type { EvaluationEvent } from './core/evaluation/evaluateHistory.js';
export type * from './core/evaluation/evaluation.js';
export type { KlineHistory, KlineStretch, TimeSpan } from './core/evaluation/klineHistory.js';
export { defineFactor, type FactorDefinition } from './core/factors/defineFactor.js';
export type { Factor, FactorContext, Note, ScoreSign, WindowsByInterval } from './core/factors/factor.js';
export { factorContext, type FactorContextParts } from './core/factors/factorContext.js';
export { factorContract } from './core/factors/factorContract.js';
export { builtInFactors, type FactorParameters } from './core/factors/index.js';
export type { WindowFigures } from './core/factors/windowFigures.js';
export { explainSignal, type Explanation, type ExplainRules } from './core/scoring/explainSignal.js';
export { isFresh } from './core/windows/freshness.js';
export * as indicators from './core/indicators/index.js';
export { KlineWindow, type KlineColumns, type KlineRow } from './core/windows/klineWindow.js';
export {
  SeriesSequencer,
  type FetchWanted,
  type SeriesEvent,
  type SequencerStep,
} from './core/windows/seriesSequencer.js';
export type * from './domain/account.js';
export type * from './domain/certificate.js';
export type * from './domain/cycle.js';
export type * from './domain/derivatives.js';
export * from './domain/errors.js';
export * from './domain/feed.js';
export type * from './domain/health.js';
export type * from './domain/instrument.js';
export * from './domain/kline.js';
export type * from './domain/price.js';
export type * from './domain/regime.js';
export * from './domain/series.js';
export type * from './domain/signal.js';
export type * from './domain/signalRecord.js';
export type * from './domain/spread.js';
export type * from './domain/window.js';
export { failOnComplete } from './operators/failOnComplete.js';
export { failWhenStale } from './operators/failWhenStale.js';
export { makeBeforeBreak } from './operators/makeBeforeBreak.js';
export { keepNewer } from './operators/keepNewer.js';
export { retryWithBackoff } from './operators/retryWithBackoff.js';
export { warmUp } from './operators/warmUp.js';
export type * from './ports/accountData.js';
export type * from './ports/marketData.js';
export type * from './ports/spotData.js';
export { accountFeed, accountUpdates, type AccountUpdate } from './streams/accountFeed.js';
export { feed, type FeedDeps } from './streams/feed.js';
export { scanCycles } from './streams/scanCycles.js';
export { windows, type WindowEvent, type WindowsDeps } from './streams/windows.js';
export type { WarmUpProgress } from './streams/warmUpProgress.js';
export type { PriceBook } from './streams/priceFeed.js';
export type { WindowBook } from './streams/windowBook.js';
