import { asyncScheduler, concat, filter, NEVER, of } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { binanceMarketData } from '../../src/adapters/binance/index.js';
import type { ConnectionLost } from '../../src/domain/feed.js';
import { klineFeed } from '../../src/streams/klineFeed.js';
import { klineFrame } from '../unit/binance/support/frames.js';
import { startStreamServer, type StreamServer } from '../unit/binance/support/streamServer.js';
import { nextOf } from '../unit/binance/support/valueOf.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The first loss of a feed that is silent for longer than 150 ms. */
function firstLoss(server: StreamServer): Promise<ConnectionLost> {
  const marketData = binanceMarketData({
    restUrl: 'http://127.0.0.1:9',
    streamUrl: `${server.url}/`,
    marketNow: () => 0,
  });
  cleanups.push(marketData.close);
  const feed$ = klineFeed({
    source: marketData.klines,
    topics$: concat(of(new Set(['BTCUSDT/1m'])), NEVER),
    maxTopicsPerConnection: 200,
    maxSilenceMs: 150,
    firstDatumMs: 60_000,
    backoff: { baseMs: 10_000, capMs: 10_000, resetAfterMs: 10_000 },
    rotation: { lifetimeMs: 60_000, minuteOfHour: null, staggerMs: 0, overlapMs: 0 },
    random: () => 0.5,
    scheduler: asyncScheduler,
  });
  return nextOf(feed$.pipe(filter((event) => event.kind === 'lost')));
}

/** A route that carries nothing: every SUBSCRIBE is acknowledged. */
async function acknowledge(server: StreamServer): Promise<void> {
  const { socket, frame } = await server.connection();
  await frame();
  socket.send('{"result":null,"id":1}');
}

it('names the route when a connection took the subscription and never sent anything of it', async () => {
  const server = await startStreamServer();
  cleanups.push(server.close);
  const lost = firstLoss(server);
  await acknowledge(server);
  const { error } = await lost;
  expect(error.code).toBe('FEED_STALE');
  expect(error.message).toBe(
    `kline feed silent for 150 ms: ${server.url}/market/stream took the subscription and sent nothing, as the venue does ` +
      'on a wrong or missing route; klines and prices come only on /market/stream of the root of its streams',
  );
});

it('does not blame the route of a connection that has spoken', async () => {
  const server = await startStreamServer();
  cleanups.push(server.close);
  const lost = firstLoss(server);
  const { socket, frame } = await server.connection();
  await frame();
  socket.send(klineFrame());
  expect((await lost).error.message).toBe('kline feed silent for 150 ms');
});
