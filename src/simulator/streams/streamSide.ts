import type { MarketClock } from '../marketClock.js';
import type { MarketView } from '../marketView.js';
import type { RollingDays } from '../rollingDay.js';
import { futuresRules } from './connectionRules.js';
import { KlinePublisher } from './klinePublisher.js';
import { MarkPricePublisher } from './markPricePublisher.js';
import { startPulse } from './pulse.js';
import { SocketServer } from './socketServer.js';
import { StreamHub, type Publisher } from './streamHub.js';
import { streamNameParser } from './streamName.js';
import { TickerPublisher } from './tickerPublisher.js';
import { TradePublisher } from './tradePublisher.js';

export interface StreamSideOptions {
  readonly view: MarketView;
  readonly days: RollingDays;
  readonly clock: MarketClock;
  readonly wallNowMs: () => number;
  readonly flatFinals: boolean;
  readonly userData: Publisher;
}

export interface StreamSide {
  readonly hub: StreamHub;
  readonly sockets: SocketServer;
  readonly klines: KlinePublisher;
  /** Lets the market speak. Returns the function that stops it. */
  readonly start: () => () => void;
}

/** Publishers, hub and sockets, put together. */
export function streamSide({ view, days, clock, wallNowMs, flatFinals, userData }: StreamSideOptions): StreamSide {
  const { instruments } = view.market;
  const klines = new KlinePublisher({ view, nowMs: clock.nowMs, flatFinals });
  const tickers = new TickerPublisher({ days, instruments });
  const markPrices = new MarkPricePublisher({ view });
  const trades = new TradePublisher({ view });
  const hub = new StreamHub(streamNameParser(instruments), [klines, tickers, markPrices, trades, userData]);
  const start = (): (() => void) =>
    startPulse(clock, {
      onMinute: (nowMs) => hub.batch(() => klines.advanceTo(nowMs)),
      onTick: (nowMs) =>
        hub.batch(() => {
          klines.pushForming(nowMs);
          trades.tick(nowMs);
        }),
      onSecond: (nowMs, wallSecond) =>
        hub.batch(() => {
          tickers.tick(nowMs, wallSecond);
          markPrices.tick(nowMs, wallSecond);
        }),
    });
  return { hub, sockets: new SocketServer({ hub, wallNowMs, rules: futuresRules }), klines, start };
}
