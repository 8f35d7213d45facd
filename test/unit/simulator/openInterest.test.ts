import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordedMarket } from '../../../src/simulator/index.js';
import { dayMs, minuteMs, type Market } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { OpenInterestProcess } from '../../../src/simulator/openInterest.js';
import { openInterestRoute } from '../../../src/simulator/rest/openInterest.js';
import { VenueError } from '../../../src/simulator/rest/venueError.js';
import { RollingDays } from '../../../src/simulator/rollingDay.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

const market = syntheticMarket({ seed: 1 });
const { startMs } = market;
const hourMs = 60 * minuteMs;

function unitsIn(of: Market, symbol: string, everyMs: number, count: number): number[] {
  const view = new MarketView(of);
  const interest = new OpenInterestProcess(view);
  const instrument = view.instrument(symbol)!;
  return Array.from({ length: count }, (_, index) => interest.unitsAt(instrument, of.startMs + index * everyMs)!);
}

const logChanges = (units: readonly number[]): number[] =>
  units.slice(1).map((each, index) => Math.log(each / units[index]!));
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('open interest', () => {
  it.each(['BTCUSDT', 'ETHUSDT', 'SOLUSDT'])('of %s moves by sensible amounts', (symbol) => {
    const fiveMinutes = deviation(logChanges(unitsIn(market, symbol, 5 * minuteMs, 2_000)));
    expect(fiveMinutes).toBeGreaterThan(0.000_8);
    expect(fiveMinutes).toBeLessThan(0.002);
    const hourly = deviation(logChanges(unitsIn(market, symbol, hourMs, 1_000)));
    expect(hourly).toBeGreaterThan(0.006);
    expect(hourly).toBeLessThan(0.016);
    const daily = deviation(logChanges(unitsIn(market, symbol, dayMs, 200)));
    expect(daily).toBeGreaterThan(0.03);
    expect(daily).toBeLessThan(0.14);
  });

  it('is a part of what a day turns over, and changes by less than what is traded meanwhile', () => {
    const days = new RollingDays(new MarketView(market));
    for (const instrument of market.instruments.slice(0, 40)) {
      const { baseVolume } = days.at(instrument, startMs)!;
      const units = unitsIn(market, instrument.symbol, 5 * minuteMs, 50);
      for (const each of units) {
        expect(each / baseVolume).toBeGreaterThan(0.1);
        expect(each / baseVolume).toBeLessThan(2);
      }
      const moved = units.slice(1).reduce((sum, each, index) => sum + Math.abs(each - units[index]!), 0);
      expect(moved).toBeLessThan(baseVolume / 4);
    }
  });

  it('has no jumps: a second changes next to nothing', () => {
    const changes = logChanges(unitsIn(market, 'BTCUSDT', 1_000, 20_000));
    expect(Math.max(...changes.map(Math.abs))).toBeLessThan(0.000_1);
  });

  it('belongs to the market: the same seed gives the same, another seed or symbol another', () => {
    const of = (seed: number, symbol: string): number[] =>
      logChanges(unitsIn(syntheticMarket({ seed }), symbol, hourMs, 20));
    expect(of(1, 'BTCUSDT')).toEqual(of(1, 'BTCUSDT'));
    expect(of(2, 'BTCUSDT')).not.toEqual(of(1, 'BTCUSDT'));
    expect(of(1, 'ETHUSDT')).not.toEqual(of(1, 'BTCUSDT'));
  });

  it('does not depend on what was asked before', () => {
    const view = new MarketView(market);
    const btc = view.instrument('BTCUSDT')!;
    const late = new OpenInterestProcess(view);
    late.unitsAt(btc, startMs + 30 * dayMs);
    expect(late.unitsAt(btc, startMs)).toBe(new OpenInterestProcess(view).unitsAt(btc, startMs));
  });

  it('is 0 of what does not trade', () => {
    const dead = market.instruments.find(({ symbol }) => symbol.startsWith('DEAD'))!;
    expect(unitsIn(market, dead.symbol, hourMs, 3)).toEqual([0, 0, 0]);
  });

  it('a young symbol has a day’s worth of it, though it has no day behind it', () => {
    const view = new MarketView(market);
    const young = market.instruments.find(({ onboardTimeMs }) => startMs - onboardTimeMs < 2 * hourMs)!;
    const days = new RollingDays(view);
    const [units] = unitsIn(market, young.symbol, hourMs, 1);
    const ratio = units! / days.at(young, startMs + 2 * dayMs)!.baseVolume;
    expect(ratio).toBeGreaterThan(0.05);
    expect(ratio).toBeLessThan(4);
  });
});

describe('of a recorded market', () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-interest-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const firstMs = Date.UTC(2026, 1, 1);
  const rows = Array.from({ length: 240 }, (_, minute) => {
    const openMs = firstMs + minute * minuteMs;
    return `${openMs},10.1,10.5,10.0,10.2,${300 + minute}.000,${openMs + 59_999},31.5,4,1.0,10.1,0`;
  });
  writeFileSync(join(folder, 'AAAUSDT-1m.csv'), rows.join('\n'));

  it.each([
    ['from its middle', undefined],
    ['from its first minute, where there is no past', firstMs],
  ])('played %s, it is the same each time', (_, from) => {
    const play = (): number[] =>
      unitsIn(
        recordedMarket({ dataDir: folder, ...(from !== undefined && { startMs: from }) }),
        'AAAUSDT',
        minuteMs,
        90,
      );
    const units = play();
    expect(units).toEqual(play());
    expect(new Set(units).size).toBe(90);
    expect(Math.min(...units)).toBeGreaterThan(0);
  });
});

describe('GET /fapi/v1/openInterest', () => {
  const view = new MarketView(market);
  const route = openInterestRoute();
  const context = { view, days: new RollingDays(view), nowMs: startMs, serverTimeMs: startMs, weightLimitPerMinute: 1 };
  const ask = (query: string): unknown => {
    const search = new URLSearchParams(query);
    const request = { method: 'GET', path: '', query: search, rawQuery: query, body: '', apiKey: undefined };
    return JSON.parse(route.handle(search, { ...context, request: { ...request, clientAddress: '' } }));
  };

  it('answers with contracts as the symbol’s volumes are written, for a weight of 1', () => {
    const answer = ask('symbol=BTCUSDT') as { openInterest: string };
    expect(answer).toEqual({
      openInterest: expect.stringMatching(/^\d+\.\d{3}$/) as string,
      symbol: 'BTCUSDT',
      time: startMs,
    });
    const [units] = unitsIn(market, 'BTCUSDT', minuteMs, 1);
    expect(Number(answer.openInterest)).toBe(units! / 1_000);
    expect(route.weight(new URLSearchParams('symbol=BTCUSDT'))).toBe(1);
  });

  it.each([
    ['no symbol', '', -1102],
    ['an unknown symbol', 'symbol=NOPE', -1121],
    ['a symbol without klines', 'symbol=SOON1USDT', -1121],
  ])('refuses %s', (_, query, code) => {
    expect(() => ask(query)).toThrow(VenueError);
    try {
      ask(query);
    } catch (error) {
      expect(JSON.parse((error as VenueError).body)).toMatchObject({ code });
    }
  });
});
