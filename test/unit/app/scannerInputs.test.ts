import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createScanner } from '../../../src/app/createScanner.js';
import type { CycleResult } from '../../../src/domain/cycle.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import type { Health } from '../../../src/domain/health.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { seriesKey } from '../../../src/domain/series.js';
import type { FactorPart } from '../../../src/domain/signal.js';
import type { SpotData } from '../../../src/ports/spotData.js';
import type { LatestWindow } from '../../../src/streams/latestWindow.js';
import { liquidMarket } from '../../support/exampleMarket.js';
import { MarketTime } from '../../support/marketTime.js';
import { scannerConfig } from '../../support/scannerConfig.js';
import { virtualExchange, virtualSilenceMs, type VirtualExchange } from '../../support/virtualExchange.js';

const minuteMs = 60_000;
const market = liquidMarket(1, 2);
const klines = 120;
const config = scannerConfig({
  feeds: { klineMaxSilenceMs: virtualSilenceMs, priceMaxSilenceMs: virtualSilenceMs },
  derivatives: { markPriceMaxSilenceMs: virtualSilenceMs, openInterestPeriodMs: 5 * minuteMs },
  windows: { intervals: ['1m'], klines, snapshotKlines: klines + 1 },
  universe: { symbols: ['BTCUSDT', 'ETHUSDT'], minQuoteVolume24h: 0 },
});

/** A scanner of two symbols for some minutes; `spot` makes its spot market. */
function run(minutes: number, spot?: (time: MarketTime) => SpotData, settings = config) {
  const time = new MarketTime(market.startMs);
  const exchange = virtualExchange({ market, time });
  const { marketData, connectionBudget$ } = exchange;
  const spotData = spot?.(time);
  const random = (): number => 0.5;
  const deps = { config: settings, marketData, spotData, connectionBudget$, transport: time, random };
  const scanner = createScanner({ ...deps, monotonicMs: () => time.now() });
  const cycles: CycleResult[] = [];
  const health: Health[] = [];
  const subscription = scanner.cycles$.subscribe((cycle) => cycles.push(cycle));
  subscription.add(scanner.health$.subscribe((change) => health.push(change)));
  time.runTo(market.startMs + minutes * minuteMs);
  const stop = (): number => {
    subscription.unsubscribe();
    return time.pendingCount;
  };
  return { time, exchange, scanner, cycles, health, stop };
}

/** What a factor said of BTC in the last cycle. */
const lastPart = (cycles: readonly CycleResult[], factor: string): FactorPart =>
  cycles
    .at(-1)!
    .scores.find(({ symbol }) => symbol === 'BTCUSDT')!
    .parts.find((part) => part.factor === factor)!;

/** The exchange of another seed, as a spot market of the same coins. */
function spotOf(exchange: VirtualExchange): SpotData {
  const { klines: source, fetchInstruments, fetchKlines, budget$ } = exchange.marketData;
  return { klines: source, fetchInstruments, fetchKlines, budget$ };
}

const otherMarket = (time: MarketTime) => virtualExchange({ market: liquidMarket(2, 2), time });

describe('what a scanner reads beside klines', () => {
  it('is there for every factor after some time, from feeds of their own and never in a cycle', () => {
    const { cycles, exchange, stop } = run(45);
    const abstained = cycles
      .at(-1)!
      .scores.flatMap(({ symbol, parts }) =>
        parts.filter(({ score }) => score === undefined).map(({ factor }) => `${symbol} ${factor}`),
      );
    // The benchmark is not independent of itself.
    expect(abstained).toEqual(['BTCUSDT independence']);
    expect(lastPart(cycles, 'openInterest').score).not.toBe(0);
    expect(lastPart(cycles, 'basisFunding').score).not.toBe(0);
    expect(cycles.every(({ restCalls }) => restCalls === 0)).toBe(true);
    expect(exchange.requests.get('/fapi/v1/ticker/bookTicker')).toBe(9);
    expect(exchange.requests.get('/fapi/v1/openInterest')).toBe(18);
    expect(stop()).toBe(0);
  });

  it('is not asked for when no factor reads it', () => {
    const weights = { ...config.factors.weights, openInterest: 0, basisFunding: 0, liquidity: 0, orderFlow: 0 };
    const settings = { ...config, factors: { ...config.factors, weights } };
    let isSpotAsked = false;
    const spot = (): SpotData => ({
      ...spotOf(otherMarket(new MarketTime(0))),
      fetchInstruments: () => {
        isSpotAsked = true;
        return of([]);
      },
    });
    const { exchange, health } = run(10, spot, settings);
    expect([...exchange.requests.keys()].sort()).toEqual([
      '/fapi/v1/exchangeInfo',
      '/fapi/v1/klines',
      '/fapi/v1/ticker/24hr',
    ]);
    const feeds = health.flatMap((change) => (change.kind === 'connection' ? [change.feed] : []));
    expect([...new Set(feeds)].sort()).toEqual(['kline', 'price']);
    expect(isSpotAsked).toBe(false);
  });
});

describe('the spot market beside the contracts', () => {
  it('has its part in the order flow, through windows of its own', () => {
    const alone = run(10);
    const beside = run(10, (time) => spotOf(otherMarket(time)));
    const spotShown = run(10, (time) => spotOf(otherMarket(time)), {
      ...config,
      factors: {
        ...config.factors,
        parameters: {
          ...config.factors.parameters,
          orderFlow: { ...config.factors.parameters.orderFlow, spotShare: 1 },
        },
      },
    });
    const [futures, both, spot] = [alone, beside, spotShown].map(({ cycles }) => lastPart(cycles, 'orderFlow').score!);
    const flow = (score: number): number => Math.atanh(score / 100);
    expect(spot).not.toBeCloseTo(futures!, 3);
    expect(flow(both!)).toBeCloseTo(0.7 * flow(futures!) + 0.3 * flow(spot!), 9);
    expect(lastPart(beside.cycles, 'trend')).toEqual(lastPart(alone.cycles, 'trend'));
    expect(beside.stop()).toBe(0);
  });

  it('is left alone until the contracts are warm', () => {
    const warmAtMs: number[] = [];
    const askedAtMs: number[] = [];
    const { scanner, time } = run(0);
    scanner.warmUp$.subscribe(({ isComplete }) => isComplete && warmAtMs.push(time.now()));
    time.runTo(market.startMs + minuteMs);
    run(1, (clock) => {
      const spot = spotOf(otherMarket(clock));
      return {
        ...spot,
        fetchInstruments: () => {
          askedAtMs.push(clock.now());
          return spot.fetchInstruments();
        },
      };
    });
    expect(askedAtMs).toHaveLength(1);
    expect(askedAtMs[0]).toBeGreaterThanOrEqual(warmAtMs[0]!);
  });

  it('is told to be dead when it refuses, and everything else goes on', () => {
    const refused = new ExchangeRejectedError('not from here', { url: '', httpStatus: 451, exchangeCode: 0 });
    const spot = (time: MarketTime): SpotData => ({
      ...spotOf(otherMarket(time)),
      fetchInstruments: () => throwError(() => refused),
    });
    const { cycles, health, stop } = run(10, spot);
    expect(health.filter(({ kind }) => kind === 'spot')).toEqual([{ kind: 'spot', status: 'dead', cause: refused }]);
    expect(cycles).toHaveLength(10);
    expect(lastPart(cycles, 'orderFlow')).toEqual(lastPart(run(10).cycles, 'orderFlow'));
    expect(stop()).toBe(0);
  });

  it('is passed over while it does not answer', () => {
    const { cycles, stop } = run(10, (time) => ({ ...spotOf(otherMarket(time)), fetchInstruments: () => NEVER }));
    expect(cycles).toHaveLength(10);
    expect(stop()).toBe(0);
  });
});

describe('what an embedder may ask', () => {
  it('statistics, now and after every cycle', () => {
    const { scanner, cycles, time, stop } = run(5);
    expect(scanner.stats()).toMatchObject({
      cycles: cycles.length,
      cyclesSkipped: 0,
      last: cycles.at(-1),
      restCalls: 0,
      windowHits: 2 * cycles.length,
      windowMisses: 0,
      windows: { ready: 2, warming: 0, suspect: 0, dead: 0 },
      klinesClosed: 2 * klines + scanner.stats().klinesClosedLive,
      gaps: 0,
    });
    const told: number[] = [];
    const subscription = scanner.stats$.subscribe(({ cycles: count }) => told.push(count));
    time.runTo(time.now() + 2 * minuteMs);
    subscription.unsubscribe();
    expect(told).toEqual([cycles.length - 1, cycles.length]);
    expect(stop()).toBe(0);
  });

  it('the latest window of a series, kept or not', () => {
    const { scanner, time, stop } = run(2);
    const answers: LatestWindow[] = [];
    const ask = (symbol: string, interval: '1m' | '5m'): void => {
      scanner.latestWindow(seriesKey(instrumentSymbol(symbol), interval)).subscribe((answer) => answers.push(answer));
    };
    ask('BTCUSDT', '1m');
    ask('ETHUSDT', '5m');
    time.runTo(time.now() + 11_000);
    expect(answers.map(({ source, window, waitedMs }) => [source, window.series, window.count, waitedMs])).toEqual([
      ['memory', 'BTCUSDT/1m', klines, 0],
      ['rest', 'ETHUSDT/5m', klines, 10_040],
    ]);
    expect(answers[1]!.warning).toBe('the window of ETHUSDT/5m is not kept; it was fetched over REST');
    expect(stop()).toBe(0);
  });
});
