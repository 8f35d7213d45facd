import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { RollingDays } from '../../../src/simulator/rollingDay.js';
import { MarkPricePublisher } from '../../../src/simulator/streams/markPricePublisher.js';
import { StreamHub, type Subscriber } from '../../../src/simulator/streams/streamHub.js';
import { streamNameParser } from '../../../src/simulator/streams/streamName.js';
import { TickerPublisher } from '../../../src/simulator/streams/tickerPublisher.js';
import { TradePublisher } from '../../../src/simulator/streams/tradePublisher.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

type Event = Readonly<Record<string, unknown>>;

function setUp() {
  const market = syntheticMarket({ seed: 4 });
  const view = new MarketView(market);
  const tickers = new TickerPublisher({ days: new RollingDays(view), instruments: market.instruments });
  const marks = new MarkPricePublisher({ view });
  const trades = new TradePublisher({ view });
  const hub = new StreamHub(streamNameParser(market.instruments), [tickers, marks, trades]);
  const subscribe = (name: string, route: Subscriber['route'] = 'market', isCombined = false): unknown[] => {
    const frames: unknown[] = [];
    const send = (text: string): unknown => frames.push(JSON.parse(text));
    const subscriber = { route, isCombined, send, cork: () => undefined, uncork: () => undefined };
    hub.subscribe(subscriber, name);
    return frames;
  };
  return { market, view, tickers, marks, trades, subscribe, startMs: market.startMs };
}

describe('!miniTicker@arr', () => {
  it('first tells every symbol that has traded, then only those that changed', () => {
    const { tickers, subscribe, startMs, market } = setUp();
    const frames = subscribe('!miniTicker@arr') as Event[][];
    tickers.tick(startMs + minuteMs, 1);
    tickers.tick(startMs + minuteMs, 2);
    tickers.tick(startMs + minuteMs + 100, 3);
    expect(frames[0]!.length).toBeGreaterThan(660);
    expect(frames[0]!.some(({ s }) => String(s).startsWith('DEAD'))).toBe(false);
    expect(frames).toHaveLength(2);
    expect(frames[1]!.length).toBeLessThan(market.instruments.length / 2);
  });

  it('has the venue’s fields, COIN-M contracts among them', () => {
    const { tickers, subscribe, startMs } = setUp();
    const [frame] = [subscribe('!miniTicker@arr') as Event[][]];
    tickers.tick(startMs + 90_000, 1);
    const btc = frame[0]!.find(({ s }) => s === 'BTCUSDT')!;
    expect(Object.keys(btc)).toEqual('e E s c o h l v q ps st'.split(' '));
    expect(btc).toMatchObject({ e: '24hrMiniTicker', E: startMs + 90_000, ps: 'BTCUSDT', st: 1 });
    expect(frame[0]!.find(({ s }) => s === 'BTCUSD_PERP')).toMatchObject({ ps: 'BTCUSD', st: 2, c: btc['c'] });
  });

  it('<symbol>@miniTicker comes every two seconds', () => {
    const { tickers, subscribe, startMs } = setUp();
    const frames = subscribe('ethusdt@miniTicker', 'market', true);
    for (let second = 1; second <= 6; second += 1) tickers.tick(startMs + second * 1_000, second);
    expect(frames).toHaveLength(3);
    expect(frames[0]).toMatchObject({ stream: 'ethusdt@miniTicker', data: { s: 'ETHUSDT' } });
  });
});

describe('markPrice', () => {
  it('comes every three seconds, or every second', () => {
    const { marks, subscribe, startMs } = setUp();
    const slow = subscribe('btcusdt@markPrice');
    const fast = subscribe('btcusdt@markPrice@1s');
    for (let second = 1; second <= 6; second += 1) marks.tick(startMs + second * 1_000, second);
    expect([slow.length, fast.length]).toEqual([2, 6]);
    expect(Object.keys(fast[0] as object)).toEqual('e E s p ap P i r T st'.split(' '));
  });

  it('sends tokenised stocks in an array of their own', () => {
    const { marks, subscribe, startMs } = setUp();
    const frames = subscribe('!markPrice@arr@1s') as Event[][];
    marks.tick(startMs + 1_000, 1);
    const [coins, tradFi] = frames;
    expect(frames).toHaveLength(2);
    expect(coins!.some(({ s }) => s === 'TSLAUSDT')).toBe(false);
    expect(tradFi!.map(({ s }) => s)).toContain('TSLAUSDT');
    expect(coins!.find(({ s }) => s === 'BTCUSDT_261225')).toMatchObject({ r: '', T: 0 });
  });
});

describe('trades', () => {
  it('aggTrade adds up to the minute', () => {
    const { trades, subscribe, startMs, view } = setUp();
    const frames = subscribe('btcusdt@aggTrade') as { q: string; p: string; f: number; l: number; a: number }[];
    for (let elapsedMs = 0; elapsedMs < minuteMs; elapsedMs += 250) trades.tick(startMs + elapsedMs);
    const range = { fromMs: startMs, toMs: startMs, nowMs: startMs + minuteMs };
    const [minute] = view.truth({ instrument: view.instrument('BTCUSDT')!, interval: '1m', ...range });
    const traded = frames.reduce((sum, { q }) => sum + Number(q), 0);
    expect(traded / minute!.baseVolume).toBeGreaterThan(0.97);
    expect(traded).toBeLessThanOrEqual(minute!.baseVolume + 1e-9);
    for (const { p, f, l } of frames) {
      expect(Number(p)).toBeLessThanOrEqual(minute!.high);
      expect(Number(p)).toBeGreaterThanOrEqual(minute!.low);
      expect(f).toBeLessThanOrEqual(l);
    }
    expect(Object.keys(frames[0]!)).toEqual('e E a s p q nq f l T m st'.split(' '));
  });

  it('bookTicker belongs to the public route, and its spread is one tick', () => {
    const { trades, subscribe, startMs } = setUp();
    const wrong = subscribe('btcusdt@bookTicker', 'market');
    const unrouted = subscribe('btcusdt@bookTicker', 'unrouted');
    const frames = subscribe('btcusdt@bookTicker', 'public') as { b: string; a: string }[];
    for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 250) trades.tick(startMs + elapsedMs);
    expect(frames.length).toBeGreaterThan(10);
    expect(unrouted).toEqual(frames);
    expect(wrong).toEqual([]);
    expect(Object.keys(frames[0]!)).toEqual('e u s ps b B a A T E st'.split(' '));
    for (const { a, b } of frames) expect(Number(a) - Number(b)).toBeCloseTo(0.1, 9);
  });
});
