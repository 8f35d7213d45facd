import { connectWebSockets } from './webSockets.js';

/** ws and nothing else: what receiving a frame costs at least. */
export const connect = ({ tally, ...options }) => connectWebSockets(options, () => tally.add());
