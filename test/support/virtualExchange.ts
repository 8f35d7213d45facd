import { defer, share, tap, timer } from 'rxjs';
import { ConnectionGovernor } from '../../src/adapters/binance/connectionGovernor.js';
import { marketData } from '../../src/adapters/binance/marketData.js';
import { binanceDefaults, type BinanceSettings } from '../../src/adapters/binance/options.js';
import type { ConnectionGovernorPort, MarketData } from '../../src/ports/marketData.js';
import type { Market } from '../../src/simulator/market.js';
import { MarketView } from '../../src/simulator/marketView.js';
import { RollingDays } from '../../src/simulator/rollingDay.js';
import { KlinePublisher } from '../../src/simulator/streams/klinePublisher.js';
import { MarkPricePublisher } from '../../src/simulator/streams/markPricePublisher.js';
import { StreamHub } from '../../src/simulator/streams/streamHub.js';
import { streamNameParser } from '../../src/simulator/streams/streamName.js';
import { TickerPublisher } from '../../src/simulator/streams/tickerPublisher.js';
import { noFaults, type Faults } from './faults.js';
import type { MarketTime } from './marketTime.js';
import { virtualRest } from './virtualRest.js';
import { virtualSocket } from './virtualSocket.js';
import { virtualVenue } from './virtualVenue.js';

export interface VirtualExchangeOptions {
  readonly market: Market;
  readonly time: MarketTime;
  readonly faults?: Faults;
  readonly weightLimitPerMinute?: number;
}

/** An exchange in virtual time, as a port, with what it has seen. */
export interface VirtualExchange extends ConnectionGovernorPort {
  readonly marketData: MarketData;
  readonly view: MarketView;
  /** Connections open now. */
  readonly connectionCount: () => number;
  /** Streams somebody listens to now. */
  readonly streamCount: () => number;
  /** REST answers by HTTP status. */
  readonly replies: ReadonlyMap<number, number>;
  /** REST requests by path. */
  readonly requests: ReadonlyMap<string, number>;
}

/** The venue pushes four times a second. Twice a minute is life enough for feeds that bear `virtualSilenceMs` of silence. */
const pulseMs = 30_000;
/** To be given to feeds as their longest silence. */
export const virtualSilenceMs = 45_000;
/** Finals leave the venue this long after their close. */
const closeDelayMs = 250;

/**
 * The Binance adapter on the simulator, joined without sockets and in virtual time: publishers, routes and rate limiter of
 * the one; control frames, decoders, row readers and both governors of the other.
 */
export function virtualExchange({
  market,
  time,
  faults = noFaults,
  weightLimitPerMinute = 2_400,
}: VirtualExchangeOptions): VirtualExchange {
  const nowMs = (): number => time.now();
  const view = new MarketView(market);
  const days = new RollingDays(view);
  const klines = new KlinePublisher({ view, nowMs, flatFinals: false });
  const tickers = new TickerPublisher({ days, instruments: market.instruments });
  const markPrices = new MarkPricePublisher({ view });
  const hub = new StreamHub(streamNameParser(market.instruments), [klines, tickers, markPrices]);
  const venue = virtualVenue({ view, days, nowMs, weightLimitPerMinute });
  const replies = new Map<number, number>();
  const requests = new Map<string, number>();
  const answer: typeof venue = (path, query) => {
    const reply = venue(path, query);
    requests.set(path, (requests.get(path) ?? 0) + 1);
    replies.set(reply.httpStatus, (replies.get(reply.httpStatus) ?? 0) + 1);
    return reply;
  };
  const pulse$ = defer(() => timer(pulseMs - (nowMs() % pulseMs) + closeDelayMs, pulseMs, time)).pipe(
    tap(() => {
      klines.pushForming(nowMs());
      tickers.tick(nowMs(), 1);
      markPrices.tick(nowMs(), 1);
    }),
    share(),
  );
  const settings: BinanceSettings = {
    ...binanceDefaults,
    restUrl: '',
    streamUrl: '',
    marketNow: nowMs,
    weightLimitPerMinute,
    scheduler: time,
  };
  const governor = new ConnectionGovernor(settings);
  const isReachable = (): boolean => !faults.outages.some(({ fromMs, toMs }) => nowMs() >= fromMs && nowMs() < toMs);
  let connections = 0;
  const onConnections = (change: number): void => {
    connections += change;
  };
  const connect = virtualSocket({ time, hub, pulse$, faults, isReachable, governor, onConnections });
  const adapter = marketData(settings, virtualRest({ settings, answer, isReachable }), governor);
  return {
    marketData: {
      ...adapter,
      klines: { ...adapter.klines, connect },
      prices: { ...adapter.prices, connect },
      markPrices: { ...adapter.markPrices, connect },
    },
    connectionBudget$: governor.budget$,
    view,
    connectionCount: () => connections,
    streamCount: () => hub.topicCount,
    replies,
    requests,
  };
}
