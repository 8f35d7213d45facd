import { connectBinance } from './binanceClient.js';

/** npm `binance`, messages with readable names and numbers. */
export const connect = (options) => connectBinance(options, { beautify: true, event: 'formattedMessage' });
