import { describe, expect, it } from 'vitest';
import { chaosFaults, type FaultRecord, type FaultSpec, type Simulator } from '../../src/simulator/index.js';
import { hostileExchange, market } from '../unit/simulator/support/hostileExchange.js';

const { start, connect } = hostileExchange();
const klinesPath = '/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=9';

async function befallen(fault: FaultSpec): Promise<Simulator> {
  const simulator = await start({ speed: 1 });
  simulator.inject(fault);
  return simulator;
}

const get = (simulator: Simulator, path = klinesPath): Promise<Response> => fetch(simulator.url + path);
const openTimes = async (response: Response): Promise<number[]> =>
  ((await response.json()) as [number][]).map(([openTimeMs]) => openTimeMs);

describe('replies', () => {
  it('restSlow: later by so much, once', async () => {
    const simulator = await befallen({ kind: 'restSlow', delayMs: 300 });
    const startedAtMs = performance.now();
    expect((await get(simulator)).status).toBe(200);
    expect(performance.now() - startedAtMs).toBeGreaterThan(290);
    const afterMs = performance.now();
    await get(simulator);
    expect(performance.now() - afterMs).toBeLessThan(290);
  });

  it('restHang: never, while others are answered', async () => {
    const simulator = await befallen({ kind: 'restHang', where: { path: '/fapi/v1/klines' } });
    const abort = new AbortController();
    const hanging = fetch(simulator.url + klinesPath, { signal: abort.signal });
    expect((await get(simulator, '/fapi/v1/ping')).status).toBe(200);
    expect((await get(simulator, '/fapi/v1/exchangeInfo')).status).toBe(200);
    expect(await Promise.race([hanging, Promise.resolve('nothing')])).toBe('nothing');
    abort.abort();
    await expect(hanging).rejects.toThrow();
  });

  it.each([
    [{ kind: 'rest429' }, '1'],
    [{ kind: 'rest429', retryAfterMs: 2_500 }, '3'],
    [{ kind: 'rest429', retryAfter: false }, null],
  ] as const)('%o: -1003, Retry-After %s', async (fault, retryAfter) => {
    const simulator = await befallen(fault);
    const response = await get(simulator);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, retryAfter]);
    expect(response.headers.get('x-mbx-used-weight-1m')).toBe('1');
    expect(await response.json()).toMatchObject({ code: -1003 });
    expect((await get(simulator)).status).toBe(200);
  });

  it('rest418: banned until then', async () => {
    const simulator = await befallen({ kind: 'rest418', banMs: 5_000 });
    const response = await get(simulator);
    const { code, msg } = (await response.json()) as { code: number; msg: string };
    expect([response.status, code, response.headers.get('retry-after')]).toEqual([418, -1003, '5']);
    const untilMs = Number(/banned until (\d{13})\./.exec(msg)?.[1]);
    expect(untilMs - performance.timeOrigin - performance.now()).toBeGreaterThan(4_000);
  });

  it.each([500, 502, 503])('rest5xx: %d', async (status) => {
    const response = await get(await befallen({ kind: 'rest5xx', status }));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: status === 503 ? -1000 : -1001 });
  });

  it('restHtml: a page', async () => {
    const response = await get(await befallen({ kind: 'restHtml' }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await response.text()).toMatch(/^<html>/);
  });

  it('restEmpty: 200 and nothing', async () => {
    const response = await get(await befallen({ kind: 'restEmpty' }));
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('restTruncated: half of the JSON', async () => {
    const simulator = await befallen({ kind: 'restTruncated' });
    const [half, whole] = [await (await get(simulator)).text(), await (await get(simulator)).text()];
    expect(() => JSON.parse(half) as unknown).toThrow();
    expect(whole.startsWith(half.slice(0, 200))).toBe(true);
  });

  it('restWrongRows: rows without their last columns, objects wrapped', async () => {
    const simulator = await befallen({ kind: 'restWrongRows', count: 2 });
    expect(((await (await get(simulator)).json()) as unknown[][]).map((row) => row.length)).toEqual(Array(9).fill(6));
    expect(await (await get(simulator, '/fapi/v1/time')).json()).toHaveProperty('rows.serverTime');
    expect(((await (await get(simulator)).json()) as unknown[][])[0]).toHaveLength(12);
  });

  it('restRowsOutOfOrder: two rows in the middle have changed places', async () => {
    const simulator = await befallen({ kind: 'restRowsOutOfOrder' });
    const [wrong, right] = [await openTimes(await get(simulator)), await openTimes(await get(simulator))];
    expect(wrong).toEqual([...right.slice(0, 3), right[4], right[3], ...right.slice(5)]);
  });

  it('restHole: a row in the middle is missing; replies too short for a hole do not count', async () => {
    const simulator = await befallen({ kind: 'restHole' });
    expect(await openTimes(await get(simulator, klinesPath.replace('limit=9', 'limit=2')))).toHaveLength(2);
    const [wrong, right] = [await openTimes(await get(simulator)), await openTimes(await get(simulator))];
    expect(wrong).toEqual(right.toSpliced(4, 1));
  });

  it('befall the symbol, interval and path that are meant', async () => {
    const simulator = await befallen({ kind: 'rest5xx', where: { symbol: 'ETH*', interval: '5m' } });
    expect((await get(simulator)).status).toBe(200);
    expect((await get(simulator, '/fapi/v1/klines?symbol=ETHUSDT&interval=1h')).status).toBe(200);
    expect((await get(simulator, '/fapi/v1/klines?symbol=ETHUSDT&interval=5m')).status).toBe(502);
  });
});

describe('the clock', () => {
  const serverTime = async (simulator: Simulator): Promise<number> =>
    ((await (await get(simulator, '/fapi/v1/time')).json()) as { serverTime: number }).serverTime;
  const offset = async (simulator: Simulator): Promise<number> =>
    Math.round(((await serverTime(simulator)) - simulator.clock.nowMs()) / 1_000) + 0;

  it.each([30_000, -30_000])('clockOff: REST shows a time off by %d ms, klines do not', async (offsetMs) => {
    const simulator = await befallen({ kind: 'clockOff', offsetMs, forMs: 60_000 });
    expect(await offset(simulator)).toBe(offsetMs / 1_000);
    const info = (await (await get(simulator, '/fapi/v1/exchangeInfo')).json()) as { serverTime: number };
    expect(Math.round((info.serverTime - simulator.clock.nowMs()) / 1_000)).toBe(offsetMs / 1_000);
    expect((await openTimes(await get(simulator))).at(-1)).toBe(market.startMs);
  });

  it('clockOff ends, clockStep stays', async () => {
    const simulator = await befallen({ kind: 'clockStep', offsetMs: 10_000 });
    simulator.inject({ kind: 'clockOff', offsetMs: -30_000, forMs: 100 });
    expect(await offset(simulator)).toBe(-20);
    while (simulator.faults()[1]!.endedAtMs === undefined) await get(simulator, '/fapi/v1/ping');
    expect(await offset(simulator)).toBe(10);
    simulator.inject({ kind: 'clockStep', offsetMs: -10_000 });
    expect(await offset(simulator)).toBe(0);
  });
});

describe('scripts', () => {
  it('play from the start, again and again, and are written down', async () => {
    const simulator = await start({
      faults: [
        { kind: 'rest5xx', count: 2 },
        { kind: 'clockStep', offsetMs: 1, atMs: 50, everyMs: 50 },
      ],
    });
    expect([(await get(simulator)).status, (await get(simulator)).status, (await get(simulator)).status]).toEqual([
      502, 502, 200,
    ]);
    while (simulator.faults().length < 4) await get(simulator, '/fapi/v1/ping');
    const [first, ...steps] = simulator.faults();
    expect(first).toMatchObject({ id: 1, kind: 'rest5xx', parameters: { status: 502 }, hits: 2 });
    steps.slice(0, 3).forEach(({ startedAtMs }, index) => {
      expect(startedAtMs).toBeGreaterThanOrEqual(50 * (index + 1) - 2);
    });
    expect(simulator.stats().faults).toMatchObject({ rest5xx: { injected: 1, hits: 2 } });
  });

  it('over HTTP: POST injects, GET tells', async () => {
    const simulator = await start();
    const post = (body: string) => fetch(`${simulator.url}/simulator/faults`, { method: 'POST', body });
    expect(await (await post('[{"kind":"restEmpty"},{"kind":"drop"}]')).json()).toEqual({ planned: 2 });
    expect(await (await get(simulator)).text()).toBe('');
    const log = (await (await get(simulator, '/simulator/faults')).json()) as FaultRecord[];
    expect(log.map(({ kind, hits }) => [kind, hits])).toEqual([
      ['restEmpty', 1],
      ['drop', 0],
    ]);
    const bad = await post('{"kind":"dorp"}');
    expect([bad.status, ((await bad.json()) as { msg: string }).msg]).toEqual([
      400,
      'fault.kind: found "dorp", expected perhaps "drop"',
    ]);
    expect((await post('nonsense')).status).toBe(400);
  });

  it('a bad one keeps the simulator from starting', async () => {
    await expect(start({ faults: [{ kind: 'drop' }, { kind: 'listenKeyUnknown' }] })).rejects.toThrow(
      'faults[1]: found listenKeyUnknown on a simulator without an account, expected a simulator with an account',
    );
    await expect(start({ chaos: { ratePerMinute: 0, seed: 1 } })).rejects.toThrow(
      'chaos.ratePerMinute: found 0, expected a number above 0',
    );
  });
});

describe('chaos', () => {
  it('injects what its seed says, without the kinds that need an account', async () => {
    const chaos = { ratePerMinute: 6_000, seed: 7, maxForMs: 300 };
    const simulator = await start({ chaos, speed: 600 });
    while (simulator.faults().length < 120) await get(simulator, '/simulator/clock');
    const planned = chaosFaults(chaos);
    const kinds = Array.from({ length: 140 }, () => planned.next().value)
      .map(({ kind }) => kind)
      .filter((kind) => !kind.startsWith('listenKey'));
    expect(
      simulator
        .faults()
        .map(({ kind }) => kind)
        .slice(0, 120),
    ).toEqual(kinds.slice(0, 120));
  });

  it('a quiet one lets data through', async () => {
    const simulator = await start({ chaos: { ratePerMinute: 60, seed: 1, kinds: ['clockStep', 'restSlow'] } });
    const client = await connect(simulator, '/market/ws/btcusdt@kline_1m');
    await client.moreFinals(3);
  });
});
