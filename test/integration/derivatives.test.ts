import { asyncScheduler, filter, merge, NEVER, startWith, toArray, type Subscription } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceMarketData, type BinanceMarketData } from '../../src/adapters/binance/index.js';
import { MarketScheduler } from '../../src/app/marketScheduler.js';
import type { MarkPricesEvent, OpenInterestEvent } from '../../src/domain/derivatives.js';
import type { BadFrame, FeedEvent } from '../../src/domain/feed.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import { syntheticMarket, type FaultSpec, type SimulatorOptions } from '../../src/simulator/index.js';
import { markPriceFeed, toMarkPriceBook } from '../../src/streams/markPriceFeed.js';
import { openInterestFeed, toOpenInterestBook, type OpenInterestBook } from '../../src/streams/openInterest.js';
import { marketSlice } from '../support/marketSlice.js';
import { json, startRestServer } from '../unit/binance/support/restServer.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';
import { hostileExchange } from '../unit/simulator/support/hostileExchange.js';

const names = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BTCUSDT_261225', 'TSLAUSDT', 'SOON1USDT'];
const market = marketSlice(syntheticMarket({ seed: 1 }), names);
const btc = instrumentSymbol('BTCUSDT');
const eth = instrumentSymbol('ETHUSDT');
const sol = instrumentSymbol('SOLUSDT');
const hourMs = 3_600_000;

const { start } = hostileExchange();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(options: Partial<SimulatorOptions> = {}) {
  const simulator = await start({ market, speed: 1, ...options });
  const badRows: BadFrame[] = [];
  let exchangeNow = (): number => 0;
  const marketData = binanceMarketData({
    restUrl: simulator.url,
    streamUrl: simulator.streamUrl,
    marketNow: () => exchangeNow(),
    weightLimitPerMinute: options.weightLimitPerMinute ?? 2_400,
    onBadRow: (row) => badRows.push(row),
    retryBaseMs: 1,
    retryCapMs: 2,
  });
  cleanups.push(marketData.close);
  const { serverTimeMs, receivedAtMs } = await valueOf(marketData.fetchServerTime());
  const time = new MarketScheduler({
    speed: options.speed ?? 1,
    sample: { exchangeTimeMs: serverTimeMs, receivedAtMs },
  });
  exchangeNow = () => time.now();
  return { simulator, marketData, time, badRows };
}

function follow({ markPrices }: BinanceMarketData, maxSilenceMs: number) {
  const events: FeedEvent<MarkPricesEvent>[] = [];
  const events$ = markPriceFeed({
    source: markPrices,
    maxTopicsPerConnection: 1,
    maxSilenceMs,
    firstDatumMs: hourMs,
    backoff: { baseMs: 10, capMs: 20, resetAfterMs: 10_000 },
    rotation: { lifetimeMs: 20 * hourMs, minuteOfHour: null, staggerMs: 0, overlapMs: 0 },
    random: () => 1,
    scheduler: asyncScheduler,
  });
  const subscription: Subscription = events$.subscribe((event) => events.push(event));
  cleanups.push(() => subscription.unsubscribe());
  const told = (): string[] =>
    events.flatMap((event) => {
      if (event.kind === 'lost') return [event.error.code];
      return event.kind === 'markPrices' || event.kind === 'opened' ? [event.kind] : [];
    });
  return { events$, events, told };
}

describe('mark prices over real sockets', () => {
  it('are those of every contract that has a price, coins and stocks alike, and agree with REST', async () => {
    const { simulator, marketData, badRows } = await setUp();
    const { events$, events } = follow(marketData, 10_000);
    const book = await nextOf(
      events$.pipe(
        toMarkPriceBook(),
        filter(({ size }) => size === names.length - 1),
      ),
    );
    expect(badRows).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'badFrame' || kind === 'refused')).toEqual([]);
    const rest = (await (await fetch(`${simulator.url}/fapi/v1/premiumIndex`)).json()) as Record<string, string>[];
    expect(new Set(book.keys())).toEqual(new Set(rest.map(({ symbol }) => symbol)));
    for (const row of rest) {
      const { markPrice, indexPrice, fundingRatio, nextFundingTimeMs } = book.get(instrumentSymbol(row['symbol']!))!;
      expect(fundingRatio).toBe(Number(row['lastFundingRate']));
      expect(nextFundingTimeMs).toBe(row['nextFundingTime']);
      expect(Math.abs(markPrice / indexPrice - 1)).toBeLessThan(0.001);
      expect(Math.abs(markPrice / Number(row['markPrice']) - 1)).toBeLessThan(0.01);
    }
    expect(book.get(instrumentSymbol('BTCUSDT_261225'))).toMatchObject({ fundingRatio: 0, nextFundingTimeMs: 0 });
  });

  const allMarkPrices = { stream: '!markPrice@arr@1s' };
  it.each<readonly [FaultSpec, number, string]>([
    [{ kind: 'drop', where: allMarkPrices }, 10_000, 'FEED_CLOSED'],
    [{ kind: 'mute', where: allMarkPrices }, 2_500, 'FEED_STALE'],
    [{ kind: 'halfOpen', where: allMarkPrices }, 2_500, 'FEED_STALE'],
  ])('%o costs one reconnection, and they go on', async (fault, maxSilenceMs, code) => {
    const { simulator, marketData } = await setUp();
    const { events$, told } = follow(marketData, maxSilenceMs);
    await nextOf(events$.pipe(filter(({ kind }) => kind === 'markPrices')));
    simulator.inject(fault);
    await nextOf(events$.pipe(filter(({ kind }) => kind === 'lost')));
    await nextOf(events$.pipe(filter(({ kind }) => kind === 'markPrices')));
    const news = told().filter((kind, index, all) => kind !== 'markPrices' || all[index - 1] !== 'markPrices');
    expect(news).toEqual(['opened', 'markPrices', code, 'opened', 'markPrices']);
  });

  it('a frame cut in half is a bad frame, and the next one is read', async () => {
    const { simulator, marketData } = await setUp();
    const { events$ } = follow(marketData, 10_000);
    await nextOf(events$.pipe(filter(({ kind }) => kind === 'markPrices')));
    simulator.inject({ kind: 'truncated', where: allMarkPrices });
    const bad = await nextOf(events$.pipe(filter((event) => event.kind === 'badFrame')));
    expect(bad).toMatchObject({ reason: 'not JSON', sample: expect.stringContaining('markPriceUpdate') as string });
    await nextOf(events$.pipe(filter(({ kind }) => kind === 'markPrices')));
  });
});

describe('open interest over real sockets', () => {
  const poll = (
    { marketData, time }: Awaited<ReturnType<typeof setUp>>,
    periodMs: number,
    symbols = [btc, eth, sol],
  ) => {
    const events: OpenInterestEvent[] = [];
    const events$ = openInterestFeed({
      symbols$: NEVER.pipe(startWith(symbols)),
      fetchOpenInterest: (symbol) => marketData.fetchOpenInterest(symbol),
      periodMs,
      market: time,
    });
    const subscription = events$.subscribe((event) => events.push(event));
    cleanups.push(() => subscription.unsubscribe());
    return { events$, events };
  };

  it('fills a book of samples, each a period of market time after the other', async () => {
    const venue = await setUp({ speed: 600 });
    const { events$ } = poll(venue, 60_000);
    const isFull = (book: OpenInterestBook): boolean =>
      [btc, eth, sol].every((symbol) => book.get(symbol)?.length === 5);
    const book = await nextOf(events$.pipe(toOpenInterestBook(5), filter(isFull)));
    for (const samples of book.values()) {
      const times = samples.map(({ exchangeTimeMs }) => exchangeTimeMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect((times[4]! - times[0]!) / 4).toBeGreaterThan(45_000);
      expect(new Set(samples.map(({ openInterestBase }) => openInterestBase)).size).toBe(5);
    }
  });

  it('tells of a symbol that the exchange does not know, and reads the others', async () => {
    const venue = await setUp({ speed: 600 });
    const { events$, events } = poll(venue, 60_000, [btc, instrumentSymbol('NOPEUSDT'), eth]);
    const read = await nextOf(
      events$.pipe(
        toOpenInterestBook(2),
        filter((book) => [btc, eth].every((symbol) => book.get(symbol)?.length === 2)),
      ),
    );
    expect(read.size).toBe(2);
    expect(events.find(({ kind }) => kind === 'openInterestFailed')).toMatchObject({
      symbol: 'NOPEUSDT',
      error: { code: 'EXCHANGE_REJECTED', details: { exchangeCode: -1121 } },
    });
  });

  it.each([
    ['of another symbol', { openInterest: '1', symbol: 'ETHUSDT', time: 1 }, 'symbol: expected BTCUSDT, found ETHUSDT'],
    [
      'without a number',
      { openInterest: '', symbol: 'BTCUSDT', time: 1 },
      'openInterest: expected a number of at least 0',
    ],
    ['in a list', [{ openInterest: '1', symbol: 'BTCUSDT', time: 1 }], 'expected object'],
  ])('an answer %s is none', async (_, answer, reason) => {
    const server = await startRestServer(json(answer));
    cleanups.push(server.close);
    const marketData = binanceMarketData({
      restUrl: server.url,
      streamUrl: 'ws://x',
      marketNow: () => 0,
      maxRetries: 0,
    });
    cleanups.push(marketData.close);
    await expect(valueOf(marketData.fetchOpenInterest(btc))).rejects.toMatchObject({
      code: 'EXCHANGE_REPLY',
      message: expect.stringContaining(reason) as string,
    });
    expect(server.requests).toEqual(['GET /fapi/v1/openInterest?symbol=BTCUSDT']);
  });

  it.each<readonly [FaultSpec, number]>([
    [{ kind: 'rest5xx', status: 503, count: 2, where: { path: '/fapi/v1/openInterest' } }, 0],
    [{ kind: 'rest429', retryAfter: true, retryAfterMs: 1_000, where: { path: '/fapi/v1/openInterest' } }, 1_000],
  ])('%o is waited out, and nobody else’s sample is lost', async (fault, waitMs) => {
    const venue = await setUp({ speed: 600 });
    const { events$, events } = poll(venue, 60_000);
    await nextOf(events$);
    venue.simulator.inject(fault);
    const injectedMs = performance.now();
    const before = events.length;
    await nextOf(events$.pipe(filter(() => events.length >= before + 9)));
    expect(events.filter(({ kind }) => kind !== 'openInterest')).toEqual([]);
    expect(performance.now() - injectedMs).toBeGreaterThan(waitMs);
    const [hit] = venue.simulator.faults();
    expect(hit!.hits).toBe(fault.count ?? 1);
  });

  it('that wants more than there is asks evenly, and leaves the rest to repairs and snapshots', async () => {
    const venue = await setUp({ speed: 600, weightLimitPerMinute: 1_200 });
    const { simulator, marketData } = venue;
    const { events$, events } = poll(venue, 300);
    const beganMs = performance.now();
    await nextOf(events$.pipe(filter(() => events.length === 9)));
    const fetches = Array.from({ length: 300 }, (_, index) =>
      marketData.fetchKlines({
        symbol: btc,
        interval: '1m',
        limit: 100,
        purpose: index % 2 === 0 ? 'repair' : 'snapshot',
      }),
    );
    const answers = await valueOf(merge(...fetches).pipe(toArray()));
    expect(answers.map(({ length }) => length)).toEqual(Array(300).fill(100));
    await nextOf(events$);
    // Half of what is not kept for orders: 540 of 1,200 in a minute.
    expect(events.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - beganMs) / (60_000 / 540)));
    const { refusals, restReplies } = simulator.stats();
    expect(refusals).toEqual({ tooMany: 0, banned: 0 });
    expect(Object.keys(restReplies)).toEqual(['200']);
  });
});
