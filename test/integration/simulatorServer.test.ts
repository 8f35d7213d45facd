import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BadInputError } from '../../src/domain/errors.js';
import { startSimulator, syntheticMarket, type Simulator } from '../../src/simulator/index.js';

const market = syntheticMarket({ seed: 1 });
const running: { readonly stop: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

const keep = <S extends { readonly stop: () => Promise<void> }>(simulator: S): S => {
  running.push(simulator);
  return simulator;
};

describe('the server', () => {
  it('answers over HTTP with weight header and exact bytes', async () => {
    const simulator = keep(await startSimulator({ market, speed: 1 }));
    const response = await fetch(`${simulator.url}/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=2`);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-mbx-used-weight-1m')).toBe('1');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toHaveLength(2);
    expect(simulator.stats()).toMatchObject({ restRequests: 1, restReplies: { '200': 1 } });
  });

  it('tells over HTTP what truth tells in the process', async () => {
    const simulator = keep(await startSimulator({ market, speed: 6_000 }));
    const { startMs } = market;
    const truth = simulator.truth('ETHUSDT', '5m', startMs - 3_000_000, startMs - 1);
    const query = new URLSearchParams({
      symbol: 'ETHUSDT',
      interval: '5m',
      startTime: String(startMs - 3_000_000),
      endTime: String(startMs - 1),
    });
    const rows = (await (await fetch(`${simulator.url}/simulator/klines?${query.toString()}`)).json()) as string[][];
    expect(truth).toHaveLength(10);
    expect(rows.map((row) => row.slice(0, 6).map(Number))).toEqual(
      truth.map(({ openTimeMs, open, high, low, close, baseVolume }) => [
        openTimeMs,
        open,
        high,
        low,
        close,
        baseVolume,
      ]),
    );
    expect(() => simulator.truth('NOPE', '5m', 0, startMs)).toThrow(BadInputError);
  });

  it.each(['GET //', 'OPTIONS *', 'GET /%'])('survives %s', async (line) => {
    const simulator = keep(await startSimulator({ market }));
    const socket = connect(simulator.port, '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 404 /);
    expect((await fetch(`${simulator.url}/fapi/v1/ping`)).status).toBe(200);
  });

  it('enforces the weight limit it is given', async () => {
    const simulator = keep(await startSimulator({ market, weightLimitPerMinute: 50 }));
    const statuses: number[] = [];
    // Two in a row, so that a full minute in between cannot hide the limit from both pairs.
    for (let call = 0; call < 4; call += 1) statuses.push((await fetch(`${simulator.url}/fapi/v1/ticker/24hr`)).status);
    expect(statuses).toContain(429);
  });

  it('a port in use is bad input, in one sentence', async () => {
    const { port } = keep(await startSimulator({ market }));
    const second = startSimulator({ market, port });
    await expect(second).rejects.toThrow(BadInputError);
    await expect(second).rejects.toThrow(
      `--port: 127.0.0.1:${port} is a port that is in use, expected a free port, or 0 to have one chosen`,
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a speed of %d is bad input', async (speed) => {
    await expect(startSimulator({ market, speed })).rejects.toThrow(
      /^speed: found .*, expected a finite number above 0$/,
    );
  });

  it('stops at once, with clients hanging on', async () => {
    const simulator = await startSimulator({ market });
    const socket = new WebSocket(`${simulator.streamUrl}/market/ws/!miniTicker@arr`);
    await once(socket, 'open');
    const idle = connect(simulator.port, '127.0.0.1');
    await once(idle, 'connect');
    idle.on('error', () => undefined);
    const closed = [once(socket, 'close'), once(idle, 'close')];
    const startedAtMs = performance.now();
    await simulator.stop();
    await Promise.all(closed);
    expect(performance.now() - startedAtMs).toBeLessThan(500);
    await expect(fetch(simulator.url)).rejects.toThrow();
  });
});

// Worker threads run compiled code: `npm test` builds first, a bare `vitest run` may not have.
const dist = join(import.meta.dirname, '../../dist/simulator/index.js');
const isBuilt = existsSync(dist);
const why = isBuilt ? '' : ' (skipped: dist is not built, run npm run build)';

describe.skipIf(!isBuilt)(`a simulator in a thread${why}`, () => {
  const load = async (): Promise<typeof import('../../src/simulator/index.js')> =>
    (await import(pathToFileURL(dist).href)) as typeof import('../../src/simulator/index.js');

  it('listens, tells the truth, and stops', async () => {
    const { startSimulatorThread } = await load();
    const thread = keep(await startSimulatorThread({ market: { kind: 'synthetic', seed: 1 }, speed: 60 }));
    expect(thread).toMatchObject({ startMs: market.startMs, endMs: Number.POSITIVE_INFINITY, speed: 60 });
    const simulator: Simulator = keep(await startSimulator({ market }));
    const range = ['BTCUSDT', '1h', market.startMs - 86_400_000, market.startMs - 1] as const;
    expect(await thread.truth(...range)).toEqual(simulator.truth(...range));
    expect(await (await fetch(`${thread.url}/fapi/v1/ping`)).json()).toEqual({});
    expect(await thread.stats()).toMatchObject({ restRequests: 1 });
    await thread.stop();
    await expect(fetch(thread.url)).rejects.toThrow();
    await expect(thread.stats()).rejects.toThrow("the simulator's thread ended with code 0");
    await thread.stop();
  });

  it('serves spot too, and tells its truth and figures', async () => {
    const { startSimulatorThread } = await load();
    const { spot, ...thread } = keep(await startSimulatorThread({ market: { kind: 'synthetic', seed: 1 } }));
    const simulator = keep(await startSimulator({ market }));
    const range = ['PEPEUSDT', '1h', market.startMs - 86_400_000, market.startMs - 1] as const;
    expect(await spot.truth(...range)).toEqual(simulator.spot.truth(...range));
    expect(spot.port).not.toBe(thread.port);
    expect(await (await fetch(`${spot.url}/api/v3/ping`)).json()).toEqual({});
    expect(await spot.stats()).toMatchObject({ restRequests: 1, connections: 0 });
    expect(await thread.stats()).toMatchObject({ restRequests: 0 });
    await expect(spot.truth('1000PEPEUSDT', '1m', 0, 1)).rejects.toMatchObject({ name: 'BadInputError' });
    await thread.stop();
    await expect(fetch(spot.url)).rejects.toThrow();
  });

  it('takes faults and an account along, and both can be driven from outside', async () => {
    const { startSimulatorThread } = await load();
    const account = { apiKey: 'key', apiSecret: 'secret', balanceUsdt: 10 };
    const faults = [{ kind: 'rest5xx', status: 503 }] as const;
    const chaos = { ratePerMinute: 1, seed: 1 };
    const thread = keep(await startSimulatorThread({ market: { kind: 'synthetic', seed: 1 }, faults, chaos, account }));
    expect((await fetch(`${thread.url}/fapi/v1/ping`)).status).toBe(503);
    await thread.inject({ kind: 'restEmpty' });
    expect(await (await fetch(`${thread.url}/fapi/v1/ping`)).text()).toBe('');
    expect(await thread.faults()).toMatchObject([
      { kind: 'rest5xx', hits: 1 },
      { kind: 'restEmpty', hits: 1 },
    ]);
    expect(await thread.account({ do: 'openOrder', symbol: 'BTCUSDT', side: 'BUY', baseQty: 1 })).toMatchObject({
      result: { type: 'MARKET', status: 'NEW' },
    });
    await expect(thread.account({ do: 'deposit' })).rejects.toMatchObject({ name: 'BadInputError' });
    await expect(thread.inject({ kind: 'close', code: 7 })).rejects.toThrow('fault.code: found 7');
  });

  it('hands errors over as they were', async () => {
    const { startSimulatorThread } = await load();
    const failure = startSimulatorThread({ market: { kind: 'recorded', dataDir: '/no/such/folder' } });
    await expect(failure).rejects.toMatchObject({
      name: 'BadInputError',
      code: 'BAD_INPUT',
      message: '/no/such/folder: found nothing, expected a folder of kline files',
      details: { place: '/no/such/folder' },
    });
    const { port } = keep(await startSimulator({ market }));
    await expect(startSimulatorThread({ market: { kind: 'synthetic', seed: 1 }, port })).rejects.toThrow(
      'is a port that is in use',
    );
    const thread = keep(await startSimulatorThread({ market: { kind: 'synthetic', seed: 1 } }));
    await expect(thread.truth('NOPE', '1m', 0, 1)).rejects.toMatchObject({ name: 'BadInputError' });
  });
});
