import { BadInputError } from '../domain/errors.js';
import { CorrectableMarket } from './correctableMarket.js';
import { chaosFaults, checkChaos } from './faults/chaosFaults.js';
import type { FaultSpec } from './faults/faultSpec.js';
import { Timers } from './faults/timers.js';
import { startListener, type Listener } from './listener.js';
import { emptyMarket } from './market.js';
import { marketClock, monotonicNowMs } from './marketClock.js';
import { MarketView } from './marketView.js';
import { RateLimiter } from './rateLimiter.js';
import { restApi } from './rest/restApi.js';
import { RollingDays } from './rollingDay.js';
import { ServerClock } from './serverClock.js';
import { SideCounters } from './sideStats.js';
import { simulatorFaults } from './simulatorFaults.js';
import type { Simulator, SimulatorOptions, SimulatorStats } from './simulatorTypes.js';
import { startSpotSide, type RunningSpotSide } from './spotSide.js';
import { streamSide } from './streams/streamSide.js';
import { truthOf } from './truth.js';
import { userAccount } from './userAccount.js';

/**
 * Starts a local exchange: REST, streams and the audit's endpoints on one port, its spot market on another. Rejects with `BadInputError` when the port is
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
  const user = userAccount({ options: options.account, view, days, clock, serverNowMs, wallNowMs, timers });
  const streams = streamSide({ view, days, clock, wallNowMs, flatFinals, userData: user.publisher });
  const { sockets } = streams;
  const listenKeys = user.access?.listenKeys;
  const { surface, engine, corrections } = simulatorFaults({
    market,
    view,
    clock,
    serverClock,
    streams,
    listenKeys,
    userEvents: user.events,
    timers,
    wallNowMs,
  });

  const limiter = new RateLimiter({ limitPerMinute: weightLimitPerMinute, wallNowMs });
  const counters = new SideCounters();
  const stats = (): SimulatorStats => ({ ...counters.stats(limiter, streams), faults: engine.counts });
  const records = () => engine.records;
  const inject = (fault: FaultSpec): void => engine.inject(fault);
  const faults = { records, inject, requests: surface.requests, replies: surface.replies };
  const told = { connections: () => sockets.log.records, corrections: () => corrections.records };
  const refuses = (): boolean => surface.accepts.handlers.some((isRefused) => isRefused());
  const spotMarket = options.market.spot ?? emptyMarket(market);
  let spot: RunningSpotSide | undefined;
  let listener: Listener;
  try {
    spot = await startSpotSide({ market: spotMarket, clock, wallNowMs, host, port: options.spotPort ?? 0 });
    engine.playScript(options.faults ?? []);
    if (options.chaos) engine.playSchedule(chaosFaults(options.chaos));
    const { url, streamUrl } = spot;
    const asked = { view, days, clock, limiter, stats, serverNowMs, user, records: told, faults };
    const answer = counters.counted(restApi({ ...asked, spotAddress: { url, streamUrl } }));
    listener = await startListener({ host, port, portPlace: '--port', answer, streams, refuses });
  } catch (error) {
    timers.clear();
    sockets.stop();
    await spot?.stop();
    throw error;
  }
  const stops = [listener.stop, spot.stop];
  return {
    ...listener,
    clock,
    truth: truthOf(view, clock),
    stats,
    faults: records,
    inject,
    account: user.access?.account,
    spot,
    stop: async () => {
      timers.clear();
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

function badSpeed(speed: number): BadInputError {
  const details = { place: 'speed', found: `${speed}`, expected: 'a finite number above 0' };
  return new BadInputError(`speed: found ${details.found}, expected ${details.expected}`, details);
}
