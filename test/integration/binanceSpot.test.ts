import { BehaviorSubject } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceSpotData, type BinanceSpotData, type BinanceSpotOptions } from '../../src/adapters/binance/index.js';
import { spotSettings } from '../../src/adapters/binance/spotOptions.js';
import { ExchangeRejectedError, ExchangeUnreachableError } from '../../src/domain/errors.js';
import type { KlineEvent, Topic } from '../../src/domain/feed.js';
import { instrumentSymbol, type Kline } from '../../src/domain/kline.js';
import { isFrame, type SocketEvent } from '../../src/ports/marketData.js';
import { startSimulator, syntheticMarket, type Simulator } from '../../src/simulator/index.js';
import { startStreamServer } from '../unit/binance/support/streamServer.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';

const market = syntheticMarket({ seed: 1 });
const btc = instrumentSymbol('BTCUSDT');
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function client(options: Partial<BinanceSpotOptions>): BinanceSpotData {
  const spotData = binanceSpotData({ marketNow: () => 0, maxRetries: 0, closeTimeoutMs: 50, ...options });
  cleanups.push(spotData.close);
  return spotData;
}

async function setUp(speed: number, options: Partial<BinanceSpotOptions> = {}) {
  const simulator = await startSimulator({ market, speed });
  cleanups.push(simulator.stop);
  const { url: restUrl, streamUrl } = simulator.spot;
  return { simulator, spotData: client({ restUrl, streamUrl, marketNow: simulator.clock.nowMs, ...options }) };
}

/** A subscription to one connection, read by the adapter's own decoder. */
function listen(spotData: BinanceSpotData, topics: readonly Topic[]) {
  const topics$ = new BehaviorSubject<ReadonlySet<Topic>>(new Set(topics));
  const events: SocketEvent[] = [];
  const closes: Kline[] = [];
  const bad: unknown[] = [];
  let error: unknown;
  let look = (): void => undefined;
  const take = (event: SocketEvent): void => {
    events.push(event);
    const read = isFrame(event) ? spotData.klines.decode(event) : undefined;
    if (read?.kind === 'kline') closes.push((read satisfies KlineEvent).kline);
    else if (read && read.kind !== 'ignored') bad.push(read);
    look();
  };
  const subscription = spotData.klines.connect(topics$).subscribe({
    next: take,
    error: (failure: unknown) => {
      error = failure;
      look();
    },
  });
  cleanups.push(() => subscription.unsubscribe());
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (error !== undefined) reject(error instanceof Error ? error : new Error('the connection failed'));
        else if (holds()) resolve();
      };
      look();
    });
  return { topics$, events, closes, bad, until, subscription };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const closedTruth = ({ spot, clock }: Simulator, symbol: string, fromMs: number): Kline[] =>
  spot.truth(symbol, '1m', fromMs, clock.nowMs());

describe('the listing of spot', () => {
  it('is read in the words of the domain, for the weight of spot', async () => {
    const { spotData } = await setUp(1);
    const instruments = await valueOf(spotData.fetchInstruments());
    expect(instruments.map(({ symbol }) => symbol)).toEqual(market.spot!.instruments.map(({ symbol }) => symbol));
    expect(instruments.find(({ symbol }) => symbol === 'PEPEUSDT')).toEqual({
      symbol: 'PEPEUSDT',
      status: 'TRADING',
      contractType: 'SPOT',
      baseAsset: 'PEPE',
      quoteAsset: 'USDT',
      underlyingType: '',
      onboardTimeMs: 0,
      tickSize: 1e-7,
      stepSize: 1,
      minNotionalQuote: 5,
    });
    expect(await nextOf(spotData.budget$)).toMatchObject({ calls: 1, weight: 20, usedWeight: 20, limitWeight: 6_000 });
  });
});

describe('klines of spot over REST', () => {
  it('are the truth, closed but for the last', async () => {
    const { simulator, spotData } = await setUp(1);
    for (const symbol of [btc, instrumentSymbol('PEPEUSDT')]) {
      const klines = await valueOf(spotData.fetchKlines({ symbol, interval: '1m', limit: 1_000, purpose: 'snapshot' }));
      expect(klines).toHaveLength(1_000);
      expect(klines.slice(0, -1)).toEqual(closedTruth(simulator, symbol, klines[0]!.openTimeMs));
      expect(klines.at(-1)!.isClosed).toBe(false);
    }
  });

  it('of a range are exactly those of the range', async () => {
    const { simulator, spotData } = await setUp(1);
    const fromMs = market.startMs - 3_600_000;
    const query = { symbol: btc, interval: '5m', fromMs, toMs: fromMs + 900_000, limit: 4 } as const;
    expect(await valueOf(spotData.fetchKlines(query))).toEqual(
      simulator.spot.truth(btc, '5m', fromMs, fromMs + 900_000),
    );
  });

  it('weigh 2 each, which the budget counts as the venue does', async () => {
    const { simulator, spotData } = await setUp(1);
    const { connectionBudget$, budget$, fetchKlines } = spotData;
    for (const limit of [1, 499, 1_000]) await valueOf(fetchKlines({ symbol: btc, interval: '1m', limit }));
    expect(await nextOf(budget$)).toMatchObject({ calls: 3, weight: 6 });
    const reply = await fetch(`${simulator.spot.url}/api/v3/ping`);
    await reply.text();
    expect(Number(reply.headers.get('x-mbx-used-weight-1m'))).toBeLessThanOrEqual(7);
    expect(simulator.spot.stats().restReplies).toEqual({ 200: 4 });
    expect(simulator.stats().restRequests).toBe(0);
    expect(await nextOf(connectionBudget$)).toMatchObject({ opened: 0, limit: 300 });
  });

  it('of a symbol that spot does not list are refused', async () => {
    const { spotData } = await setUp(1);
    const symbol = instrumentSymbol('1000PEPEUSDT');
    const failure = await failureOf(valueOf(spotData.fetchKlines({ symbol, interval: '1m', limit: 1 })));
    expect(failure).toBeInstanceOf(ExchangeRejectedError);
    expect(failure).toMatchObject({ details: { exchangeCode: -1_121 } });
  });

  it('beyond 1,000 are a mistake of the caller, which costs nothing', async () => {
    const { spotData } = await setUp(1);
    const failure = await failureOf(valueOf(spotData.fetchKlines({ symbol: btc, interval: '1m', limit: 1_001 })));
    expect(failure).toBeInstanceOf(RangeError);
    expect(await nextOf(spotData.budget$)).toMatchObject({ calls: 0 });
  });

  it('fail once the adapter is closed', async () => {
    const { spotData } = await setUp(1);
    await valueOf(spotData.fetchKlines({ symbol: btc, interval: '1m', limit: 1 }));
    const pending = failureOf(valueOf(spotData.fetchInstruments()));
    await spotData.close();
    expect(await pending).toBeInstanceOf(ExchangeUnreachableError);
  });
});

describe('klines of spot, live', () => {
  it('close as the truth has it, and a symbol that spot does not list stays silent', async () => {
    const { simulator, spotData } = await setUp(1_200);
    const symbols = ['BTCUSDT', 'PEPEUSDT', 'ETHUSDC'];
    const { closes, bad, events, until } = listen(spotData, [
      ...symbols.map((symbol) => `${symbol}/1m`),
      '1000PEPEUSDT/1m',
    ]);
    const closesOf = (symbol: string): Kline[] => closes.filter((kline) => kline.symbol === symbol);
    await until(() => symbols.every((symbol) => closesOf(symbol).length >= 15));
    for (const symbol of symbols) {
      const [first] = closesOf(symbol);
      expect(closesOf(symbol)).toEqual(
        closedTruth(simulator, symbol, first!.openTimeMs).slice(0, closesOf(symbol).length),
      );
    }
    expect(closesOf('1000PEPEUSDT')).toEqual([]);
    expect(bad).toEqual([]);
    expect(events[0]).toEqual({ kind: 'socketOpened' });
  });

  it('passes over forming klines and counts them', async () => {
    const { spotData } = await setUp(10);
    const { events, closes, until } = listen(spotData, ['BTCUSDT/1h']);
    await until(() => events.some((event) => !isFrame(event) && event.kind === 'ignored'));
    expect(closes).toEqual([]);
  });

  it('subscribes on /stream, without a route', async () => {
    const server = await startStreamServer();
    cleanups.push(server.close);
    listen(client({ streamUrl: `${server.url}/` }), ['币安人生USDT/1m']);
    const { request, frame } = await server.connection();
    expect(request.url).toBe('/stream');
    expect(await frame()).toEqual({ method: 'SUBSCRIBE', params: ['币安人生usdt@kline_1m'], id: 1 });
  });

  it('follows what is wanted at a pace that the venue takes, however fast it is told to be', async () => {
    const { simulator, spotData } = await setUp(600, { topicsPerSubscribe: 1, clientMessagesPerSecond: 1_000 });
    const symbols = market.spot!.instruments.slice(0, 6).map(({ symbol }) => symbol);
    const { closes, until, topics$ } = listen(
      spotData,
      symbols.map((symbol) => `${symbol}/1m`),
    );
    const heard = (): Set<string> => new Set(closes.map(({ symbol }) => symbol));
    await until(() => heard().size === symbols.length);
    topics$.next(new Set([`${symbols[5]!}/1m`]));
    await until(() => simulator.spot.stats().streams === 1);
    expect(simulator.spot.stats()).toMatchObject({ connections: 1, handshakes: { accepted: 1 } });
  });
});

describe('the settings of spot', () => {
  it('are the venue’s addresses and limits unless told otherwise', () => {
    const { restUrl, streamUrl, weightLimitPerMinute } = spotSettings({ marketNow: () => 0 });
    expect({ restUrl, streamUrl, weightLimitPerMinute }).toEqual({
      restUrl: 'https://api.binance.com',
      streamUrl: 'wss://stream.binance.com:9443',
      weightLimitPerMinute: 6_000,
    });
    expect(client({}).klines.whenNeverHeard).toContain('wss://stream.binance.com:9443/stream took the subscription');
  });

  it.each([
    [undefined, 2],
    [1, 1],
    [5, 3],
    [10, 3],
  ])('of %s messages a second make %i', (asked, sent) => {
    const options = { marketNow: () => 0, ...(asked !== undefined && { clientMessagesPerSecond: asked }) };
    expect(spotSettings(options).clientMessagesPerSecond).toBe(sent);
  });
});
