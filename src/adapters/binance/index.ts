export { binanceExchange, type BinanceExchange } from './exchange.js';
export { binanceMarketData, type BinanceMarketData } from './binanceMarketData.js';
export type { Credentials } from './authorization.js';
export type { BinanceOptions } from './options.js';
export type { RevealableSecret } from './signing.js';
export { binanceSpotData, type BinanceSpotData } from './spotData.js';
export type { BinanceSpotOptions } from './spotOptions.js';
