import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSimulator, syntheticMarket, type SimulatorOptions, type SpotSide } from '../../src/simulator/index.js';
import { spotRules } from '../../src/simulator/streams/connectionRules.js';
import { SocketServer } from '../../src/simulator/streams/socketServer.js';
import { StreamHub } from '../../src/simulator/streams/streamHub.js';
import { tinyMarket } from '../unit/simulator/support/tinyMarket.js';
import { WireClient } from '../unit/simulator/support/wireClient.js';

const market = syntheticMarket({ seed: 1 });
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator({ market, speed: 600, ...options });
  cleanups.push(simulator.stop);
  return simulator;
}

async function connect({ streamUrl }: Pick<SpotSide, 'streamUrl'>, path: string): Promise<WireClient> {
  const client = new WireClient(`${streamUrl}${path}`);
  cleanups.push(() => client.socket.terminate());
  await once(client.socket, 'open');
  return client;
}

async function refusedWith({ streamUrl }: SpotSide, path: string): Promise<number | undefined> {
  const socket = new WebSocket(`${streamUrl}${path}`);
  cleanups.push(() => socket.terminate());
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  return response.statusCode;
}

describe('the spot side', () => {
  it('is on a port of its own, which the futures side names', async () => {
    const { url, spot } = await start();
    expect(spot.port).not.toBe(Number(new URL(url).port));
    const clock = (await (await fetch(`${url}/simulator/clock`)).json()) as { spot: unknown };
    expect(clock.spot).toEqual({ url: spot.url, streamUrl: spot.streamUrl });
    expect(await (await fetch(`${spot.url}/simulator/clock`)).json()).not.toHaveProperty('spot');
  });

  it('sends every final of its own klines once and in order, those without trades too', async () => {
    const { spot, clock } = await start({ speed: 1_200 });
    const quiet = market.spot!.instruments.find(({ symbol }) => symbol.startsWith('QUIET'))!.symbol;
    const symbols = ['BTCUSDT', 'PEPEUSDT', quiet];
    const names = symbols.map((symbol) => `${symbol.toLowerCase()}@kline_1m`);
    const client = await connect(spot, `/stream?streams=${names.join('/')}`);
    const fromMs = clock.nowMs();
    await client.moreFinals(60);
    for (const symbol of symbols) {
      const finals = client.finals.filter(({ s }) => s === symbol).map(({ k }) => k);
      const due = spot
        .truth(symbol, '1m', fromMs - 60_000, finals.at(-1)!.t)
        .filter(({ closeTimeMs }) => closeTimeMs >= fromMs);
      expect(finals.map(({ t, c, q, n }) => [t, Number(c), Number(q), n])).toEqual(
        due.map((kline) => [kline.openTimeMs, kline.close, kline.quoteVolume, kline.tradeCount]),
      );
    }
    expect(client.finals.some(({ k }) => k.n === 0)).toBe(true);
  });

  it('subscribes, lists and unsubscribes on a path without a route, and knows klines only', async () => {
    const { spot } = await start();
    const client = await connect(spot, '/stream');
    const names = ['btcusdt@kline_1m', 'btcusdt@markPrice@1s', '1000pepeusdt@kline_1m'];
    expect(await client.ask('SUBSCRIBE', names)).toEqual({ result: null, id: 1 });
    expect(await client.ask('LIST_SUBSCRIPTIONS')).toEqual({ result: names, id: 2 });
    await client.moreFinals(2);
    expect(new Set(client.klines.map(({ s }) => s))).toEqual(new Set(['BTCUSDT']));
    expect(spot.stats()).toMatchObject({ connections: 1, streams: 1 });
    await client.ask('UNSUBSCRIBE', ['btcusdt@kline_1m']);
    expect(spot.stats().streams).toBe(0);
  });

  it.each(['/market/stream', '/public/ws', '/elsewhere'])('has no %s', async (path) => {
    const { spot } = await start();
    expect(await refusedWith(spot, path)).toBe(404);
  });

  it('closes a connection that sends six messages in a second', async () => {
    const { spot } = await start();
    const client = await connect(spot, '/ws');
    for (let sent = 0; sent < 6; sent += 1) client.tell('LIST_SUBSCRIPTIONS');
    expect((await client.closed).code).toBe(1_008);
    expect(client.frames).toHaveLength(5);
  });

  it('lists nothing beside a market of which no spot side is known', async () => {
    const { spot } = await start({ market: tinyMarket([[10_000, 10_000, 10_000, 10_000, 1, 1]]) });
    const info = (await (await fetch(`${spot.url}/api/v3/exchangeInfo`)).json()) as { symbols: unknown[] };
    expect(info.symbols).toEqual([]);
    expect(() => spot.truth('AAAUSDT', '1m', 0, 1)).toThrow(/a symbol the simulated exchange lists/);
  });

  it('spends a weight of its own, which faults and refusals of futures do not touch', async () => {
    const { url, spot } = await start({
      weightLimitPerMinute: 1,
      faults: [{ kind: 'rest5xx' }],
    });
    for (let asked = 0; asked < 3; asked += 1) await (await fetch(`${url}/fapi/v1/exchangeInfo`)).text();
    const reply = await fetch(`${spot.url}/api/v3/exchangeInfo`);
    expect([reply.status, reply.headers.get('x-mbx-used-weight-1m')]).toEqual([200, '20']);
    await reply.text();
    expect(spot.stats()).toMatchObject({ restRequests: 1, restReplies: { 200: 1 } });
  });

  it('ends with the simulator: both ports and every connection', async () => {
    const simulator = await startSimulator({ market });
    const { spot } = simulator;
    const client = await connect(spot, '/stream?streams=btcusdt@kline_1m');
    await simulator.stop();
    expect((await client.closed).code).toBe(1_006);
    await expect(fetch(`${spot.url}/api/v3/time`)).rejects.toThrow();
  });

  it('leaves nothing behind when its port is taken, and says which one that is', async () => {
    const taken = await start();
    await expect(startSimulator({ market, spotPort: taken.port })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { place: 'spotPort' },
    });
    const free = await startSimulator({ market });
    await free.stop();
    await expect(startSimulator({ market, port: taken.port, spotPort: free.spot.port })).rejects.toMatchObject({
      details: { place: '--port' },
    });
    const again = await start({ spotPort: free.spot.port });
    expect(again.spot.port).toBe(free.spot.port);
  });
});

/** A socket server of spot whose clock and pings are in the hands of the test. */
async function socketServer(rules: Partial<typeof spotRules>) {
  let wallMs = 0;
  const hub = new StreamHub(() => undefined, []);
  const sockets = new SocketServer({ hub, wallNowMs: () => wallMs, rules: { ...spotRules, ...rules } });
  const server: Server = createServer();
  server.on('upgrade', (request, transport, head) => sockets.accept(request, transport, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    sockets.stop();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { url: `ws://127.0.0.1:${port}/stream`, at: (ms: number) => (wallMs = ms) };
}

describe('the rules of spot', () => {
  it('are those of the venue', () => {
    expect(spotRules).toMatchObject({ pingEveryMs: 20_000, maxPongSilenceMs: 60_000, maxMessagesPerSecond: 5 });
  });

  it('ping every client, and let go of one that has not answered for too long', async () => {
    const server = await socketServer({ pingEveryMs: 5 });
    const socket = new WebSocket(server.url, { autoPong: false });
    cleanups.push(() => socket.terminate());
    await once(socket, 'ping');
    server.at(60_000);
    await once(socket, 'ping');
    server.at(60_001);
    await once(socket, 'close');
  });

  it('count pings and pongs of a client as messages', async () => {
    const { url } = await socketServer({});
    const client = new WireClient(url);
    cleanups.push(() => client.socket.terminate());
    await once(client.socket, 'open');
    for (let sent = 0; sent < 3; sent += 1) client.socket.pong();
    for (let sent = 0; sent < 2; sent += 1) client.socket.ping();
    await turn();
    client.tell('LIST_SUBSCRIPTIONS');
    expect((await client.closed).code).toBe(1_008);
  });
});
