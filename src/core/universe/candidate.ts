import type { BookTicker, Instrument, Ticker24h } from '../../domain/instrument.js';
import type { InstrumentSymbol, Kline } from '../../domain/kline.js';

/** One listed instrument with what was read about it: all that a filter may look at. */
export interface Candidate {
  readonly symbol: InstrumentSymbol;
  readonly instrument: Instrument;
  /** Absent while the exchange has no figures of it. */
  readonly ticker: Ticker24h | undefined;
  /** Read only when a filter needs it. */
  readonly bookTicker: BookTicker | undefined;
  /** Closed days, oldest first. Read only when a filter needs them. */
  readonly dailyKlines: readonly Kline[];
}

/** What was read at one instant of market time. */
export interface UniverseLook {
  readonly atMs: number;
  readonly candidates: readonly Candidate[];
}

export interface ListedMarket {
  readonly instruments: readonly Instrument[];
  readonly tickers: readonly Ticker24h[];
  readonly bookTickers: readonly BookTicker[];
}

/** Joins the lists of the exchange, in the order in which it lists. */
export function toCandidates({ instruments, tickers, bookTickers }: ListedMarket): readonly Candidate[] {
  const tickerOf = new Map(tickers.map((ticker) => [ticker.symbol, ticker]));
  const bookTickerOf = new Map(bookTickers.map((bookTicker) => [bookTicker.symbol, bookTicker]));
  return instruments.map((instrument) => ({
    symbol: instrument.symbol,
    instrument,
    ticker: tickerOf.get(instrument.symbol),
    bookTicker: bookTickerOf.get(instrument.symbol),
    dailyKlines: [],
  }));
}

/** Turnover of 24 hours in the quote asset; 0 without figures. */
export const turnoverOf = ({ ticker }: Candidate): number => ticker?.quoteVolume ?? 0;

/** The higher turnover first; of equal ones the name that sorts first. */
export const byTurnover = (a: Candidate, b: Candidate): number =>
  turnoverOf(b) - turnoverOf(a) || (a.symbol < b.symbol ? -1 : 1);
