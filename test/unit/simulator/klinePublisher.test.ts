import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, type KlineInterval } from '../../../src/domain/kline.js';
import { minuteMs, type Market } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { KlinePublisher } from '../../../src/simulator/streams/klinePublisher.js';
import { StreamHub, type Subscriber } from '../../../src/simulator/streams/streamHub.js';
import { streamNameParser } from '../../../src/simulator/streams/streamName.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';
import { tinyMarket, type TinyMinute } from './support/tinyMarket.js';

interface Frame {
  readonly E: number;
  readonly s: string;
  readonly k: { readonly t: number; readonly T: number; readonly i: string; readonly x: boolean } & Readonly<
    Record<'o' | 'h' | 'l' | 'c' | 'v' | 'q' | 'V' | 'Q', string>
  > & { readonly n: number; readonly f: number; readonly L: number };
}

function setUp(market: Market, flatFinals = false) {
  const clock = { nowMs: market.startMs };
  const view = new MarketView(market);
  const klines = new KlinePublisher({ view, nowMs: () => clock.nowMs, flatFinals });
  const hub = new StreamHub(streamNameParser(market.instruments), [klines]);
  const frames: Frame[] = [];
  const listener = (into: Frame[]): Subscriber => ({
    route: 'market',
    isCombined: false,
    send: (text) => into.push(JSON.parse(text) as Frame),
    cork: () => undefined,
    uncork: () => undefined,
  });
  const subscriber = listener(frames);
  return { clock, view, klines, hub, frames, subscriber, listener };
}

const seriesOf = ({ s, k }: Frame): string => `${s}/${k.i}`;

describe('KlinePublisher', () => {
  it('sends every final once, in order, before later forming frames, however time jumps', () => {
    const market = syntheticMarket({ seed: 2 });
    const names = [
      'btcusdt@kline_1m',
      'btcusdt@kline_5m',
      'btcusdt@kline_1h',
      'quiet1usdt@kline_1m',
      'quiet1usdt@kline_15m',
    ];
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 400_000 })), {
      minLength: 30,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (jumps) => {
        const { clock, view, klines, hub, frames, subscriber } = setUp(market);
        for (const name of names) hub.subscribe(subscriber, name);
        for (const [isTick, jumpMs] of jumps) {
          clock.nowMs += jumpMs;
          if (isTick) klines.pushForming(clock.nowMs);
          else klines.advanceTo(clock.nowMs);
        }
        klines.advanceTo(clock.nowMs);
        const lastOpen = new Map<string, number>();
        for (const frame of frames) {
          const previous = lastOpen.get(seriesOf(frame)) ?? 0;
          expect(frame.k.t).toBeGreaterThanOrEqual(previous);
          // A final is the last word on its kline.
          lastOpen.set(seriesOf(frame), frame.k.x ? frame.k.t + 1 : frame.k.t);
        }
        const finals = frames.filter(({ k }) => k.x);
        expect(finals.map(({ k }) => k.T)).toEqual(finals.map(({ k }) => k.T).sort((a, b) => a - b));
        for (const name of names) {
          const [symbol, interval] = name.toUpperCase().split('@KLINE_') as [string, string];
          const series = { instrument: view.instrument(symbol)!, interval: interval.toLowerCase() as KlineInterval };
          const due = view
            .truth({ ...series, fromMs: market.startMs, toMs: clock.nowMs, nowMs: clock.nowMs })
            .filter(({ tradeCount }) => tradeCount > 0);
          const got = finals.filter((frame) => seriesOf(frame) === `${symbol}/${series.interval}`);
          expect(got.map(({ k }) => [k.t, +k.o, +k.h, +k.l, +k.c, +k.v, +k.q, +k.V, +k.Q, k.n])).toEqual(
            due.map((kline) => [
              kline.openTimeMs,
              kline.open,
              kline.high,
              kline.low,
              kline.close,
              kline.baseVolume,
              kline.quoteVolume,
              kline.takerBuyBaseVolume,
              kline.takerBuyQuoteVolume,
              kline.tradeCount,
            ]),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  const quiet: TinyMinute[] = [[100, 110, 90, 105, 8, 4], undefined, undefined, undefined];

  it('says nothing of klines without trades', () => {
    const { clock, klines, hub, frames, subscriber } = setUp(tinyMarket(quiet));
    hub.subscribe(subscriber, 'aaausdt@kline_1m');
    for (let elapsedMs = 0; elapsedMs <= 4 * minuteMs; elapsedMs += 15_000) {
      clock.nowMs = tinyMarket(quiet).startMs + elapsedMs;
      klines.pushForming(clock.nowMs);
    }
    expect(frames.filter(({ k }) => k.x)).toHaveLength(1);
    expect(new Set(frames.map(({ k }) => k.t)).size).toBe(1);
    expect(klines.finalCount).toBe(1);
  });

  it('sends flat finals when it is told to', () => {
    const { clock, klines, hub, frames, subscriber } = setUp(tinyMarket(quiet), true);
    hub.subscribe(subscriber, 'aaausdt@kline_1m');
    klines.advanceTo((clock.nowMs += 3 * minuteMs));
    expect(frames).toHaveLength(3);
    expect(frames[1]!.k).toMatchObject({
      x: true,
      o: '1.05',
      h: '1.05',
      l: '1.05',
      c: '1.05',
      v: '0',
      n: 0,
      f: -1,
      L: -1,
    });
  });

  it('sends a forming frame only when something has changed', () => {
    const { clock, klines, hub, frames, subscriber } = setUp(tinyMarket(quiet));
    hub.subscribe(subscriber, 'aaausdt@kline_3m');
    clock.nowMs += 30_000;
    klines.pushForming(clock.nowMs);
    klines.pushForming(clock.nowMs);
    klines.pushForming((clock.nowMs += 31_000));
    klines.pushForming((clock.nowMs += 30_000));
    expect(frames.map(({ k }) => k.x)).toEqual([false, false]);
  });

  it('knows what has happened of a kline before it was subscribed', () => {
    const market = syntheticMarket({ seed: 2 });
    const { clock, view, klines, hub, frames, subscriber } = setUp(market);
    clock.nowMs += 47 * minuteMs;
    hub.subscribe(subscriber, 'ethusdt@kline_1h');
    klines.advanceTo((clock.nowMs += 13 * minuteMs));
    const range = { fromMs: market.startMs, toMs: market.startMs, nowMs: clock.nowMs };
    const [truth] = view.truth({ instrument: view.instrument('ETHUSDT')!, interval: '1h', ...range });
    expect(frames).toHaveLength(1);
    expect(frames[0]!.k).toMatchObject({ t: market.startMs, x: true, n: truth!.tradeCount });
    expect(Number(frames[0]!.k.q)).toBe(truth!.quoteVolume);
  });

  it('a newcomer gets no final of before, the others get it all the same', () => {
    const market = syntheticMarket({ seed: 2 });
    const { clock, hub, frames, subscriber, listener } = setUp(market);
    const late: Frame[] = [];
    hub.subscribe(subscriber, 'btcusdt@kline_1m');
    clock.nowMs += minuteMs;
    // No timer has fired yet: the final of the first minute is due.
    hub.subscribe(listener(late), 'btcusdt@kline_5m');
    expect(frames.map(({ k }) => [k.t, k.x])).toEqual([[market.startMs, true]]);
    expect(late).toEqual([]);
  });

  it('stops when the last subscriber has gone, and begins anew for the next', () => {
    const market = syntheticMarket({ seed: 2 });
    const { clock, klines, hub, frames, subscriber } = setUp(market);
    hub.subscribe(subscriber, 'btcusdt@kline_1m');
    hub.unsubscribe(subscriber, 'btcusdt@kline_1m');
    klines.pushForming((clock.nowMs += 5 * minuteMs));
    expect(frames).toEqual([]);
    hub.subscribe(subscriber, 'btcusdt@kline_1m');
    klines.advanceTo((clock.nowMs += minuteMs));
    expect(frames.map(({ k }) => k.t)).toEqual([market.startMs + 5 * minuteMs]);
  });

  it('ends with the market', () => {
    const market = tinyMarket([
      [100, 110, 90, 105, 8, 4],
      [105, 110, 100, 101, 8, 4],
    ]);
    const { klines, hub, frames, subscriber } = setUp(market);
    hub.subscribe(subscriber, 'aaausdt@kline_1m');
    klines.pushForming(market.endMs);
    klines.pushForming(market.endMs);
    expect(frames.map(({ k }) => [k.t, k.x])).toEqual([
      [market.startMs, true],
      [market.startMs + minuteMs, true],
    ]);
  });

  it('prints exactly the fields of the venue, in its order', () => {
    const { clock, klines, hub, subscriber, frames } = setUp(syntheticMarket({ seed: 2 }));
    hub.subscribe(subscriber, 'btcusdt@kline_5m');
    klines.advanceTo((clock.nowMs += 5 * minuteMs));
    const [frame] = frames;
    expect(Object.keys(frame!)).toEqual(['e', 'E', 's', 'k']);
    expect(Object.keys(frame!.k)).toEqual('t T s i f L o c h l v n x q V Q B'.split(' '));
    expect(frame!.k.T - frame!.k.t).toBe(intervalMs('5m') - 1);
    expect(frame!.E).toBe(clock.nowMs);
  });
});
