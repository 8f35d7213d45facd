import type { MarketClock } from '../marketClock.js';
import type { MarketView } from '../marketView.js';
import { spotRules } from './connectionRules.js';
import { KlinePublisher } from './klinePublisher.js';
import { startPulse } from './pulse.js';
import { SocketServer } from './socketServer.js';
import { StreamHub } from './streamHub.js';
import { streamNameParser, type Stream } from './streamName.js';
import type { StreamSide } from './streamSide.js';

/** Spot tells of forming klines less often than futures. */
const formingEverySeconds = 2;

/** The streams of spot: its klines. Unlike futures it pushes the final of a kline without trades, too. */
export function spotStreamSide(view: MarketView, clock: MarketClock, wallNowMs: () => number): StreamSide {
  const klines = new KlinePublisher({ view, nowMs: clock.nowMs, flatFinals: true });
  const parse = streamNameParser(view.market.instruments);
  const klineStream = (name: string): Stream | undefined => {
    const stream = parse(name);
    return stream?.kind === 'kline' ? stream : undefined;
  };
  const hub = new StreamHub(klineStream, [klines]);
  const start = (): (() => void) =>
    startPulse(clock, {
      onMinute: (nowMs) => hub.batch(() => klines.advanceTo(nowMs)),
      onTick: () => undefined,
      onSecond: (nowMs, wallSecond) => {
        if (wallSecond % formingEverySeconds === 0) hub.batch(() => klines.pushForming(nowMs));
      },
    });
  return { hub, sockets: new SocketServer({ hub, wallNowMs, rules: spotRules }), klines, start };
}
