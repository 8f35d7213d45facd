import { asyncScheduler, filter, map, ReplaySubject, scan, share, tap, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { binanceExchange, type BinanceOptions } from '../../src/adapters/binance/index.js';
import type { AccountEvent, AccountState } from '../../src/domain/account.js';
import type { ConnectionLost, FeedEvent } from '../../src/domain/feed.js';
import { startSimulator, type FaultSpec, type SimulatedAccount } from '../../src/simulator/index.js';
import { accountFeed, accountUpdates, type AccountUpdate } from '../../src/streams/accountFeed.js';
import { tinyInstrument, tinyMarket } from '../unit/simulator/support/tinyMarket.js';
import { nextOf, valueOf } from '../unit/binance/support/valueOf.js';

const symbol = 'AAAUSDT';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Setting {
  readonly options?: Partial<BinanceOptions>;
  readonly maxSilenceMs?: number;
  readonly reconcilePeriodMs?: number;
  readonly rotateAfterMs?: number;
}

/** An account of the simulated exchange, and the feed that listens to it over real sockets. */
async function setUp({ options, maxSilenceMs = 5_000, reconcilePeriodMs = 60_000, rotateAfterMs }: Setting = {}) {
  const market = tinyMarket(
    Array.from({ length: 60 }, () => [100, 110, 90, 105, 7, 3] as const),
    tinyInstrument(symbol),
  );
  const simulator = await startSimulator({
    market,
    account: { apiKey: 'key', apiSecret: 'secret', balanceUsdt: 10_000 },
  });
  cleanups.push(simulator.stop);
  const exchange = binanceExchange({
    restUrl: simulator.url,
    streamUrl: simulator.streamUrl,
    marketNow: simulator.clock.nowMs,
    retryBaseMs: 1,
    retryCapMs: 5,
    closeTimeoutMs: 50,
    connectSpacingMs: 0,
    accountSettleMs: 5,
    // The exchange cuts whoever sends more than ten frames a second, pings included.
    pingPeriodMs: 150,
    ...options,
  });
  cleanups.push(exchange.close);
  const data = exchange.accountData({ apiKey: { reveal: () => 'key' }, secretKey: { reveal: () => 'secret' } });
  const common = {
    backoff: { baseMs: 1, capMs: 20, resetAfterMs: 100 },
    random: Math.random,
    scheduler: asyncScheduler,
  };
  const feedLog: FeedEvent<AccountEvent>[] = [];
  const feed$ = accountFeed({
    ...common,
    source: data.events,
    maxSilenceMs,
    firstDatumMs: 60_000,
    rotation: { lifetimeMs: rotateAfterMs ?? 3_600_000, minuteOfHour: null, staggerMs: 0, overlapMs: 20 },
  }).pipe(
    tap((event) => feedLog.push(event)),
    share(),
  );
  const updates$ = new ReplaySubject<AccountUpdate>(10_000);
  const subscription = accountUpdates({
    ...common,
    feed$,
    fetchAccount: data.fetchAccount,
    reconcilePeriodMs,
  }).subscribe(updates$);
  cleanups.push(() => subscription.unsubscribe());
  const account: SimulatedAccount = simulator.account!;
  return { simulator, exchange, account, data, updates$, feedLog };
}

const until = (updates$: Observable<AccountUpdate>, isWanted: (update: AccountUpdate) => boolean) =>
  nextOf(updates$.pipe(filter(isWanted)));

/** Resolves with the state of the `count`-th reconciliation. */
const reconciled = (updates$: Observable<AccountUpdate>, count: number): Promise<AccountState> =>
  nextOf(
    updates$.pipe(
      filter(({ kind }) => kind === 'reconciled'),
      scan(({ seen }, { state }) => ({ seen: seen + 1, state }), {
        seen: 0,
        state: undefined as AccountState | undefined,
      }),
      filter(({ seen }) => seen === count),
      map(({ state }) => state!),
    ),
  );

/** What the account holds, in the same few words for the client's state and the exchange's own. */
const holdings = ({ balances, positions, openOrders, openAlgoOrders }: AccountState) => ({
  usdt: balances.get('USDT')?.walletBalance,
  baseQty: positions.get(`${symbol}/both`)?.baseQty ?? 0,
  orders: [...openOrders.values()].map(({ orderId, filledBaseQty }) => [orderId, filledBaseQty]),
  algoOrders: [...openAlgoOrders.keys()],
});

function truth(account: SimulatedAccount): ReturnType<typeof holdings> {
  const { balances, positions, orders } = account.truth();
  return {
    usdt: Number(balances.find(({ asset }) => asset === 'USDT')?.walletBalance),
    baseQty: Number(positions[0]?.baseQty ?? 0),
    orders: orders
      .filter(({ orderId }) => account.state.orders.has(orderId))
      .map(({ orderId, executedQty }) => [String(orderId), Number(executedQty)]),
    algoOrders: [...account.state.algoOrders.keys()].map(String),
  };
}

/** A little of everything an account can do. */
function trade(account: SimulatedAccount): void {
  account.fill({ symbol, side: 'BUY', baseQty: 3, price: 1 });
  const { orderId } = account.orders.open({ symbol, side: 'SELL', baseQty: 2, price: 1.2 });
  account.orders.fill(orderId, { price: 1.2, baseQty: 1 });
  const { orderId: cancelled } = account.orders.open({ symbol, side: 'BUY', baseQty: 1, price: 0.9 });
  account.orders.cancel(cancelled);
  account.algoOrders.open({ symbol, side: 'SELL', type: 'STOP_MARKET', triggerPrice: 0.8, baseQty: 1 });
  account.deposit({ amount: 50 });
}

const isDeposit = (update: AccountUpdate): boolean =>
  update.kind === 'event' && update.event.kind === 'holdingsUpdated' && update.event.cause === 'DEPOSIT';
const losses = (log: readonly FeedEvent<AccountEvent>[]): readonly ConnectionLost[] =>
  log.filter((event) => event.kind === 'lost');
const openings = (log: readonly FeedEvent<AccountEvent>[]): number =>
  log.filter(({ kind }) => kind === 'opened').length;

describe('an account at the exchange', () => {
  it('is read, followed by its events, and equal to the truth', async () => {
    const { account, updates$, feedLog } = await setUp();
    expect(holdings(await reconciled(updates$, 1))).toEqual(truth(account));
    trade(account);
    const { state } = await until(updates$, isDeposit);
    expect(state.status).toBe('ready');
    expect(holdings(state)).toEqual(truth(account));
    expect(holdings(state)).toMatchObject({ baseQty: 2, orders: [[expect.any(String), 1]] });
    expect(feedLog.filter(({ kind }) => kind === 'badFrame' || kind === 'unknownAccountEvent')).toEqual([]);
  });

  it('is told of every kind of event', async () => {
    const { account, updates$ } = await setUp();
    await reconciled(updates$, 1);
    trade(account);
    account.setLeverage({ symbol, leverage: 7 });
    account.marginCall();
    account.setMultiAssetsMargin(true);
    const kinds = new Set<string>();
    updates$.subscribe((update) => kinds.add(update.kind === 'event' ? update.event.kind : update.kind));
    await until(updates$, (update) => update.kind === 'event' && update.event.kind === 'multiAssetsModeChanged');
    for (const kind of ['orderUpdated', 'holdingsUpdated', 'algoOrderUpdated', 'leverageChanged', 'marginCalled']) {
      expect(kinds).toContain(kind);
    }
  });

  it('is read again from time to time', async () => {
    const { updates$ } = await setUp({ reconcilePeriodMs: 30 });
    await reconciled(updates$, 3);
  });
});

const faults: readonly (readonly [FaultSpec['kind'], string, Setting])[] = [
  ['drop', 'FEED_CLOSED', {}],
  ['close', 'FEED_CLOSED', {}],
  ['listenKeyExpired', 'FEED_CLOSED', {}],
  ['listenKeyUnknown', 'FEED_CLOSED', { options: { listenKeyRenewalMs: 50 } }],
  ['halfOpen', 'FEED_STALE', { maxSilenceMs: 400 }],
  ['pingsUnanswered', 'FEED_STALE', { maxSilenceMs: 400 }],
];

describe('a connection to an account that is lost', () => {
  it.each(faults)('by %s (%s) is made anew once, and what was missed is read', async (kind, code, setting) => {
    const { simulator, account, updates$, feedLog } = await setUp(setting);
    await reconciled(updates$, 1);
    simulator.inject({ kind } as FaultSpec);
    const lost = await until(updates$, (update) => update.kind === 'interrupted');
    expect(lost.state.status).toBe('reconciling');
    trade(account);
    const state = await reconciled(updates$, 2);
    expect(state.status).toBe('ready');
    expect(holdings(state)).toEqual(truth(account));
    expect(losses(feedLog).map(({ error }) => error.code)).toEqual([code]);
    expect(openings(feedLog)).toBe(2);
  });

  it('while it is being read, and whose answers fail, is read in the end', async () => {
    const { simulator, account, updates$ } = await setUp({ options: { maxRetries: 0 } });
    await reconciled(updates$, 1);
    simulator.inject({ kind: 'rest5xx', where: { path: '/fapi/v3/account' }, count: 2 });
    simulator.inject({ kind: 'restTruncated', where: { path: '/fapi/v1/openOrders' }, count: 1 });
    simulator.inject({ kind: 'drop' });
    await until(updates$, ({ kind }) => kind === 'reconcileFailed');
    trade(account);
    expect(holdings(await reconciled(updates$, 2))).toEqual(truth(account));
  });
});

describe('a connection to an account', () => {
  it('lives by its pongs while the account is silent', async () => {
    const { feedLog, updates$ } = await setUp({ maxSilenceMs: 400, reconcilePeriodMs: 900 });
    await reconciled(updates$, 2);
    expect(losses(feedLog)).toEqual([]);
  });

  it('is replaced before it breaks: each event is told once, and the state stays ready', async () => {
    const { account, updates$, feedLog } = await setUp({ rotateAfterMs: 60 });
    await reconciled(updates$, 1);
    const told: string[] = [];
    const statuses = new Set<string>();
    updates$.subscribe((update) => {
      if (update.kind === 'event' && update.event.kind === 'holdingsUpdated') {
        told.push(String(update.event.balances[0]?.walletBalance));
      }
      if (update.kind !== 'reconciled') statuses.add(update.state.status);
    });
    for (let count = 1; openings(feedLog) < 5; count += 1) {
      account.deposit({ amount: 1 });
      await until(
        updates$,
        (update) => isDeposit(update) && update.state.balances.get('USDT')?.walletBalance === 10_000 + count,
      );
    }
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual(told.map((_, index) => String(10_001 + index)));
    expect(losses(feedLog)).toEqual([]);
    expect([...statuses]).toEqual(['ready']);
  });

  it('goes through repeated and garbled frames unharmed', async () => {
    const { simulator, account, updates$, feedLog } = await setUp();
    await reconciled(updates$, 1);
    for (const kind of ['duplicate', 'garbage', 'binary', 'oversized'] as const) {
      simulator.inject({ kind, where: { route: 'private' }, forMs: 60_000 });
    }
    trade(account);
    const { state } = await until(updates$, isDeposit);
    expect(holdings(state)).toEqual(truth(account));
    const events: AccountEvent[] = [];
    updates$.subscribe((update) => update.kind === 'event' && events.push(update.event));
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
    expect(feedLog.some(({ kind }) => kind === 'badFrame')).toBe(true);
    expect(losses(feedLog)).toEqual([]);
  });

  it('that says something that cannot be read has the account read anew: it may have been an event', async () => {
    const { simulator, account, updates$, feedLog } = await setUp();
    await reconciled(updates$, 1);
    simulator.inject({ kind: 'truncated', where: { route: 'private' } });
    account.deposit({ amount: 50 });
    const { state } = await until(updates$, (update) => update.kind === 'interrupted');
    expect(state.balances.get('USDT')?.walletBalance).toBe(10_000);
    expect(holdings(await reconciled(updates$, 2))).toEqual(truth(account));
    expect(losses(feedLog)).toEqual([]);
  });

  it.each([30_000, -30_000])(
    'and its reading go through a clock of the exchange that is off by %d ms',
    async (offsetMs) => {
      const { simulator, account, updates$ } = await setUp({ reconcilePeriodMs: 50 });
      await reconciled(updates$, 1);
      simulator.inject({ kind: 'clockStep', offsetMs });
      await reconciled(updates$, 3);
      trade(account);
      const { state } = await until(updates$, isDeposit);
      expect(holdings(state)).toEqual(truth(account));
    },
  );
});

describe('an account without a working key', () => {
  it('ends with the refusal of the exchange', async () => {
    const { exchange } = await setUp();
    const wrong = exchange.accountData({ apiKey: { reveal: () => 'other' }, secretKey: { reveal: () => 'secret' } });
    const error = await valueOf(wrong.fetchAccount()).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'EXCHANGE_REJECTED', isRetryable: false });
  });
});
