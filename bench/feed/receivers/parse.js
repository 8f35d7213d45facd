import { connectWebSockets } from './webSockets.js';

/** ws and `JSON.parse`: what most clients do before anything else. */
export const connect = ({ tally, ...options }) =>
  connectWebSockets(options, (data) => {
    if (JSON.parse(data.toString()).data.e === 'kline') tally.add();
  });
