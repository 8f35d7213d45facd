import { amountOf, amountOfUnits, type Amount } from '../account/amounts.js';
import { bestPrices } from '../bookTickerText.js';
import { minuteAt, type MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { markPriceOf } from '../markPrice.js';
import { emptyMinuteRow } from '../minuteRow.js';
import type { RollingDays } from '../rollingDay.js';
import { OrderBook } from './orderBook.js';

/** What was traded between two instants. */
export interface Traded {
  readonly low: Amount;
  readonly high: Amount;
  readonly last: Amount;
  readonly baseQty: Amount;
}

/** The simulated market as orders meet it. */
export interface TradedMarket {
  /** From `fromMs`, exclusive, to `toMs` of the same minute; `undefined` when nothing was. */
  readonly traded: (instrument: MarketInstrument, fromMs: number, toMs: number) => Traded | undefined;
  /** `undefined` when nobody offers anything. */
  readonly book: (instrument: MarketInstrument, atMs: number) => OrderBook | undefined;
  /** 0 when the symbol has no price. */
  readonly lastPrice: (instrument: MarketInstrument, atMs: number) => Amount;
  readonly markPrice: (instrument: MarketInstrument, atMs: number) => Amount;
}

/** Reads what klines, tickers and the book ticker of the same exchange show. */
export function tradedMarket(view: MarketView, days: RollingDays): TradedMarket {
  const [before, after] = [emptyMinuteRow(), emptyMinuteRow()];
  const lastUnits = (instrument: MarketInstrument, atMs: number): number => view.lastPriceUnits(instrument, atMs) ?? 0;
  return {
    traded: (instrument, fromMs, toMs) => {
      const minuteMs = minuteAt(fromMs);
      if (!view.readMinuteAt(instrument, minuteMs, toMs, after) || !after.hasTrades) return undefined;
      view.readMinuteAt(instrument, minuteMs, fromMs, before);
      const baseUnits = after.baseVolume - before.baseVolume;
      if (baseUnits <= 0) return undefined;
      // Between its turns at the minute's extremes the price goes straight on: these are all the bounds there can be.
      const prices = before.hasTrades ? [after.close] : [after.open, after.close];
      if (after.low < before.low) prices.push(after.low);
      if (after.high > before.high) prices.push(after.high);
      const price = (units: number): Amount => amountOfUnits(units, instrument.price);
      return {
        low: price(Math.min(...prices)),
        high: price(Math.max(...prices)),
        last: price(after.close),
        baseQty: amountOfUnits(baseUnits, instrument.baseVolume),
      };
    },
    book: (instrument, atMs) => {
      const ticker = days.at(instrument, atMs);
      const best = ticker && bestPrices(instrument, ticker);
      return best && best.quantity > 0 ? new OrderBook(instrument, best) : undefined;
    },
    lastPrice: (instrument, atMs) => amountOfUnits(lastUnits(instrument, atMs), instrument.price),
    markPrice: (instrument, atMs) => {
      const last = lastUnits(instrument, atMs);
      return last === 0 ? 0n : amountOf(Number(markPriceOf(instrument, last, atMs).mark));
    },
  };
}
