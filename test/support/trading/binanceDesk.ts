import { asyncScheduler, filter, ReplaySubject, share, timer, type Observable } from 'rxjs';
import { binanceExchange, type BinanceExchange, type BinanceOptions } from '../../../src/adapters/binance/index.js';
import type { AccountEvent } from '../../../src/domain/account.js';
import type { FeedEvent } from '../../../src/domain/feed.js';
import type { Instrument } from '../../../src/domain/instrument.js';
import type { OrderGateway } from '../../../src/ports/orderGateway.js';
import { startSimulator, type AccountOptions, type Simulator } from '../../../src/simulator/index.js';
import { accountFeed } from '../../../src/streams/accountFeed.js';
import { nextOf } from '../../unit/binance/support/valueOf.js';
import { settableMarket } from './settableMarket.js';

/** Both must never be seen anywhere but in what is sent. */
export const canary = { apiKey: 'canaryApiKey0123456789', apiSecret: 'canarySecretKey0123456789' } as const;

const credentials = {
  apiKey: { reveal: () => canary.apiKey },
  secretKey: { reveal: () => canary.apiSecret },
};

export interface BinanceDeskSetting {
  readonly options?: Partial<BinanceOptions>;
  readonly account?: Partial<AccountOptions>;
}

/** Orders at the simulated exchange over real sockets, with the account's feed that tells of them. */
export interface BinanceDesk {
  readonly simulator: Simulator;
  readonly exchange: BinanceExchange;
  readonly gateway: OrderGateway;
  readonly instrument: Instrument;
  readonly feed$: Observable<FeedEvent<AccountEvent>>;
  /** The market moves there and trades. Resolves when the exchange has matched its orders with it. */
  readonly setPrice: (price: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The exchange matches in steps of so much market time. */
const matchingStepMs = 250;
/** Market time goes as much faster than ours. */
const speed = 10;
const neverMs = 1_000_000_000;

export async function openBinanceDesk({ options, account }: BinanceDeskSetting = {}): Promise<BinanceDesk> {
  const market = settableMarket();
  const simulator = await startSimulator({
    market,
    speed,
    weightLimitPerMinute: 1_000_000,
    account: {
      ...canary,
      balanceUsdt: 10_000,
      orderLimits: { per10s: 100_000, perMinute: 100_000 },
      ...account,
    },
  });
  const exchange = binanceExchange({
    restUrl: simulator.url,
    streamUrl: simulator.streamUrl,
    marketNow: simulator.clock.nowMs,
    weightLimitPerMinute: 1_000_000,
    // Half a minute of market time is three seconds of ours.
    recvWindowMs: 30_000,
    closeTimeoutMs: 50,
    connectSpacingMs: 0,
    accountSettleMs: 5,
    pingPeriodMs: 150,
    ...options,
  });
  const gateway = exchange.orderGateway(credentials);
  const feed$ = accountFeed({
    source: exchange.accountData(credentials).events,
    maxSilenceMs: 5_000,
    firstDatumMs: neverMs,
    rotation: { lifetimeMs: neverMs, minuteOfHour: null, staggerMs: 0, overlapMs: 20 },
    backoff: { baseMs: 5, capMs: 20, resetAfterMs: 100 },
    random: Math.random,
    scheduler: asyncScheduler,
  }).pipe(share());
  const told$ = new ReplaySubject<FeedEvent<AccountEvent>>(1_000);
  const listening = feed$.subscribe(told$);
  await nextOf(told$.pipe(filter(({ kind }) => kind === 'opened')));
  const { clock } = simulator;
  return {
    simulator,
    exchange,
    gateway,
    instrument: instrumentOf(market.instruments[0]!),
    feed$,
    setPrice: async (price) => {
      market.setPrice(price);
      const now = clock.nowMs();
      const seenAtMs = now - (now % matchingStepMs) + 2 * matchingStepMs;
      await nextOf(timer(Math.ceil(clock.wallMsUntil(seenAtMs))));
    },
    close: async () => {
      listening.unsubscribe();
      await exchange.close();
      await simulator.stop();
    },
  };
}

const instrumentOf = (listed: ReturnType<typeof settableMarket>['instruments'][number]): Instrument => ({
  symbol: listed.symbol,
  status: listed.status,
  contractType: listed.contractType,
  baseAsset: listed.baseAsset,
  quoteAsset: listed.quoteAsset,
  underlyingType: listed.underlyingType,
  onboardTimeMs: listed.onboardTimeMs,
  tickSize: Number(listed.tickSize),
  stepSize: Number(listed.stepSize),
  minNotionalQuote: 5,
});
