import { BadInputError } from '../domain/errors.js';
import type { Kline, KlineInterval } from '../domain/kline.js';
import { httpServer, listen } from './httpServer.js';
import type { Market } from './market.js';
import { marketClock, monotonicNowMs, type MarketClock } from './marketClock.js';
import { MarketView } from './marketView.js';
import { RateLimiter } from './rateLimiter.js';
import { restApi, type RestReply, type RestRequest } from './rest/restApi.js';
import { RollingDays } from './rollingDay.js';
import { KlinePublisher } from './streams/klinePublisher.js';
import { MarkPricePublisher } from './streams/markPricePublisher.js';
import { startPulse } from './streams/pulse.js';
import { SocketServer } from './streams/socketServer.js';
import { StreamHub } from './streams/streamHub.js';
import { streamNameParser } from './streams/streamName.js';
import { TickerPublisher } from './streams/tickerPublisher.js';
import { TradePublisher } from './streams/tradePublisher.js';

export interface SimulatorOptions {
  readonly market: Market;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: the system chooses a free one. */
  readonly port?: number;
  /** Market milliseconds per wall millisecond; default 1. */
  readonly speed?: number;
  /** Push finals of klines without trades too; default false, as the venue is silent on them. */
  readonly flatFinals?: boolean;
  /** Request weight per client address and wall minute; default 2,400. */
  readonly weightLimitPerMinute?: number;
}

/** What the simulator has done so far. */
export interface SimulatorStats {
  readonly restRequests: number;
  /** HTTP replies by status. */
  readonly restReplies: Readonly<Record<string, number>>;
  readonly connections: number;
  readonly streams: number;
  readonly messagesReceived: number;
  readonly framesSent: number;
  readonly bytesSent: number;
  /** Closed klines that were due on subscribed streams, each counted once. */
  readonly finals: number;
}

export interface Simulator {
  readonly port: number;
  /** Base of the REST paths, without a slash at the end. */
  readonly url: string;
  /** Base of the WebSocket paths, without a slash at the end. */
  readonly streamUrl: string;
  readonly clock: MarketClock;
  /**
   * Every closed kline that opens from `fromMs` to `toMs` (both included), oldest first. Throws `BadInputError` for a symbol
   * that is not listed.
   */
  readonly truth: (symbol: string, interval: KlineInterval, fromMs: number, toMs: number) => Kline[];
  readonly stats: () => SimulatorStats;
  /** Closes the port and every connection at once. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a local exchange on one port: REST, streams and the audit's endpoints. Rejects with `BadInputError` when the port is
 * in use or the speed is not above 0.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { market, host = '127.0.0.1', port = 0, speed = 1, flatFinals = false, weightLimitPerMinute = 2_400 } = options;
  if (!(speed > 0 && speed < Number.POSITIVE_INFINITY)) throw badSpeed(speed);
  const wallNowMs = monotonicNowMs;
  const clock = marketClock({ startMs: market.startMs, endMs: market.endMs, speed, wallNowMs });
  const view = new MarketView(market);
  const days = new RollingDays(view);
  const klines = new KlinePublisher({ view, nowMs: clock.nowMs, flatFinals });
  const tickers = new TickerPublisher({ days, instruments: market.instruments });
  const markPrices = new MarkPricePublisher({ view });
  const trades = new TradePublisher({ view });
  const hub = new StreamHub(streamNameParser(market.instruments), [klines, tickers, markPrices, trades]);
  const sockets = new SocketServer({ hub, wallNowMs });

  const replies = new Map<number, number>();
  const stats = (): SimulatorStats => ({
    restRequests: [...replies.values()].reduce((sum, count) => sum + count, 0),
    restReplies: Object.fromEntries(replies),
    connections: sockets.connectionCount,
    streams: hub.topicCount,
    ...sockets.counters,
    finals: klines.finalCount,
  });
  const limiter = new RateLimiter({ limitPerMinute: weightLimitPerMinute, wallNowMs });
  const server = httpServer(counted(restApi({ view, days, clock, limiter, stats }), replies));
  server.on('upgrade', (request, transport, head) => sockets.accept(request, transport, head));
  const boundPort = await listen(server, host, port).catch((error: unknown) => {
    sockets.stop();
    throw error;
  });
  const stopPulse = startPulse(clock, {
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

  const authority = `${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  return {
    port: boundPort,
    url: `http://${authority}`,
    streamUrl: `ws://${authority}`,
    clock,
    truth: (symbol, interval, fromMs, toMs) => {
      const instrument = view.instrument(symbol);
      if (!instrument) throw notListed(symbol);
      return view.truth({ instrument, interval, fromMs, toMs, nowMs: clock.nowMs() });
    },
    stats,
    stop: () => {
      stopPulse();
      sockets.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const counted =
  (answer: (request: RestRequest) => RestReply, replies: Map<number, number>) =>
  (request: RestRequest): RestReply => {
    const reply = answer(request);
    replies.set(reply.status, (replies.get(reply.status) ?? 0) + 1);
    return reply;
  };

function badSpeed(speed: number): BadInputError {
  const details = { place: 'speed', found: `${speed}`, expected: 'a finite number above 0' };
  return new BadInputError(`speed: found ${details.found}, expected ${details.expected}`, details);
}

function notListed(symbol: string): BadInputError {
  const details = { place: 'symbol', found: symbol, expected: 'a symbol the simulated exchange lists' };
  return new BadInputError(`symbol: found ${symbol}, expected ${details.expected}`, details);
}
