import { describe, expect, it } from 'vitest';
import { spotSymbolOf } from '../../../src/core/universe/spotSymbolOf.js';
import type { Kline } from '../../../src/domain/kline.js';
import { dayMs, minuteMs } from '../../../src/simulator/market.js';
import { MarketView } from '../../../src/simulator/marketView.js';
import { syntheticMarket } from '../../../src/simulator/syntheticMarket.js';

const contracts = syntheticMarket({ seed: 1 });
const { startMs } = contracts;
const spot = contracts.spot!;
const views = { contracts: new MarketView(contracts), spot: new MarketView(spot) };

const minutesOf = (view: MarketView, symbol: string, fromMs: number, count: number): Kline[] =>
  view.truth({
    instrument: view.instrument(symbol)!,
    interval: '1m',
    fromMs,
    toMs: fromMs + (count - 1) * minuteMs,
    nowMs: fromMs + count * minuteMs,
  });

const twins = [
  ['BTCUSDT', 'BTCUSDT', 1],
  ['ETHUSDC', 'ETHUSDC', 1],
  ['1000PEPEUSDT', 'PEPEUSDT', 1_000],
  ['1000SATSUSDT', '1000SATSUSDT', 1],
] as const;

const takerShare = ({ takerBuyQuoteVolume, quoteVolume }: Kline): number => takerBuyQuoteVolume / quoteVolume;

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, index) => (x - meanX) * (ys[index]! - meanY)));
  const deviation = (values: readonly number[], center: number): number =>
    Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  return covariance / deviation(xs, meanX) / deviation(ys, meanY);
}

describe('the spot listing', () => {
  it('has about two thirds of the coins, all majors among them, under the names that spot uses', () => {
    const perpetuals = contracts.instruments.filter(
      ({ contractType, status, quoteAsset }) =>
        contractType === 'PERPETUAL' && status === 'TRADING' && quoteAsset === 'USDT',
    );
    const listed = perpetuals.filter((contract) => spotSymbolOf(contract, spot.instruments) !== undefined);
    expect(listed.length / perpetuals.length).toBeGreaterThan(0.58);
    expect(listed.length / perpetuals.length).toBeLessThan(0.74);
    for (const [contract, symbol] of twins)
      expect(spotSymbolOf(views.contracts.instrument(contract)!, spot.instruments)).toBe(symbol);
  });

  it('has no symbol twice, none that a contract could not be found for, and no metals, shares or quarterlies', () => {
    const symbols = spot.instruments.map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(symbols.length);
    const found = new Set(contracts.instruments.map((contract) => spotSymbolOf(contract, spot.instruments)));
    expect(symbols.filter((symbol) => !found.has(symbol))).toEqual([]);
    expect(symbols).not.toContain('XAUUSDT');
    expect(symbols.filter((symbol) => symbol.includes('_'))).toEqual([]);
  });

  it('is the same for every seed', () => {
    const symbolsOf = (seed: number) => syntheticMarket({ seed }).spot!.instruments.map(({ symbol }) => symbol);
    expect(symbolsOf(2)).toEqual(symbolsOf(1));
  });
});

describe('spot minutes', () => {
  it.each(twins)('of %s follow the contract within a small basis', (contract, symbol, multiple) => {
    const ofContract = minutesOf(views.contracts, contract, startMs - dayMs, 1_440);
    const ofSpot = minutesOf(views.spot, symbol, startMs - dayMs, 1_440);
    expect(ofSpot).toHaveLength(1_440);
    const tick = 10 ** -views.spot.instrument(symbol)!.price.unitDecimals;
    ofSpot.forEach((kline, index) => {
      const wanted = ofContract[index]!.close / multiple;
      expect(Math.abs(kline.close - wanted)).toBeLessThan(wanted * 0.002 + tick);
    });
    const bases = ofSpot.map(({ close }, index) => (close * multiple) / ofContract[index]!.close);
    expect(new Set(bases).size).toBeGreaterThan(100);
  });

  it.each(twins)('of %s have a flow of their own that leans as that of the contract does', (contract, symbol) => {
    const ofContract = minutesOf(views.contracts, contract, startMs, 2_880);
    const ofSpot = minutesOf(views.spot, symbol, startMs, 2_880);
    const flows = correlation(ofContract.map(takerShare), ofSpot.map(takerShare));
    expect(flows).toBeGreaterThan(0.3);
    expect(flows).toBeLessThan(0.95);
    const turnover = (klines: readonly Kline[]): number => klines.reduce((sum, kline) => sum + kline.quoteVolume, 0);
    const share = turnover(ofSpot) / turnover(ofContract);
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.9);
    const logs = (klines: readonly Kline[]): number[] => klines.map(({ quoteVolume }) => Math.log(quoteVolume));
    const turnovers = correlation(logs(ofContract), logs(ofSpot));
    expect(turnovers).toBeGreaterThan(0.5);
    expect(turnovers).toBeLessThan(0.99);
  });

  it('are contiguous and consistent, across blocks and in quiet and young symbols too', () => {
    const quiet = spot.instruments.find(({ symbol }) => symbol.startsWith('QUIET'))!;
    const young = spot.instruments.find(({ symbol }) => symbol.startsWith('YOUNG'))!;
    for (const symbol of ['BTCUSDT', 'PEPEUSDT', '1000SATSUSDT', quiet.symbol, young.symbol]) {
      const { price } = views.spot.instrument(symbol)!;
      const tick = 10 ** -price.unitDecimals;
      minutesOf(views.spot, symbol, startMs, 1_000).forEach((row, index, rows) => {
        const previous = rows[index - 1];
        expect(row.low).toBeLessThanOrEqual(Math.min(row.open, row.close));
        expect(row.high).toBeGreaterThanOrEqual(Math.max(row.open, row.close));
        expect(row.takerBuyBaseVolume).toBeLessThanOrEqual(row.baseVolume);
        expect(row.takerBuyQuoteVolume).toBeLessThanOrEqual(row.quoteVolume);
        expect(row.baseVolume > 0).toBe(row.tradeCount > 0);
        if (row.tradeCount === 0 && previous)
          expect([row.open, row.high, row.low, row.close]).toEqual(Array.from({ length: 4 }, () => previous.close));
        if (row.tradeCount > 1 && previous) expect(Math.abs(row.open - previous.close)).toBeLessThan(2.5 * tick);
      });
    }
  });

  it('have the same values whatever was read before them', () => {
    const cold = new MarketView(syntheticMarket({ seed: 1 }).spot!);
    const rows = minutesOf(cold, 'ETHUSDT', startMs + 5 * dayMs + 17 * minuteMs, 3);
    const warm = new MarketView(syntheticMarket({ seed: 1 }).spot!);
    // More blocks than are kept, so that memory has been reused.
    for (const { symbol } of spot.instruments) minutesOf(warm, symbol, startMs - dayMs, 1_000);
    expect(minutesOf(warm, 'ETHUSDT', startMs + 5 * dayMs + 17 * minuteMs, 3)).toEqual(rows);
  });

  it('stay where the sums of a whole day are exact', () => {
    for (const { symbol } of spot.instruments.slice(0, 60)) {
      const day = views.spot.truth({
        instrument: views.spot.instrument(symbol)!,
        interval: '1d',
        fromMs: startMs - dayMs,
        toMs: startMs - dayMs,
        nowMs: startMs,
      });
      expect(day[0]!.quoteVolume * 10 ** views.spot.instrument(symbol)!.quoteVolume.unitDecimals).toBeLessThan(
        Number.MAX_SAFE_INTEGER,
      );
    }
  });
});
