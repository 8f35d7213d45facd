import { connectBinance } from './binanceClient.js';

/** npm `binance`, messages as they are. */
export const connect = (options) => connectBinance(options, { beautify: false, event: 'message' });
