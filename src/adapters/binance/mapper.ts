import type { MarkPrice, OpenInterest } from '../../domain/derivatives.js';
import type { BookTicker, Instrument, Ticker24h } from '../../domain/instrument.js';
import { instrumentSymbol, type InstrumentSymbol, type Kline, type KlineInterval } from '../../domain/kline.js';
import type { Price } from '../../domain/price.js';
import type {
  BookTickerRow,
  InstrumentRow,
  KlineFrame,
  KlineRow,
  MarkPriceRow,
  MiniTicker,
  OpenInterestRow,
  Ticker24hRow,
} from './wire.js';

/** A kline pushed over a socket. */
export const toKline = ({ s, k }: KlineFrame): Kline => ({
  symbol: instrumentSymbol(s),
  interval: k.i,
  openTimeMs: k.t,
  closeTimeMs: k.T,
  open: Number(k.o),
  high: Number(k.h),
  low: Number(k.l),
  close: Number(k.c),
  baseVolume: Number(k.v),
  quoteVolume: Number(k.q),
  takerBuyBaseVolume: Number(k.V),
  takerBuyQuoteVolume: Number(k.Q),
  tradeCount: k.n,
  isClosed: k.x,
});

export interface KlineRowContext {
  readonly symbol: InstrumentSymbol;
  readonly interval: KlineInterval;
  /** An instant of the exchange's clock not after the answer: what closed before it is final. */
  readonly closedBeforeMs: number;
}

/** A kline fetched over REST, where the venue sends no closed flag. */
export function rowToKline(row: KlineRow, { symbol, interval, closedBeforeMs }: KlineRowContext): Kline {
  const [openTimeMs, open, high, low, close, baseVolume, closeTimeMs, quoteVolume, tradeCount, takerBase, takerQuote] =
    row;
  return {
    symbol,
    interval,
    openTimeMs,
    closeTimeMs,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    baseVolume: Number(baseVolume),
    quoteVolume: Number(quoteVolume),
    takerBuyBaseVolume: Number(takerBase),
    takerBuyQuoteVolume: Number(takerQuote),
    tradeCount,
    isClosed: closeTimeMs < closedBeforeMs,
  };
}

export const toPrice = (ticker: MiniTicker): Price => ({
  symbol: instrumentSymbol(ticker.s),
  price: Number(ticker.c),
  quoteVolume24h: Number(ticker.q),
  exchangeTimeMs: ticker.E,
});

export const toInstrument = (row: InstrumentRow): Instrument => ({
  ...marketLimit(Number(row.filters.MARKET_LOT_SIZE.maxQty)),
  symbol: instrumentSymbol(row.symbol),
  status: row.status,
  contractType: row.contractType,
  baseAsset: row.baseAsset,
  quoteAsset: row.quoteAsset,
  underlyingType: row.underlyingType,
  onboardTimeMs: row.onboardDate,
  tickSize: Number(row.filters.PRICE_FILTER.tickSize),
  stepSize: Number(row.filters.LOT_SIZE.stepSize),
  minNotionalQuote: Number(row.filters.MIN_NOTIONAL.notional),
});

const marketLimit = (maxMarketBaseQty: number): Pick<Instrument, 'maxMarketBaseQty'> =>
  maxMarketBaseQty > 0 ? { maxMarketBaseQty } : {};

export const toTicker24h = (row: Ticker24hRow): Ticker24h => ({
  symbol: instrumentSymbol(row.symbol),
  lastPrice: Number(row.lastPrice),
  openPrice: Number(row.openPrice),
  baseVolume: Number(row.volume),
  quoteVolume: Number(row.quoteVolume),
  tradeCount: row.count,
});

export const toBookTicker = (row: BookTickerRow): BookTicker => ({
  symbol: instrumentSymbol(row.symbol),
  bidPrice: Number(row.bidPrice),
  askPrice: Number(row.askPrice),
});

export const toMarkPrice = (row: MarkPriceRow): MarkPrice => ({
  symbol: instrumentSymbol(row.s),
  markPrice: Number(row.p),
  indexPrice: Number(row.i),
  fundingRatio: Number(row.r),
  nextFundingTimeMs: row.T,
  exchangeTimeMs: row.E,
});

export const toOpenInterest = (row: OpenInterestRow): OpenInterest => ({
  symbol: instrumentSymbol(row.symbol),
  openInterestBase: Number(row.openInterest),
  exchangeTimeMs: row.time,
});
