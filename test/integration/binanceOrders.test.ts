import { NEVER } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceExchange } from '../../src/adapters/binance/index.js';
import { orderGatewayContract } from '../contract/orderGateway.js';
import { openBinanceDesk } from '../support/trading/binanceDesk.js';
import { canary, credentials, startAccountServer } from '../unit/binance/support/accountServer.js';
import { nextOf } from '../unit/binance/support/valueOf.js';

orderGatewayContract('to Binance, over the wire', () => openBinanceDesk());

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const orderFrame = JSON.stringify({
  e: 'ORDER_TRADE_UPDATE',
  ...{ E: 2, T: 1 },
  o: { s: 'BTCUSDT', c: 'mine', S: 'BUY', o: 'LIMIT', q: '1', x: 'NEW', X: 'NEW', i: 7, T: 1 },
});

describe('the gateway and the account feed', () => {
  it('are one connection with one key: what the feed hears, the gateway tells', async () => {
    const server = await startAccountServer();
    cleanups.push(server.close);
    const exchange = binanceExchange({ restUrl: server.rest.url, streamUrl: server.streams.url, marketNow: Date.now });
    cleanups.push(exchange.close);
    const told = nextOf(exchange.orderGateway(credentials).events$);
    expect(server.rest.requests).toEqual([]);

    // The same keys, from elsewhere.
    const same = { apiKey: { reveal: () => canary.apiKey }, secretKey: { reveal: () => canary.secretKey } };
    const listening = exchange.accountData(same).events.connect(NEVER).subscribe();
    cleanups.push(() => listening.unsubscribe());
    const { socket } = await server.streams.connection();
    socket.send(orderFrame);
    expect(await told).toMatchObject({ kind: 'acknowledged', clientOrderId: 'mine', exchangeTimeMs: 1 });
    expect(server.rest.requests).toEqual(['POST /fapi/v1/listenKey']);
  });
});
