export { binanceMarketData, type BinanceMarketData } from './marketData.js';
export type { BinanceOptions } from './options.js';
