import { concat, delay, interval, map, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createScanner } from '../../../src/app/createScanner.js';
import type { AccountSnapshot } from '../../../src/domain/account.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import type { Health, HealthView } from '../../../src/domain/health.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import type { AccountData } from '../../../src/ports/accountData.js';
import type { SocketEvent } from '../../../src/ports/marketData.js';
import { liquidMarket } from '../../support/exampleMarket.js';
import { noFaults, type Faults } from '../../support/faults.js';
import { MarketTime } from '../../support/marketTime.js';
import { scannerConfig } from '../../support/scannerConfig.js';
import { virtualExchange, virtualSilenceMs } from '../../support/virtualExchange.js';
import { position, snapshot } from '../account/support/accountEvents.js';

const minuteMs = 60_000;
const market = liquidMarket(1, 2);
const btc = seriesKey(instrumentSymbol('BTCUSDT'), '1m');

/** What a scanner of two symbols is made of, in virtual time. */
function parts(faults = noFaults) {
  const transport = new MarketTime(market.startMs);
  const { marketData, connectionBudget$ } = virtualExchange({ market, time: transport, faults });
  const config = scannerConfig({
    feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
    derivatives: { markPriceMaxSilenceMs: virtualSilenceMs },
    windows: { intervals: ['1m'], klines: 20, snapshotKlines: 99 },
    universe: { symbols: ['BTCUSDT', 'ETHUSDT'], minQuoteVolume24h: 0 },
  });
  return { transport, deps: { config, marketData, connectionBudget$, transport, random: () => 0.5 } };
}

type Snapshot = () => Observable<AccountSnapshot>;

/** An account that says nothing but pongs. */
const account =
  (fetchAccount: Snapshot) =>
  (time: MarketTime): AccountData => ({
    events: {
      connect: () =>
        concat(
          of<SocketEvent>({ kind: 'socketOpened' }),
          interval(20_000, time).pipe(map((): SocketEvent => ({ kind: 'pong' }))),
        ).pipe(delay(10, time)),
      decode: () => ({ kind: 'ignored' }),
    },
    fetchAccount,
  });

function scanning(faults?: Faults, accountAt?: (time: MarketTime) => AccountData) {
  const { transport: time, deps } = parts(faults);
  const scanner = createScanner({ ...deps, accountData: accountAt?.(time) });
  const health: Health[] = [];
  const views: HealthView[] = [];
  scanner.health$.subscribe((value) => health.push(value));
  scanner.healthNow$.subscribe((view) => views.push(view));
  const runTo = (minutes: number): void => time.runTo(market.startMs + minutes * minuteMs);
  return { time, scanner, health, views, runTo };
}

/** The network is away from minute 10 to minute 15. */
function withOutage() {
  const outage = { fromMs: market.startMs + 10 * minuteMs, toMs: market.startMs + 15 * minuteMs };
  return scanning({ ...noFaults, outages: [outage] });
}

const told = <K extends Health['kind']>(health: readonly Health[], kind: K): readonly Extract<Health, { kind: K }>[] =>
  health.filter((value): value is Extract<Health, { kind: K }> => value.kind === kind);

describe('the health of a scanner', () => {
  it('tells every change of state of a run with an outage', () => {
    const { health, runTo } = withOutage();
    runTo(25);
    const states = told(health, 'connection')
      .filter(({ isRefresh }) => !isRefresh)
      .filter(({ feed }) => feed === 'kline')
      .map(({ state }) => state);
    expect(states[0]).toBe('open');
    expect(states.filter((state) => state === 'open')).toHaveLength(2);
    expect(new Set(states.slice(1, -1))).toEqual(new Set(['retrying']));
    expect(states.at(-1)).toBe('open');
    const statuses = told(health, 'series').filter(({ series }) => series === btc);
    expect(statuses.map(({ status }) => status)).toEqual(['warming', 'ready', 'suspect', 'ready']);
    expect(told(health, 'rest').map(({ isWorking }) => isWorking)).toEqual([false, true]);
  });

  it('tells the figures of each connection every period, and those of the budgets while they are spent', () => {
    const { health, runTo } = scanning();
    runTo(2);
    const refreshes = told(health, 'connection').filter(({ isRefresh, feed }) => isRefresh && feed === 'kline');
    expect(refreshes).toHaveLength(2 * 12);
    expect(refreshes.at(-1)?.frames).toBeGreaterThan(refreshes[0]!.frames);
    expect(told(health, 'restBudget').at(-1)).toMatchObject({ limitWeight: 2_400, waiting: 0, blockedUntilMs: 0 });
    expect(told(health, 'restBudget').length).toBeLessThan(40);
    expect(told(health, 'connectionBudget').at(-1)).toMatchObject({ inWindow: 3, limit: 300, waiting: 0 });
  });

  it('tells of the account that is watched: its connection, and that it is known', () => {
    const { scanner, health, views, runTo } = scanning(
      noFaults,
      account(() => of(snapshot(1, { positions: [position(1, 0)] }))),
    );
    let positions: readonly string[] = [];
    scanner.account$.subscribe((state) => (positions = [...state.positions.keys()]));
    runTo(3);
    const connection = told(health, 'connection').filter(({ feed }) => feed === 'account');
    expect(new Set(connection.map(({ state }) => state))).toEqual(new Set(['open']));
    expect(told(health, 'account')).toMatchObject([{ status: 'ready', positions: 1 }]);
    expect(positions).toEqual(['BTCUSDT/both']);
    expect(views.at(-1)).toMatchObject({ account: { status: 'ready' } });
    expect(views.at(-1)?.connections.get('account 1')?.frames).toBe(0);
  });

  it('tells of an account whose keys are refused that it is dead, and goes on', () => {
    const refused = new ExchangeRejectedError('refused', { url: 'x', httpStatus: 401, exchangeCode: -2_015 });
    const { scanner, health, runTo } = scanning(
      noFaults,
      account(() => throwError(() => refused)),
    );
    const failures: unknown[] = [];
    scanner.account$.subscribe({ error: (error: unknown) => failures.push(error) });
    runTo(3);
    expect(told(health, 'account').at(-1)).toMatchObject({ status: 'dead', cause: refused });
    expect(failures).toEqual([refused]);
    expect(told(health, 'series').filter(({ status }) => status === 'ready')).toHaveLength(2);
  });

  it('has no account when none is watched', () => {
    const { health, views, runTo } = scanning();
    runTo(1);
    expect(told(health, 'account')).toEqual([]);
    expect(views.at(-1)?.account).toBeUndefined();
  });
});

describe('the health of a scanner now', () => {
  it('holds every connection, series and budget with their ages of this instant', () => {
    const { time, views, runTo } = scanning();
    runTo(3);
    const view = views.at(-1)!;
    expect(view.atMs).toBe(time.now());
    expect([...view.connections.keys()].sort()).toEqual(['kline 1', 'markPrice 1', 'price 1']);
    expect([...view.series.values()].map(({ status }) => status)).toEqual(['ready', 'ready']);
    const ages = views.slice(-3).map(({ series }) => series.get(btc)?.newestCloseAgeMs);
    // The close of this minute is on its way.
    expect(ages).toEqual([50_000, 55_000, 60_000]);
    expect(view.restBudget?.limitWeight).toBe(2_400);
    expect(view.connectionBudget?.limit).toBe(300);
  });

  it('keeps views as they were', () => {
    const { views, runTo } = withOutage();
    runTo(9);
    const before = views.at(-1)!;
    runTo(12);
    expect(before.series.get(btc)?.status).toBe('ready');
    expect(before.connections.get('kline 1')?.state).toBe('open');
    expect(views.at(-1)?.connections.get('kline 1')?.state).toBe('retrying');
  });
});

describe('isFresh', () => {
  it('follows a window: not before it is warm, then with every close, not while they do not come, and again', () => {
    const { scanner, runTo } = withOutage();
    const isFresh = (maxAgeMs: number): boolean => scanner.isFresh(btc, maxAgeMs);
    expect(isFresh(Infinity)).toBe(false);
    runTo(9.5);
    expect(isFresh(0)).toBe(true);
    runTo(10.05);
    expect([isFresh(1_000), isFresh(5_000)]).toEqual([false, true]);
    runTo(12);
    expect(isFresh(Infinity)).toBe(false);
    runTo(20.5);
    expect(isFresh(0)).toBe(true);
  });

  it('is false for a series that nobody follows, and once nobody is subscribed', () => {
    const { transport, deps } = parts();
    const scanner = createScanner(deps);
    const watching = scanner.klines$.subscribe();
    transport.runTo(market.startMs + 2.5 * minuteMs);
    expect(scanner.isFresh(btc, 0)).toBe(true);
    expect(scanner.isFresh(seriesKey(instrumentSymbol('XRPUSDT'), '1m'), Infinity)).toBe(false);
    watching.unsubscribe();
    expect(scanner.isFresh(btc, Infinity)).toBe(false);
  });
});
