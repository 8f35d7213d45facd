import { describe, expect, it } from 'vitest';
import type { FaultSpec, Simulator } from '../../src/simulator/index.js';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';
import type { WireClient } from '../unit/simulator/support/wireClient.js';

const { start, connect } = hostileExchange();
const btc = 'btcusdt@kline_1m';
const eth = 'ethusdt@kline_1m';
const both = `/market/stream?streams=${btc}/${eth}`;
const minuteMs = 60_000;

const finalsOf = ({ finals }: WireClient, symbol: string) => finals.filter(({ k }) => k.s === symbol).map(({ k }) => k);
const openTimes = (client: WireClient, symbol: string): number[] => finalsOf(client, symbol).map(({ t }) => t);

/** A client on both streams that has heard from both, then the fault. */
async function befallen(fault: FaultSpec): Promise<{ readonly simulator: Simulator; readonly client: WireClient }> {
  const simulator = await start();
  const client = await connect(simulator, both);
  await client.moreFinals(2);
  simulator.inject(fault);
  return { simulator, client };
}

describe('subscriptions', () => {
  it('muteStream silences one stream for everybody, the others go on', async () => {
    const { simulator, client } = await befallen({ kind: 'muteStream', where: { stream: btc }, forMs: 450 });
    const heardMs = openTimes(client, 'BTCUSDT').at(-1)!;
    const newcomer = await connect(simulator, both);
    await newcomer.until(() => openTimes(newcomer, 'ETHUSDT').length >= 2);
    expect(openTimes(client, 'BTCUSDT').at(-1)).toBe(heardMs);
    expect(openTimes(newcomer, 'BTCUSDT')).toEqual([]);
    await newcomer.until(() => openTimes(newcomer, 'BTCUSDT').length >= 1);
    expect(simulator.faults()[0]).toMatchObject({ kind: 'muteStream', series: ['BTCUSDT/1m'] });
  });

  it('muteUntilResubscribe is listed, dead, and healed by subscribing again', async () => {
    const { simulator, client } = await befallen({ kind: 'muteUntilResubscribe', where: { symbol: 'BTCUSDT' } });
    const heardMs = openTimes(client, 'BTCUSDT').at(-1)!;
    await client.moreFinals(3);
    expect(openTimes(client, 'BTCUSDT').at(-1)).toBe(heardMs);
    expect((await client.ask('LIST_SUBSCRIPTIONS')).result).toEqual([btc, eth]);
    await client.ask('SUBSCRIBE', [btc]);
    await client.until(() => openTimes(client, 'BTCUSDT').at(-1)! > heardMs);
    expect(simulator.faults()[0]).toMatchObject({ connections: [1], series: ['BTCUSDT/1m'], hits: 1 });
  });

  it('subscribeRejected answers with an error and subscribes nothing', async () => {
    const simulator = await start();
    const client = await connect(simulator, '/market/stream');
    simulator.inject({ kind: 'subscribeRejected', where: { feed: 'kline' } });
    expect(await client.ask('SUBSCRIBE', ['!miniTicker@arr'])).toMatchObject({ result: null });
    expect(await client.ask('SUBSCRIBE', [btc])).toMatchObject({
      error: { code: 2, msg: 'Invalid request: invalid stream' },
    });
    expect((await client.ask('LIST_SUBSCRIPTIONS')).result).toEqual(['!miniTicker@arr']);
    expect(await client.ask('SUBSCRIBE', [btc])).toMatchObject({ result: null });
  });

  it('subscribeIgnored: no ack, no data', async () => {
    const simulator = await start();
    const client = await connect(simulator, '/market/stream');
    simulator.inject({ kind: 'subscribeIgnored' });
    const ignored = client.tell('SUBSCRIBE', [btc]);
    await client.ask('SUBSCRIBE', [eth]);
    await client.moreFinals(2);
    expect(client.frames.some(({ id }) => id === ignored)).toBe(false);
    expect(openTimes(client, 'BTCUSDT')).toEqual([]);
  });
});

describe('finals', () => {
  it('lateFinal: one final comes after forming frames of the next kline', async () => {
    const { simulator, client } = await befallen({ kind: 'lateFinal', delayMs: 700, where: { symbol: 'BTCUSDT' } });
    const before = openTimes(client, 'BTCUSDT').length;
    await client.until(() => openTimes(client, 'BTCUSDT').length >= before + 9);
    const times = openTimes(client, 'BTCUSDT');
    const sorted = [...times].sort((a, b) => a - b);
    expect(times).not.toEqual(sorted);
    expect(sorted).toEqual(sorted.map((_, index) => sorted[0]! + index * minuteMs));
    expect(times.indexOf(sorted[before]!)).toBeGreaterThan(before + 3);
    expect(openTimes(client, 'ETHUSDT')).toEqual([...openTimes(client, 'ETHUSDT')].sort((a, b) => a - b));
    expect(simulator.faults()[0]).toMatchObject({ hits: 1, series: ['BTCUSDT/1m'] });
  });

  it('missingFinal: one final reaches nobody, REST has it', async () => {
    const simulator = await start();
    const clients = [await connect(simulator, both), await connect(simulator, both)];
    await Promise.all(clients.map((client) => client.moreFinals(2)));
    simulator.inject({ kind: 'missingFinal', where: { symbol: 'ETHUSDT' } });
    await Promise.all(clients.map((client) => client.moreFinals(8)));
    const missing = clients.map((client) => {
      const times = openTimes(client, 'ETHUSDT');
      return (
        times
          .map((t, index) => [t, times[index + 1] ?? t + minuteMs] as const)
          .find(([t, next]) => next !== t + minuteMs)![0] + minuteMs
      );
    });
    expect(missing[0]).toBe(missing[1]);
    const query = `symbol=ETHUSDT&interval=1m&startTime=${missing[0]}&endTime=${missing[0]}`;
    const rows = (await (await fetch(`${simulator.url}/fapi/v1/klines?${query}`)).json()) as unknown[][];
    expect(rows[0]![0]).toBe(missing[0]);
  });

  it('correctedFinal: a second, different final; streams, REST and truth agree on it, also on longer intervals', async () => {
    const simulator = await start();
    const five = 'btcusdt@kline_5m';
    const client = await connect(simulator, `/market/stream?streams=${btc}/${five}`);
    await client.moreFinals(1);
    simulator.inject({ kind: 'correctedFinal', delayMs: 50, where: { interval: '5m' } });
    const twice = () => {
      const seen = client.finals.filter(({ k }) => k.i === '5m');
      return seen.find(({ k }, index) => seen.slice(0, index).some((other) => other.k.t === k.t));
    };
    await client.until(() => twice() !== undefined);
    const { k: corrected } = twice()!;
    const { k: first } = client.finals.find(({ k }) => k.i === '5m' && k.t === corrected.t)!;
    expect(corrected).toMatchObject({ o: first.o, l: first.l, c: first.c, n: first.n + 1 });
    expect(Number(corrected.v)).toBeGreaterThan(Number(first.v));
    expect(Number(corrected.q)).toBeGreaterThan(Number(first.q));

    const [truth] = simulator.truth('BTCUSDT', '5m', corrected.t, corrected.t);
    expect([truth!.high, truth!.baseVolume, truth!.quoteVolume, truth!.tradeCount]).toEqual([
      Number(corrected.h),
      Number(corrected.v),
      Number(corrected.q),
      corrected.n,
    ]);
    const query = `symbol=BTCUSDT&interval=5m&startTime=${corrected.t}&limit=1`;
    const [row] = (await (await fetch(`${simulator.url}/fapi/v1/klines?${query}`)).json()) as unknown[][];
    expect([row![2], row![5], row![8]]).toEqual([corrected.h, corrected.v, corrected.n]);

    // The last minute is the one that changed: it has a second final too, and nothing else does.
    const minutes = client.finals.filter(({ k }) => k.i === '1m').map(({ k }) => k.t);
    const lastMinute = corrected.t + 4 * minuteMs;
    await client.until(() => client.finals.filter(({ k }) => k.i === '1m' && k.t === lastMinute).length === 2);
    expect(minutes.filter((t) => t !== lastMinute)).toEqual([...new Set(minutes)].filter((t) => t !== lastMinute));
    expect(simulator.stats().finals).toBeLessThan(client.finals.length);
  });
});

describe('frames', () => {
  const textsOf = (client: WireClient, from: number): string[] => client.messages.slice(from).map(({ text }) => text);

  it('duplicate: a frame comes twice, back to back', async () => {
    const { client } = await befallen({ kind: 'duplicate' });
    const from = client.messages.length;
    await client.more(5);
    const texts = textsOf(client, from);
    expect(texts[0]).toBe(texts[1]);
    expect(new Set(texts).size).toBe(texts.length - 1);
  });

  it('reorder within a stream: the later of two frames comes first, nothing is lost', async () => {
    const simulator = await start();
    const [client, other] = [
      await connect(simulator, `/market/ws/${btc}`),
      await connect(simulator, `/market/ws/${btc}`),
    ];
    await Promise.all([client.moreFinals(1), other.moreFinals(1)]);
    simulator.inject({ kind: 'reorder', within: 'stream', where: { connection: 1 } });
    const [from, last] = [client.messages.at(-1)!.text, client.messages.length];
    await client.more(6);
    await other.until(() => other.messages.some(({ text }) => text === client.messages.at(-1)!.text));
    const expected = textsOf(other, other.messages.findIndex(({ text }) => text === from) + 1).slice(0, 6);
    const got = textsOf(client, last).slice(0, 6);
    expect(got).toEqual([expected[1], expected[0], ...expected.slice(2)]);
  });

  it('reorder within the connection swaps frames of different streams', async () => {
    const { simulator, client } = await befallen({ kind: 'reorder', count: 2 });
    await client.moreFinals(12);
    expect(simulator.faults()[0]).toMatchObject({ hits: 2 });
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const times = openTimes(client, symbol);
      expect([...times].sort((a, b) => a - b)).toEqual(times.map((_, index) => Math.min(...times) + index * minuteMs));
    }
  });

  it('garbage: text that is no JSON, then the frame', async () => {
    const { client } = await befallen({ kind: 'garbage' });
    const from = client.messages.length;
    await client.more(3);
    const [bad, good] = textsOf(client, from);
    expect(() => JSON.parse(bad!) as unknown).toThrow();
    expect(JSON.parse(good!)).toHaveProperty('stream');
  });

  it('truncated: half of the frame, and no more of it', async () => {
    const { client } = await befallen({ kind: 'truncated', where: { symbol: 'ETHUSDT' } });
    const from = client.messages.length;
    const isBroken = ({ text }: { readonly text: string }): boolean => !text.endsWith('}');
    await client.until(() => client.messages.slice(from).some(isBroken));
    const { text } = client.messages.find(isBroken)!;
    expect(text).toMatch(/^\{"stream":"ethusdt@kline_1m","data":\{"e":"kline"/);
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(client.messages.filter(isBroken)).toHaveLength(1);
  });

  it('oversized: 1 MiB of text', async () => {
    const { client } = await befallen({ kind: 'oversized' });
    await client.until(() => client.messages.some(({ text }) => text.length === 2 ** 20));
    await client.moreFinals(1);
  });

  it('binary: a binary message', async () => {
    const { client } = await befallen({ kind: 'binary' });
    await client.until(() => client.messages.some(({ isBinary }) => isBinary));
    await client.moreFinals(1);
    expect(client.messages.filter(({ isBinary }) => isBinary)).toHaveLength(1);
  });

  it.each([
    ['wrongSymbol', { s: 'BTCUSDT', k: { s: 'BTCUSDT', i: '1m' } }],
    ['wrongInterval', { s: 'ETHUSDT', k: { s: 'ETHUSDT', i: '5m' } }],
  ] as const)('%s: an event that is not of its stream, before the one that is', async (kind, data) => {
    const { simulator, client } = await befallen({ kind, where: { symbol: 'ETHUSDT' }, count: 2 });
    const wrong = () =>
      client.frames.filter(({ stream, data: it }) => stream === eth && (it?.k?.s !== 'ETHUSDT' || it.k.i !== '1m'));
    await client.until(() => wrong().length === 2);
    expect(wrong()[0]).toMatchObject({ stream: eth, data });
    await client.moreFinals(4);
    expect(wrong()).toHaveLength(2);
    const times = openTimes(client, 'ETHUSDT').filter((t, index, all) => all.indexOf(t) === index);
    expect(times).toEqual(times.map((_, index) => times[0]! + index * minuteMs));
    expect(simulator.faults()[0]).toMatchObject({ series: ['ETHUSDT/1m'], connections: [1], hits: 2 });
  });

  it('reach connections that open while they last', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'garbage', forMs: 60_000 });
    const client = await connect(simulator, `/market/ws/${btc}`);
    await client.more(4);
    expect(client.messages.length - client.frames.length).toBeGreaterThanOrEqual(2);
  });
});
