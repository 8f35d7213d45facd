import { describe, expect, it } from 'vitest';
import type { CorrectionRecord } from '../../src/simulator/correctionLog.js';
import type { Simulator } from '../../src/simulator/index.js';
import type { ConnectionRecord } from '../../src/simulator/streams/connectionLog.js';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';

const { start, connect, dial } = hostileExchange();

const tell = async <T>({ url }: Simulator, what: string): Promise<readonly T[]> =>
  (await (await fetch(`${url}/simulator/${what}`)).json()) as readonly T[];
const connections = (simulator: Simulator) => tell<ConnectionRecord>(simulator, 'connections');
const corrections = (simulator: Simulator) => tell<CorrectionRecord>(simulator, 'corrections');

/** The first answer that is wanted; a market minute passes between two looks. */
async function until<T>(clientMoves: () => Promise<unknown>, ask: () => Promise<T>, isIt: (answer: T) => boolean) {
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    await clientMoves();
  }
}

const btc = 'btcusdt@kline_1m';

describe('the exchange remembers', () => {
  it('every connection, what it carried, when it last got data, and how it ended', async () => {
    const simulator = await start();
    const kline = await connect(simulator, `/market/stream?streams=${btc}`);
    const price = await connect(simulator, '/market/ws/!miniTicker@arr');
    const idle = await connect(simulator, '/market/ws');
    await kline.moreFinals(1);
    idle.socket.close(4_000);
    await idle.closed;
    price.socket.terminate();
    await price.closed;
    const isOver = ({ closeCode }: ConnectionRecord): boolean => closeCode !== undefined;
    const records = await until(
      () => kline.moreFinals(1),
      () => connections(simulator),
      (all) => all.filter(isOver).length === 2,
    );
    expect(records).toMatchObject([
      { id: 1, route: 'market', feed: 'kline' },
      { id: 2, feed: 'price', closeCode: 1_006 },
      { id: 3, dataAtMs: [], closeCode: 4_000 },
    ]);
    expect(records[0]!.dataAtMs[0]).toBeGreaterThanOrEqual(records[0]!.openedAtMs);
    expect(records[0]).not.toHaveProperty('closedAtMs');
  });

  it('what became of handshakes', async () => {
    const simulator = await start();
    simulator.inject({ kind: 'handshakeStatus' });
    await dial(simulator, '/market/ws').closed;
    const client = await connect(simulator, '/market/ws');
    simulator.inject({ kind: 'handshakeHang' });
    const hanging = dial(simulator, '/market/ws');
    await until(
      () => client.ask('LIST_SUBSCRIPTIONS'),
      () => Promise.resolve(simulator.stats().handshakes.hung),
      (hung) => hung === 1,
    );
    hanging.socket.terminate();
    expect(simulator.stats().handshakes).toEqual({ accepted: 1, refused: 1, hung: 1 });
  });

  it('requests that it refused for their weight, not those that a fault refused', async () => {
    const simulator = await start({ weightLimitPerMinute: 1 });
    simulator.inject({ kind: 'rest429' });
    for (let call = 0; call < 3; call += 1) await fetch(`${simulator.url}/fapi/v1/time`);
    const { refusals, restReplies } = simulator.stats();
    expect(refusals.tooMany).toBe(restReplies['429']! - 1);
    expect(refusals.banned).toBe(0);
  });

  it('on which streams a correction was told: not where nobody listened, nor where its frame was spoilt', async () => {
    const simulator = await start();
    const client = await connect(simulator, `/market/stream?streams=${btc}/ethusdt@kline_1m`);
    await client.moreFinals(2);
    simulator.inject({ kind: 'correctedFinal', delayMs: 0, where: { stream: btc } });
    const [told] = await until(
      () => client.moreFinals(1),
      () => corrections(simulator),
      (all) => all[0]?.toldOn.length === 1,
    );
    expect(told).toMatchObject({ symbol: 'BTCUSDT', toldOn: [btc] });
    expect(told!.atMs).toBeGreaterThanOrEqual(told!.minuteOpenMs + 60_000);

    simulator.inject({ kind: 'mute' });
    simulator.inject({ kind: 'correctedFinal', delayMs: 0, where: { stream: btc } });
    const listener = await connect(simulator, '/market/ws/solusdt@kline_1m');
    const heard = () => listener.moreFinals(1);
    await until(
      heard,
      () => corrections(simulator),
      (all) => all.length === 2,
    );
    // Longer than a correction that was handed over takes to be believed.
    await listener.moreFinals(12);
    expect((await corrections(simulator))[1]).toMatchObject({ toldOn: [] });
  });
});
