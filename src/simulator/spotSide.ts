import { startListener, type Listener } from './listener.js';
import type { Market } from './market.js';
import type { MarketClock } from './marketClock.js';
import { MarketView } from './marketView.js';
import { RateLimiter } from './rateLimiter.js';
import { spotWords } from './rest/refusal.js';
import { restApi } from './rest/restApi.js';
import { spotRoutes } from './rest/spotRoutes.js';
import { RollingDays } from './rollingDay.js';
import { SideCounters } from './sideStats.js';
import type { SpotSide } from './simulatorTypes.js';
import { spotStreamSide } from './streams/spotStreamSide.js';
import { truthOf } from './truth.js';

export interface SpotSideOptions {
  readonly market: Market;
  readonly clock: MarketClock;
  readonly wallNowMs: () => number;
  readonly host: string;
  /** 0: the system chooses a free one. */
  readonly port: number;
}

/** The spot side, and how it ends. */
export interface RunningSpotSide extends SpotSide {
  readonly stop: Listener['stop'];
}

const weightLimitPerMinute = 6_000;

/**
 * Starts the spot market of the exchange on a port of its own, with a request weight of its own. Faults do not reach it.
 * Rejects with a `BadInputError` when the port cannot be had.
 */
export async function startSpotSide(options: SpotSideOptions): Promise<RunningSpotSide> {
  const { market, clock, wallNowMs, host, port } = options;
  const view = new MarketView(market);
  const streams = spotStreamSide(view, clock, wallNowMs);
  const limiter = new RateLimiter({ limitPerMinute: weightLimitPerMinute, wallNowMs });
  const counters = new SideCounters();
  const stats: SpotSide['stats'] = () => counters.stats(limiter, streams);
  const answer = restApi({
    view,
    days: new RollingDays(view),
    clock,
    limiter,
    stats,
    side: { routes: spotRoutes(), words: spotWords },
    records: { connections: () => streams.sockets.log.records, corrections: () => [] },
  });
  const listener = await startListener({
    host,
    port,
    portPlace: 'spotPort',
    answer: counters.counted(answer),
    streams,
  });
  return { ...listener, truth: truthOf(view, clock), stats };
}
