import type { CorrectableMarket } from './correctableMarket.js';
import { CorrectionLog } from './correctionLog.js';
import { FaultEngine } from './faults/faultEngine.js';
import type { FaultSurface } from './faults/faultSurface.js';
import { Hook } from './faults/hook.js';
import type { Timers } from './faults/timers.js';
import type { MarketClock } from './marketClock.js';
import type { MarketView } from './marketView.js';
import type { ServerClock } from './serverClock.js';
import type { StreamSide } from './streams/streamSide.js';

export interface SimulatorFaultsDeps {
  readonly market: CorrectableMarket;
  readonly view: MarketView;
  readonly clock: MarketClock;
  readonly serverClock: ServerClock;
  readonly streams: StreamSide;
  readonly listenKeys: FaultSurface['listenKeys'];
  readonly userEvents: FaultSurface['userEvents'];
  readonly timers: Timers;
  readonly wallNowMs: () => number;
}

/** Opens the simulator to faults: what they can reach, and the engine that runs them. */
export function simulatorFaults(deps: SimulatorFaultsDeps): {
  readonly surface: FaultSurface;
  readonly engine: FaultEngine;
  readonly corrections: CorrectionLog;
} {
  const { market, view, clock, serverClock, timers, wallNowMs } = deps;
  const { hub, sockets, klines } = deps.streams;
  const { handshakes, opened, subscribes } = sockets;
  const later = (delayMs: number, action: () => void): void => timers.after(delayMs, action);
  const corrections = new CorrectionLog(later);
  const surface: FaultSurface = {
    accepts: new Hook(),
    handshakes,
    opened,
    subscribes,
    events: hub.events,
    requests: new Hook(),
    replies: new Hook(),
    connections: () => sockets.connections,
    streams: () => hub.streamNames,
    symbols: market.instruments.map(({ symbol }) => symbol),
    wallNowMs,
    serverClock,
    correctMinute: (symbol, minuteOpenMs) => {
      const instrument = view.instrument(symbol);
      if (!instrument || !market.addMissedTrade(instrument, minuteOpenMs)) return;
      const atMs = clock.nowMs();
      const onSent = corrections.add({ symbol, minuteOpenMs, atMs });
      hub.batch(() => klines.correct(instrument.symbol, minuteOpenMs, atMs, onSent));
    },
    listenKeys: deps.listenKeys,
    userEvents: deps.userEvents,
    later,
  };
  const engine = new FaultEngine({ surface, timers, elapsedMs: () => wallNowMs() - clock.startedAtMs });
  return { surface, engine, corrections };
}
