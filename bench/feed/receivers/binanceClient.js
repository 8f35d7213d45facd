import { WebsocketClient } from 'binance';
import { streams } from '../market.js';

const silent = { trace() {}, info() {}, error: console.error };

/**
 * The websocket client of npm `binance`, pointed at the sender by its own `wsUrl` option; `event` is the one it is
 * listened to by. All streams go over one connection, as the client does it.
 */
export async function connectBinance({ url, tally }, { beautify, event }) {
  const client = new WebsocketClient({ wsUrl: url, beautify, wsOptions: { perMessageDeflate: false } }, silent);
  client.on('exception', (error) => {
    throw new Error('the binance client reports an error', { cause: error });
  });
  client.on(event, () => tally.add());
  await client.subscribe(streams, 'usdmMarket');
}
