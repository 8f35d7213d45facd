import type { Candidate } from '../../src/core/universe/candidate.js';
import type { BookTicker, Instrument, Ticker24h } from '../../src/domain/instrument.js';
import { instrumentSymbol, type Kline } from '../../src/domain/kline.js';

const dayMs = 86_400_000;
const listedAtMs = Date.UTC(2020, 0, 1);

/** A perpetual in USDT that trades. */
export const listed = (name: string, more: Partial<Instrument> = {}): Instrument => ({
  symbol: instrumentSymbol(name),
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: name.replace('USDT', ''),
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: listedAtMs,
  tickSize: 0.1,
  stepSize: 0.1,
  minNotionalQuote: 5,
  ...more,
});

/** A day in which the price stood still. */
export const dayOf = (name: string, quoteVolume: number, more: Partial<Ticker24h> = {}): Ticker24h => ({
  symbol: instrumentSymbol(name),
  quoteVolume,
  lastPrice: 100,
  openPrice: 100,
  baseVolume: quoteVolume / 100,
  tradeCount: 1,
  ...more,
});

export const bookOf = (name: string, bidPrice: number, askPrice: number): BookTicker => ({
  symbol: instrumentSymbol(name),
  bidPrice,
  askPrice,
});

/** Closed days with these closes, and highs and lows that much above and below them. */
export const daysOf = (name: string, closes: readonly number[], reach = 0): readonly Kline[] =>
  closes.map((close, index) => ({
    symbol: instrumentSymbol(name),
    interval: '1d',
    openTimeMs: index * dayMs,
    closeTimeMs: (index + 1) * dayMs - 1,
    open: close,
    high: close + reach,
    low: close - reach,
    close,
    baseVolume: 1,
    quoteVolume: close,
    takerBuyBaseVolume: 0.5,
    takerBuyQuoteVolume: close / 2,
    tradeCount: 1,
    isClosed: true,
  }));

export interface CandidateParts {
  readonly instrument?: Partial<Instrument>;
  /** `null`: the exchange has no figures. */
  readonly ticker?: Partial<Ticker24h> | null;
  readonly turnover?: number;
  /** Best bid and ask. */
  readonly book?: readonly [number, number];
  readonly closes?: readonly number[];
  /** How far highs and lows are from the closes. */
  readonly reach?: number;
}

/** A candidate that turned over 5 million at a price of 100, but for what is said. */
export function candidate(name: string, parts: CandidateParts = {}): Candidate {
  const { instrument, ticker = {}, turnover = 5_000_000, book, closes = [], reach } = parts;
  return {
    symbol: instrumentSymbol(name),
    instrument: listed(name, instrument),
    ticker: ticker === null ? undefined : dayOf(name, turnover, ticker),
    bookTicker: book && bookOf(name, ...book),
    dailyKlines: daysOf(name, closes, reach),
  };
}
