import { asyncScheduler, filter, ReplaySubject, share, timer, type Observable } from 'rxjs';
import { binanceExchange, type BinanceExchange, type BinanceOptions } from '../../../src/adapters/binance/index.js';
import type { AccountEvent, AccountState } from '../../../src/domain/account.js';
import type { FeedEvent } from '../../../src/domain/feed.js';
import type { Instrument } from '../../../src/domain/instrument.js';
import type { OrderGateway } from '../../../src/ports/orderGateway.js';
import { startSimulator, type AccountOptions, type Simulator } from '../../../src/simulator/index.js';
import { accountFeed, accountUpdates, toAccountState } from '../../../src/streams/accountFeed.js';
import { nextOf } from '../../unit/binance/support/valueOf.js';
import { settableMarket, type SettableMarketOptions } from './settableMarket.js';

/** Both must never be seen anywhere but in what is sent. */
export const canary = { apiKey: 'canaryApiKey0123456789', apiSecret: 'canarySecretKey0123456789' } as const;

const credentials = {
  apiKey: { reveal: () => canary.apiKey },
  secretKey: { reveal: () => canary.apiSecret },
};

export interface BinanceDeskSetting {
  readonly options?: Partial<BinanceOptions>;
  readonly account?: Partial<AccountOptions>;
  readonly market?: SettableMarketOptions;
}

/** Orders at the simulated exchange over real sockets, with the account's feed that tells of them. */
export interface BinanceDesk {
  readonly simulator: Simulator;
  readonly exchange: BinanceExchange;
  readonly gateway: OrderGateway;
  /** The first of `instruments`. */
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly feed$: Observable<FeedEvent<AccountEvent>>;
  /** What the feed makes of the account: the latest, at once. */
  readonly account$: Observable<AccountState>;
  /** The market of a symbol, by default the first, moves there and trades. Resolves when the exchange has matched its orders with it. */
  readonly setPrice: (price: number, symbol?: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The exchange matches in steps of so much market time. */
const matchingStepMs = 250;
/** Market time goes as much faster than ours. */
export const speed = 10;
const backoff = { baseMs: 5, capMs: 20, resetAfterMs: 100 };
const neverMs = 1_000_000_000;

export async function openBinanceDesk({
  options,
  account,
  market: marketOptions,
}: BinanceDeskSetting = {}): Promise<BinanceDesk> {
  const market = settableMarket(marketOptions);
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
    maxConnects: 100_000,
    accountSettleMs: 5,
    pingPeriodMs: 150,
    ...options,
  });
  const gateway = exchange.orderGateway(credentials);
  const accountData = exchange.accountData(credentials);
  const feed$ = accountFeed({
    source: accountData.events,
    maxSilenceMs: 5_000,
    firstDatumMs: neverMs,
    rotation: { lifetimeMs: neverMs, minuteOfHour: null, staggerMs: 0, overlapMs: 20 },
    backoff,
    random: Math.random,
    scheduler: asyncScheduler,
  }).pipe(share());
  const account$ = accountUpdates({
    feed$,
    fetchAccount: accountData.fetchAccount,
    reconcilePeriodMs: 2_000,
    backoff,
    random: Math.random,
    scheduler: asyncScheduler,
  }).pipe(toAccountState());
  const told$ = new ReplaySubject<FeedEvent<AccountEvent>>(1_000);
  const listening = account$.subscribe();
  listening.add(feed$.subscribe(told$));
  await nextOf(told$.pipe(filter(({ kind }) => kind === 'opened')));
  const { clock } = simulator;
  const instruments = market.instruments.map(instrumentOf);
  return {
    simulator,
    exchange,
    gateway,
    instrument: instruments[0]!,
    instruments,
    feed$,
    account$,
    setPrice: async (price, symbol) => {
      market.setPrice(price, symbol);
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
