import type { Server } from 'node:http';
import { BadInputError } from '../domain/errors.js';
import { CorrectableMarket } from './correctableMarket.js';
import { chaosFaults, checkChaos } from './faults/chaosFaults.js';
import type { FaultSpec } from './faults/faultSpec.js';
import { Timers } from './faults/timers.js';
import { httpServer, listen } from './httpServer.js';
import { marketClock, monotonicNowMs } from './marketClock.js';
import { MarketView } from './marketView.js';
import { RateLimiter } from './rateLimiter.js';
import { restApi } from './rest/restApi.js';
import type { RestReply, RestRequest } from './rest/restMessages.js';
import { RollingDays } from './rollingDay.js';
import { ServerClock } from './serverClock.js';
import { simulatorFaults } from './simulatorFaults.js';
import type { Simulator, SimulatorOptions, SimulatorStats } from './simulatorTypes.js';
import { streamSide } from './streams/streamSide.js';
import { userAccount } from './userAccount.js';

/**
 * Starts a local exchange on one port: REST, streams and the audit's endpoints. Rejects with `BadInputError` when the port is
 * in use, the speed is not above 0, or a fault or the account is not what it must be.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0, speed = 1, flatFinals = false, weightLimitPerMinute = 2_400 } = options;
  if (!(speed > 0 && speed < Number.POSITIVE_INFINITY)) throw badSpeed(speed);
  if (options.chaos) checkChaos(options.chaos);
  const wallNowMs = monotonicNowMs;
  const market = new CorrectableMarket(options.market);
  const clock = marketClock({ startMs: market.startMs, endMs: market.endMs, speed, wallNowMs });
  const serverClock = new ServerClock(clock.nowMs);
  const serverNowMs = (): number => serverClock.nowMs();
  const view = new MarketView(market);
  const days = new RollingDays(view);
  const timers = new Timers();
  const user = userAccount({ options: options.account, view, clock, serverNowMs, wallNowMs, timers });
  const streams = streamSide({ view, days, clock, wallNowMs, flatFinals, userData: user.publisher });
  const { hub, sockets, klines } = streams;
  const listenKeys = user.access?.listenKeys;
  const { surface, engine, corrections } = simulatorFaults({
    market,
    view,
    clock,
    serverClock,
    streams,
    listenKeys,
    timers,
    wallNowMs,
  });

  const replies = new Map<number, number>();
  const stats = (): SimulatorStats => ({
    restRequests: [...replies.values()].reduce((sum, count) => sum + count, 0),
    restReplies: Object.fromEntries(replies),
    refusals: { ...limiter.refusals },
    connections: sockets.connectionCount,
    handshakes: { ...sockets.handshakeCounts },
    streams: hub.topicCount,
    ...sockets.counters,
    finals: klines.finalCount,
    faults: engine.counts,
  });
  const records = () => engine.records;
  const inject = (fault: FaultSpec): void => engine.inject(fault);
  const limiter = new RateLimiter({ limitPerMinute: weightLimitPerMinute, wallNowMs });
  const faults = { records, inject, requests: surface.requests, replies: surface.replies };
  const told = { connections: () => sockets.log.records, corrections: () => corrections.records };
  const answer = restApi({ view, days, clock, limiter, stats, serverNowMs, user, records: told, faults });
  const server = httpServer(counted(answer, replies));
  server.on('upgrade', (request, transport, head) => sockets.accept(request, transport, head));
  server.on('connection', (socket) => {
    if (surface.accepts.handlers.some((refuses) => refuses())) socket.resetAndDestroy();
  });
  const endSockets = (): void => {
    timers.clear();
    sockets.stop();
  };
  let boundPort: number;
  try {
    engine.playScript(options.faults ?? []);
    if (options.chaos) engine.playSchedule(chaosFaults(options.chaos));
    boundPort = await listen(server, host, port);
  } catch (error) {
    endSockets();
    throw error;
  }
  const stopStreams = streams.start();

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
    faults: records,
    inject,
    account: user.access?.account,
    stop: () => {
      stopStreams();
      endSockets();
      return closed(server);
    },
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

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
