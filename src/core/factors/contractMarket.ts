import type { MarkPrice, OpenInterest } from '../../domain/derivatives.js';
import { instrumentSymbol, intervalMs, type Kline, type KlineInterval } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { Spread } from '../../domain/spread.js';
import { KlineWindow } from '../windows/klineWindow.js';
import type { FactorContext, ScoreSign, WindowsByInterval } from './factor.js';
import { factorContext } from './factorContext.js';
import { regimeKlines, regimeOf } from './regime.js';

const endMs = 1_790_769_600_000;
const symbol = instrumentSymbol('COINUSDT');
const benchmarkSymbol = instrumentSymbol('BTCUSDT');
const samplePeriodMs = 300_000;

type KlinesByInterval = ReadonlyMap<KlineInterval, readonly Kline[]>;

/** An invented market with everything that a factor can read, as it was known over a stretch of time. */
export interface ContractMarket {
  readonly klines: KlinesByInterval;
  readonly benchmark: KlinesByInterval;
  /** The same coin on the spot market. */
  readonly spot: KlinesByInterval;
  readonly markPrices: readonly MarkPrice[];
  readonly openInterest: readonly OpenInterest[];
  readonly spread: Spread;
}

export interface ContractMarketOptions {
  readonly intervals: readonly KlineInterval[];
  /** Klines of each interval. */
  readonly count: (interval: KlineInterval) => number;
  readonly seed: number;
  /** `flat`: nothing moves and nothing is traded. `wild`: prices multiply and vanish. */
  readonly mood?: 'usual' | 'flat' | 'wild';
}

/** The same options give the same market; all its intervals end at the same instant. */
export function contractMarket({ intervals, count, seed, mood = 'usual' }: ContractMarketOptions): ContractMarket {
  const random = seededRandom(seed);
  const size = { usual: 0.01, flat: 0, wild: 1.5 }[mood];
  const series = (of: typeof symbol): KlinesByInterval =>
    new Map(
      intervals.map((interval) => [interval, walk({ symbol: of, interval, count: count(interval), size, random })]),
    );
  const klines = series(symbol);
  const longestMs = Math.max(...intervals.map((interval) => count(interval) * intervalMs(interval)));
  const times = Array.from(
    { length: Math.ceil(longestMs / samplePeriodMs) },
    (_, i) => endMs - longestMs + i * samplePeriodMs,
  );
  let openInterestBase = 1e6;
  return {
    klines,
    benchmark: series(benchmarkSymbol),
    markPrices: times.map((exchangeTimeMs) => {
      const indexPrice = 100 * Math.exp(random() - 0.5);
      return {
        symbol,
        indexPrice,
        markPrice: indexPrice * Math.exp((random() - 0.5) * size),
        fundingRatio: (random() - 0.5) * 0.002,
        nextFundingTimeMs: exchangeTimeMs + 3_600_000,
        exchangeTimeMs,
      };
    }),
    openInterest: times.map((exchangeTimeMs) => {
      openInterestBase *= Math.exp((random() - 0.5) * size);
      return { symbol, openInterestBase, exchangeTimeMs };
    }),
    spread: { symbol, spreadRatio: 0.0003, exchangeTimeMs: endMs },
    spot: series(symbol),
  };
}

/** The market in which every price p is `map(p)`, and, when `isMirror`, buyers are sellers. */
export function transformed(market: ContractMarket, map: (price: number) => number, isMirror = false): ContractMarket {
  const ofKline = (kline: Kline): Kline => ({
    ...kline,
    open: map(kline.open),
    high: map(isMirror ? kline.low : kline.high),
    low: map(isMirror ? kline.high : kline.low),
    close: map(kline.close),
    takerBuyBaseVolume: isMirror ? kline.baseVolume - kline.takerBuyBaseVolume : kline.takerBuyBaseVolume,
    takerBuyQuoteVolume: isMirror ? kline.quoteVolume - kline.takerBuyQuoteVolume : kline.takerBuyQuoteVolume,
  });
  const ofAll = (all: KlinesByInterval): KlinesByInterval =>
    new Map([...all].map(([interval, klines]) => [interval, klines.map(ofKline)]));
  return {
    ...market,
    klines: ofAll(market.klines),
    benchmark: ofAll(market.benchmark),
    spot: ofAll(market.spot),
    markPrices: market.markPrices.map((sample) => ({
      ...sample,
      markPrice: map(sample.markPrice),
      indexPrice: map(sample.indexPrice),
      fundingRatio: isMirror ? -sample.fundingRatio : sample.fundingRatio,
    })),
  };
}

/** A market of which nothing but the klines of its symbol is known. */
export const withoutInputs = (market: ContractMarket): ContractMarket => ({
  ...market,
  benchmark: new Map(),
  spot: new Map(),
  markPrices: [],
  openInterest: [],
});

/** What is known of `market` once the newest kline but `back` of `interval` has closed, in windows of `size`. */
export function contextAt(
  market: ContractMarket,
  { interval, back, size, sign }: { interval: KlineInterval; back: number; size: number; sign: ScoreSign },
): FactorContext {
  const nowMs = endMs - back * intervalMs(interval);
  const benchmark = windowsAt(market.benchmark, nowMs, Math.max(size, regimeKlines));
  const longest = [...market.benchmark.keys()].at(-1);
  const benchmarkWindow = longest && benchmark[longest];
  const openInterest = market.openInterest.filter(({ exchangeTimeMs }) => exchangeTimeMs <= nowMs);
  return factorContext({
    windows: windowsAt(market.klines, nowMs, size),
    interval,
    sign,
    benchmark: market.benchmark.size === 0 ? undefined : benchmark,
    regime: benchmarkWindow && regimeOf(benchmarkWindow),
    markPrice: market.markPrices.findLast(({ exchangeTimeMs }) => exchangeTimeMs <= nowMs),
    openInterest: openInterest.length === 0 ? undefined : openInterest,
    spread: market.openInterest.length === 0 ? undefined : market.spread,
    spot: market.spot.size === 0 ? undefined : windowsAt(market.spot, nowMs, size),
  });
}

function windowsAt(all: KlinesByInterval, nowMs: number, size: number): WindowsByInterval {
  const windows: Partial<Record<KlineInterval, KlineWindow>> = {};
  for (const [interval, klines] of all) {
    // They end at `endMs`, one after the other: how many had closed by now needs no search.
    const closedCount = klines.length - Math.ceil((endMs - nowMs) / intervalMs(interval));
    const window = new KlineWindow({ series: seriesKey(klines[0]?.symbol ?? symbol, interval), size });
    for (const kline of klines.slice(Math.max(0, closedCount - size), Math.max(0, closedCount)))
      window.append(kline, 'rest');
    windows[interval] = window;
  }
  return windows;
}

interface Walk {
  readonly symbol: typeof symbol;
  readonly interval: KlineInterval;
  readonly count: number;
  /** Of one step of ln price. */
  readonly size: number;
  readonly random: () => number;
}

function walk({ symbol: of, interval, count, size, random }: Walk): readonly Kline[] {
  const lengthMs = intervalMs(interval);
  const isTraded = size > 0;
  let close = 100;
  let drift = 0;
  return Array.from({ length: count }, (_, row): Kline => {
    const open = close;
    if (random() < 0.05) drift = (random() - 0.5) * size;
    close *= Math.exp(drift + (random() - 0.5) * 2 * size);
    const quoteVolume = isTraded && random() > 0.02 ? 1e5 * Math.exp(2 * random()) : 0;
    const takerBuyQuoteVolume = quoteVolume * random();
    const openTimeMs = endMs - (count - row) * lengthMs;
    return {
      symbol: of,
      interval,
      openTimeMs,
      closeTimeMs: openTimeMs + lengthMs - 1,
      open,
      high: Math.max(open, close) * Math.exp(size * random()),
      low: Math.min(open, close) * Math.exp(-size * random()),
      close,
      baseVolume: quoteVolume / close,
      quoteVolume,
      takerBuyBaseVolume: takerBuyQuoteVolume / close,
      takerBuyQuoteVolume,
      tradeCount: quoteVolume === 0 ? 0 : 10,
      isClosed: true,
    };
  });
}

/** Mulberry32: uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
