import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { describe, expect, it } from 'vitest';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';

const { start, connect, dial } = hostileExchange();
const btc = '/market/ws/btcusdt@kline_1m';
const eth = '/market/ws/ethusdt@kline_1m';

describe('connecting', () => {
  it('connectionRefused resets new TCP connections and spares those that stand', async () => {
    const simulator = await start();
    const standing = await connect(simulator, btc);
    simulator.inject({ kind: 'connectionRefused', forMs: 60_000 });
    const tcp = connectTcp(simulator.port, '127.0.0.1');
    const [error] = (await once(tcp, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await expect(fetch(`${simulator.url}/fapi/v1/ping`)).rejects.toThrow();
    await standing.moreFinals(1);
    expect(simulator.faults()[0]).toMatchObject({ kind: 'connectionRefused', hits: 2 });
  });

  it('handshakeStatus answers one handshake with its status, the next is well', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'handshakeStatus', status: 502, where: { path: '/market/*' } });
    await connect(simulator, '/public/ws');
    const refused = dial(simulator, btc);
    const [, response] = (await once(refused.socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(502);
    response.destroy();
    await (await connect(simulator, btc)).moreFinals(1);
    expect(simulator.faults()[0]).toMatchObject({ hits: 1, endedAtMs: expect.any(Number) as number });
  });

  it('handshakeHang leaves the handshake without an answer', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'handshakeHang' });
    const hanging = dial(simulator, btc);
    await (await connect(simulator, eth)).moreFinals(2);
    expect(hanging.socket.readyState).toBe(hanging.socket.CONNECTING);
    expect(simulator.stats().connections).toBe(1);
    hanging.socket.terminate();
    await hanging.closed;
    await simulator.stop();
  });
});

describe('losing connections', () => {
  it('drop resets TCP: 1006, and a reset seen from below', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'drop' });
    expect(await client.closed).toEqual({ code: 1_006, reason: '' });
    expect(simulator.faults()).toMatchObject([{ kind: 'drop', hits: 1, connections: [1] }]);
  });

  it.each([1_000, 1_001, 1_006, 1_008, 1_011, 1_012])('close ends with %d', async (code) => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'close', code });
    expect(await client.closed).toEqual({ code, reason: '' });
  });

  it('tooManyMessages ends with 1008 and the words of the venue', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'tooManyMessages' });
    expect(await client.closed).toEqual({ code: 1_008, reason: 'Too many requests' });
  });

  it('befalls what is meant only', async () => {
    const simulator = await start();
    const [klines, prices] = [await connect(simulator, btc), await connect(simulator, '/market/ws/!miniTicker@arr')];
    simulator.inject({ kind: 'drop', where: { feed: 'kline' } });
    await klines.closed;
    await prices.more(1);
    simulator.inject({ kind: 'close', where: { connection: 2 } });
    expect((await prices.closed).code).toBe(1_001);
  });

  it('a lot draws one of them', async () => {
    const simulator = await start();
    const clients = [await connect(simulator, btc), await connect(simulator, btc), await connect(simulator, btc)];
    simulator.inject({ kind: 'drop', where: { lot: 0.5 } });
    await clients[1]!.closed;
    await Promise.all([clients[0]!.moreFinals(2), clients[2]!.moreFinals(2)]);
    expect(simulator.faults()[0]!.connections).toEqual([2]);
  });

  it('alsoNew befalls those that come while it lasts', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'drop', alsoNew: true, forMs: 60_000 });
    expect((await dial(simulator, btc).closed).code).toBe(1_006);
    expect((await dial(simulator, btc).closed).code).toBe(1_006);
    expect(simulator.faults()[0]!.connections).toEqual([1, 2]);
  });

  it('dayCut ends connections of its age without a close frame, old and new', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'dayCut', lifetimeMs: 150, forMs: 60_000, alsoNew: true });
    expect(await client.closed).toEqual({ code: 1_006, reason: '' });
    const openedAtMs = performance.now();
    const second = await connect(simulator, btc);
    await second.closed;
    expect(performance.now() - openedAtMs).toBeGreaterThan(140);
    expect(simulator.faults()[0]!.connections).toEqual([1, 2]);
  });
});

describe('silence', () => {
  it('halfOpen: neither data nor acks nor pongs, until it ends', async () => {
    const simulator = await start();
    const [client, other] = [await connect(simulator, btc), await connect(simulator, btc)];
    simulator.inject({ kind: 'halfOpen', forMs: 400, where: { connection: 1 } });
    const heardBefore = client.messages.length;
    let pongs = 0;
    client.socket.on('pong', () => (pongs += 1));
    client.socket.ping();
    const id = client.tell('LIST_SUBSCRIPTIONS');
    await other.moreFinals(2);
    expect(client.messages.length - heardBefore).toBeLessThanOrEqual(1);
    expect([pongs, client.socket.readyState]).toEqual([0, client.socket.OPEN]);
    // TCP has kept what the client sent.
    await client.until(() => pongs === 1 && client.frames.some((frame) => frame.id === id));
    await client.moreFinals(1);
  });

  it('halfOpen: a client that leaves is noticed when it ends', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'halfOpen', forMs: 200 });
    client.socket.terminate();
    const watcher = await connect(simulator, eth);
    while (simulator.stats().connections > 1) await watcher.more(1);
    expect(simulator.stats().connections).toBe(1);
  });

  it('mute: acks and pongs, no data, until it ends', async () => {
    const simulator = await start();
    const [client, other] = [await connect(simulator, btc), await connect(simulator, eth)];
    simulator.inject({ kind: 'mute', forMs: 500, where: { symbol: 'btc*' } });
    const klinesBefore = client.klines.length;
    client.socket.ping();
    await once(client.socket, 'pong');
    expect((await client.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['btcusdt@kline_1m']);
    await other.moreFinals(2);
    expect(client.klines.length - klinesBefore).toBeLessThanOrEqual(1);
    await client.moreFinals(1);
  });

  it('pingsUnanswered: data goes on, pongs do not come', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    simulator.inject({ kind: 'pingsUnanswered', forMs: 300 });
    let pongs = 0;
    client.socket.on('pong', () => (pongs += 1));
    client.socket.ping();
    await client.moreFinals(1);
    await client.ask('LIST_SUBSCRIPTIONS');
    expect(pongs).toBe(0);
    while (simulator.faults()[0]!.endedAtMs === undefined) await client.more(1);
    client.socket.ping();
    await client.until(() => pongs === 1);
  });
});

describe('delays', () => {
  it('slow delays every frame and keeps the order; the end lets all go at once', async () => {
    const simulator = await start();
    const [client, other] = [await connect(simulator, btc), await connect(simulator, btc)];
    simulator.inject({ kind: 'slow', delayMs: 250, forMs: 1_200, where: { connection: 1 } });
    await Promise.all([client.moreFinals(8), other.moreFinals(8)]);
    const arrival = ({ messages }: typeof client) =>
      new Map(messages.filter(({ text }) => text.includes('"x":true')).map(({ text, atMs }) => [text, atMs]));
    const [slow, prompt] = [arrival(client), arrival(other)];
    const latenessMs = [...slow].slice(1, 6).map(([text, atMs]) => atMs - (prompt.get(text) ?? Number.NaN));
    for (const ms of latenessMs) expect(ms).toBeGreaterThan(200);
    const openTimes = client.finals.map(({ k }) => k.t);
    expect(openTimes).toEqual([...openTimes].sort((a, b) => a - b));
    await Promise.all([client.until(() => simulator.faults()[0]!.endedAtMs !== undefined), client.moreFinals(6)]);
    const minutes = [...new Set(client.finals.map(({ k }) => k.t))];
    expect(minutes).toHaveLength(client.finals.length);
    expect(minutes.at(-1)! - minutes[0]!).toBe((minutes.length - 1) * 60_000);
  });

  it('burst holds everything back and delivers it at once, complete', async () => {
    const simulator = await start();
    const client = await connect(simulator, btc);
    await client.moreFinals(1);
    simulator.inject({ kind: 'burst', forMs: 600 });
    const before = client.messages.length;
    await client.more(5);
    const burst = client.messages.slice(before + 1, before + 5);
    expect(burst.at(-1)!.atMs - burst[0]!.atMs).toBeLessThan(50);
    await client.moreFinals(2);
    const openTimes = client.finals.map(({ k }) => k.t);
    expect(openTimes).toEqual(openTimes.map((_, index) => openTimes[0]! + index * 60_000));
  });
});
