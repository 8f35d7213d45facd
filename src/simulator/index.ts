export { createMarket, type MarketSpec } from './createMarket.js';
export type { Market, MarketInstrument, MinuteBlock } from './market.js';
export type { MarketClock } from './marketClock.js';
export { recordedMarket, type RecordedMarket, type RecordedMarketOptions } from './recordedMarket.js';
export { startSimulator, type Simulator, type SimulatorOptions, type SimulatorStats } from './server.js';
export { startSimulatorThread, type SimulatorThread, type SimulatorThreadOptions } from './simulatorThread.js';
export { defaultSyntheticStartMs, syntheticMarket, type SyntheticMarketOptions } from './syntheticMarket.js';
