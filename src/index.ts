export { createScanner } from './app/createScanner.js';
export type { Scanner, ScannerConfig, ScannerDeps, ScannerPrediction } from './app/scanner.js';
export { evaluate, type EvaluateDeps, type EvaluationConfig } from './app/evaluate.js';
export { MarketScheduler, type ClockSample } from './app/marketScheduler.js';
export { liveTrading, type LiveTrading, type LiveTradingDeps } from './app/liveTrading.js';
export { paperTrading, type PaperTrading, type PaperTradingDeps } from './app/paperTrading.js';
export { trading, type TradingDeps } from './app/trading.js';
export type { TradingDesk, TradingDeskDeps } from './app/tradingDesk.js';
export { paperCosts, positionRules, tradingRules } from './app/tradingRules.js';
export {
  paperGateway,
  type PaperAccount,
  type PaperGateway,
  type PaperGatewayDeps,
  type PaperRecord,
} from './adapters/paper/index.js';
export {
  binanceExchange,
  binanceMarketData,
  binanceSpotData,
  type Credentials,
  type RevealableSecret,
} from './adapters/binance/index.js';
export { OnnxPredictor, type OnnxPredictorOptions } from './adapters/onnx/index.js';
export { loadConfig, type ConfigSources, type LoadedConfig } from './config/loadConfig.js';
export type { Config } from './config/schema.js';
export type { EvaluationEvent } from './core/evaluation/evaluateHistory.js';
export type * from './core/evaluation/evaluation.js';
export type { KlineHistory, KlineStretch, TimeSpan } from './core/evaluation/klineHistory.js';
export { defineFactor, type FactorDefinition } from './core/factors/defineFactor.js';
export type { Factor, FactorContext, Note, ScoreSign, WindowsByInterval } from './core/factors/factor.js';
export { factorContext, type FactorContextParts } from './core/factors/factorContext.js';
export { factorContract } from './core/factors/factorContract.js';
export { featureCount, featureHash, features, type Feature } from './core/features/featureList.js';
export { FeatureWriter, type FeatureSource } from './core/features/featureWriter.js';
export { builtInFactors, type FactorParameters } from './core/factors/index.js';
export type { WindowFigures } from './core/factors/windowFigures.js';
export { explainSignal, type Explanation, type ExplainRules } from './core/scoring/explainSignal.js';
export type { ScannerStats } from './core/statistics/scannerStats.js';
export type { UniverseMember, UniverseSelection } from './core/universe/selection.js';
export type { PositionEvent, PositionRules } from './core/positions/positionEvent.js';
export { emptyBook, type PositionBook } from './core/positions/reduceBook.js';
export type { ForeignOrder } from './core/positions/foreignOrders.js';
export type { RiskAccount } from './core/risk/riskInput.js';
export type { TradingRules } from './core/risk/riskRules.js';
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
export { Decimal, type Rounding } from './domain/decimal.js';
export type * from './domain/derivatives.js';
export * from './domain/errors.js';
export * from './domain/feed.js';
export type * from './domain/health.js';
export type * from './domain/instrument.js';
export * from './domain/kline.js';
export { orderRef } from './domain/order.js';
export type * from './domain/order.js';
export type * from './domain/position.js';
export type * from './domain/notification.js';
export type * from './domain/model.js';
export type * from './domain/price.js';
export type * from './domain/regime.js';
export type * from './domain/sample.js';
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
export type * from './ports/orderGateway.js';
export type * from './ports/predictor.js';
export type * from './ports/notificationMemory.js';
export type * from './ports/notifier.js';
export type * from './ports/spotData.js';
export { accountFeed, accountUpdates, type AccountUpdate } from './streams/accountFeed.js';
export { feed, type FeedDeps } from './streams/feed.js';
export { notifications, type NotificationsDeps } from './streams/notifications.js';
export type { LatestWindow, LatestWindowOptions } from './streams/latestWindow.js';
export type { PositionUpdate, PositionWord } from './streams/positionLoop.js';
export { scanCycles } from './streams/scanCycles.js';
export { windows, type WindowEvent, type WindowsDeps } from './streams/windows.js';
export { virtualLoop, type VirtualLoopDeps, type VirtualUpdate } from './streams/virtualLoop.js';
export { noVirtualPast, type VirtualPast } from './core/virtual/virtualBook.js';
export type { VirtualRules } from './core/virtual/virtualRules.js';
export type { WarmUpProgress } from './streams/warmUpProgress.js';
export type { PriceBook } from './streams/priceFeed.js';
export type { WindowBook } from './streams/windowBook.js';
