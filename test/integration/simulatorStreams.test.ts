import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSimulator, syntheticMarket, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';

const market = syntheticMarket({ seed: 1 });
const running: Simulator[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({ market, ...options });
  running.push(simulator);
  return simulator;
}

interface Kline {
  readonly t: number;
  readonly T: number;
  readonly x: boolean;
  readonly s: string;
  readonly i: string;
  readonly c: string;
  readonly q: string;
  readonly n: number;
}
interface Frame {
  readonly e?: string;
  readonly E: number;
  readonly k: Kline;
  readonly stream?: string;
  readonly data?: Frame;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string };
}

/** A connected client that keeps its frames and lets tests await the ones they want. */
async function connect(simulator: Simulator, path: string) {
  const socket = new WebSocket(`${simulator.streamUrl}${path}`, { perMessageDeflate: false });
  sockets.push(socket);
  const frames: Frame[] = [];
  const waiting: { readonly isWanted: () => boolean; readonly resolve: () => void }[] = [];
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as Frame);
    for (const { isWanted, resolve } of waiting) if (isWanted()) resolve();
  });
  await once(socket, 'open');
  const until = (isWanted: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      if (isWanted()) resolve();
      else waiting.push({ isWanted, resolve });
    });
  const ask = async (message: object | string): Promise<Frame> => {
    const replies = (): Frame[] => frames.filter((frame) => 'result' in frame || 'error' in frame);
    const count = replies().length;
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    await until(() => replies().length > count);
    return replies()[count]!;
  };
  return { socket, frames, until, ask };
}

const klinesOf = (frames: readonly Frame[]): Frame[] =>
  frames.map((frame) => frame.data ?? frame).filter(({ e }) => e === 'kline');
const finalsOf = (frames: readonly Frame[]): Frame[] => klinesOf(frames).filter(({ k }) => k.x);

describe('finals', () => {
  it.each([60, 600])('come exactly once and in order at speed %d', async (speed) => {
    const simulator = await start({ speed });
    const symbols = ['btcusdt', 'ethusdt', 'dogeusdt'];
    const names = symbols.flatMap((symbol) => [`${symbol}@kline_1m`, `${symbol}@kline_3m`]);
    const client = await connect(simulator, `/market/stream?streams=${names.join('/')}`);
    const fromMs = simulator.clock.nowMs();
    const wantedCount = speed === 60 ? 6 : 60;
    await client.until(() => finalsOf(client.frames).length >= wantedCount);
    const frames = klinesOf(client.frames);
    for (const name of names) {
      const [symbol, interval] = name.toUpperCase().split('@KLINE_') as [string, string];
      const series = frames.filter(({ k }) => k.s === symbol && k.i === interval.toLowerCase());
      const finals = series.filter(({ k }) => k.x).map(({ k }) => k);
      const lastMs = finals.at(-1)?.t ?? 0;
      const due = simulator
        .truth(symbol, interval === '1M' ? '1m' : '3m', fromMs - 180_000, lastMs)
        .filter(({ closeTimeMs }) => closeTimeMs >= fromMs);
      expect(finals.map(({ t, c, q, n }) => [t, Number(c), Number(q), n])).toEqual(
        due.map((kline) => [kline.openTimeMs, kline.close, kline.quoteVolume, kline.tradeCount]),
      );
      series.forEach(({ k }, index) => {
        const previous = series[index - 1]?.k;
        if (previous) expect(k.t).toBeGreaterThanOrEqual(previous.x ? previous.T + 1 : previous.t);
      });
    }
  });

  it('leave at their market time, and reach every socket as the same text', async () => {
    const simulator = await start({ speed: 120 });
    const texts: string[][] = [[], []];
    const clients = await Promise.all([0, 1].map(() => connect(simulator, '/market/ws/btcusdt@kline_1m')));
    clients.forEach(({ socket }, index) =>
      socket.on('message', (data: Buffer) => {
        if (data.includes('"x":true')) texts[index]!.push(data.toString());
      }),
    );
    await Promise.all(clients.map(({ frames, until }) => until(() => finalsOf(frames).length >= 2)));
    expect(texts[0]!.slice(0, 2)).toEqual(texts[1]!.slice(0, 2));
    const latenessMs = finalsOf(clients[0]!.frames).map(({ E, k }) => (E - k.T - 1) / 120);
    for (const wallMs of latenessMs) expect(wallMs).toBeLessThan(200);
  });
});

describe('forming frames', () => {
  it('come every 250 ms of wall time, whatever the speed', async () => {
    const simulator = await start({ speed: 60 });
    const client = await connect(simulator, '/market/ws/btcusdt@kline_1h');
    const arrivedAtMs: number[] = [];
    client.socket.on('message', () => arrivedAtMs.push(performance.now()));
    await client.until(() => arrivedAtMs.length >= 6);
    const gapsMs = arrivedAtMs.slice(1).map((atMs, index) => atMs - arrivedAtMs[index]!);
    const meanMs = gapsMs.reduce((sum, gapMs) => sum + gapMs, 0) / gapsMs.length;
    expect(meanMs).toBeGreaterThan(200);
    expect(meanMs).toBeLessThan(350);
    expect(new Set(klinesOf(client.frames).map(({ k }) => k.x))).toEqual(new Set([false]));
  });
});

describe('control messages', () => {
  it('subscribe, list and unsubscribe', async () => {
    const client = await connect(await start({ speed: 60 }), '/market/stream');
    expect(await client.ask({ method: 'SUBSCRIBE', params: ['btcusdt@kline_1m', '!miniTicker@arr'], id: 1 })).toEqual({
      result: null,
      id: 1,
    });
    await client.until(() => client.frames.some(({ stream }) => stream === 'btcusdt@kline_1m'));
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 'b2' })).toEqual({
      result: ['btcusdt@kline_1m', '!miniTicker@arr'],
      id: 'b2',
    });
    await client.ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@kline_1m'], id: 3 });
    const countThen = klinesOf(client.frames).length;
    await client.until(() => client.frames.filter(({ stream }) => stream === '!miniTicker@arr').length >= 2);
    expect(klinesOf(client.frames)).toHaveLength(countThen);
  });

  it('properties change the wrapping', async () => {
    const client = await connect(await start({ speed: 60 }), '/market/ws/btcusdt@kline_1m');
    expect(await client.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 1 })).toEqual({ result: false, id: 1 });
    await client.ask({ method: 'SET_PROPERTY', params: ['combined', true], id: 2 });
    await client.until(() => client.frames.some(({ stream }) => stream === 'btcusdt@kline_1m'));
    expect(client.frames.at(-1)?.data?.k.s).toBe('BTCUSDT');
  });

  it('errors are nested, and the connection goes on', async () => {
    const client = await connect(await start(), '/market/ws');
    expect(await client.ask('nonsense')).toMatchObject({ error: { code: 3 }, id: null });
    expect(await client.ask({ method: 'SUBSCRIBE', params: 'x', id: 7 })).toEqual({
      error: { code: 2, msg: 'Invalid request: invalid stream' },
      id: 7,
    });
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 8 })).toEqual({ result: [], id: 8 });
  });

  it('more than 1,024 streams are refused with code 4', async () => {
    const client = await connect(await start(), '/market/ws');
    for (let part = 0; part < 8; part += 1) {
      const params = Array.from({ length: 128 }, (_, index) => `s${part}x${index}@kline_1m`);
      expect(await client.ask({ method: 'SUBSCRIBE', params, id: part })).toEqual({ result: null, id: part });
    }
    expect(await client.ask({ method: 'SUBSCRIBE', params: ['btcusdt@kline_1m'], id: 9 })).toEqual({
      error: { code: 4, msg: 'Too many subscriptions' },
      id: 9,
    });
  });

  it('frames above 4,096 bytes are not answered', async () => {
    const client = await connect(await start(), '/market/ws');
    const params = Array.from({ length: 300 }, (_, index) => `symbol${index}@kline_1m`);
    client.socket.send(JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }));
    expect(await client.ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 })).toEqual({ result: [], id: 2 });
    expect(client.frames).toHaveLength(1);
  });

  it('more than ten messages a second end the connection with 1008', async () => {
    const client = await connect(await start(), '/market/ws');
    const closed = once(client.socket, 'close') as Promise<[number, Buffer]>;
    for (let id = 0; id < 11; id += 1) client.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([1_008, 'Too many requests']);
    expect(client.frames).toHaveLength(10);
  });
});

describe('routes', () => {
  it.each(['/ws', '/stream', '/public/stream', '/private/ws'])(
    '%s accepts a market stream and stays silent',
    async (path) => {
      const simulator = await start({ speed: 600 });
      const silent = await connect(simulator, path);
      const speaking = await connect(simulator, '/market/ws/btcusdt@kline_1m');
      const params = ['btcusdt@kline_1m', 'NOPE@kline_1m'];
      expect(await silent.ask({ method: 'SUBSCRIBE', params, id: 1 })).toEqual({ result: null, id: 1 });
      await speaking.until(() => finalsOf(speaking.frames).length >= 1);
      expect(silent.frames).toHaveLength(1);
    },
  );

  it('un-routed connections carry the public class', async () => {
    const client = await connect(await start(), '/stream?streams=btcusdt@bookTicker');
    await client.until(() => client.frames.length > 0);
    expect(client.frames[0]).toMatchObject({ stream: 'btcusdt@bookTicker', data: { e: 'bookTicker' } });
  });

  it('carries symbols beyond ASCII', async () => {
    const client = await connect(await start({ speed: 60 }), '/market/stream');
    await client.ask({ method: 'SUBSCRIBE', params: ['币安人生usdt@kline_1m'], id: 1 });
    await client.until(() => klinesOf(client.frames).length > 0);
    expect(client.frames.at(-1)?.stream).toBe('币安人生usdt@kline_1m');
  });

  it.each([
    ['/nowhere/ws', 404],
    ['/market/stream?streams=a@x,b@y', 400],
  ])('%s is refused with %d', async (path, status) => {
    const simulator = await start();
    const socket = new WebSocket(`${simulator.streamUrl}${path}`);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number; destroy: () => void },
    ];
    expect(response.statusCode).toBe(status);
    response.destroy();
  });
});

describe('load', () => {
  it('600 symbols on three intervals keep their pace', async () => {
    const simulator = await start({ speed: 300 });
    const symbols = market.instruments.slice(0, 600).map(({ symbol }) => symbol.toLowerCase());
    const names = symbols.flatMap((symbol) => ['5m', '15m', '1h'].map((interval) => `${symbol}@kline_${interval}`));
    const clients = await Promise.all(Array.from({ length: 9 }, () => connect(simulator, '/market/stream')));
    await Promise.all(
      clients.map(async ({ ask }, index) => {
        for (const from of [0, 100]) {
          const params = names.slice(index * 200 + from, index * 200 + from + 100);
          await ask({ method: 'SUBSCRIBE', params, id: from });
        }
      }),
    );
    const all = (): number => clients.reduce((sum, { frames }) => sum + finalsOf(frames).length, 0);
    const before = simulator.stats();
    const startedAtMs = performance.now();
    await Promise.all(clients.map(({ frames, until }) => until(() => finalsOf(frames).length >= 60)));
    const seconds = (performance.now() - startedAtMs) / 1_000;
    expect(simulator.stats().streams - before.streams).toBe(0);
    expect(all()).toBeGreaterThanOrEqual(540);
    expect((simulator.stats().framesSent - before.framesSent) / seconds).toBeGreaterThan(3_000);
  });
});
