import type { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';

/** What trading on paper costs, and what goes wrong with it. */
export interface PaperCosts {
  /** Of the price, between bid and ask: a market order pays half. */
  readonly spreadRatio: number;
  /** Of the price, at most, on top of that; how much of it is drawn by chance. */
  readonly maxSlippageRatio: number;
  readonly takerFeeRatio: number;
  readonly makerFeeRatio: number;
  /** Chance that an order is filled in parts: a part at one price, the next at the next. */
  readonly partialFillRatio: number;
  /** Chance that an order is rejected for no reason of its own. */
  readonly rejectRatio: number;
}

export interface PaperOptions {
  readonly quoteAsset: string;
  readonly startBalanceQuote: Decimal;
  /** What the account may hold, as a multiple of its equity. */
  readonly leverage: number;
  readonly costs: PaperCosts;
  readonly instrumentOf: (symbol: InstrumentSymbol) => Instrument | undefined;
  /** In [0, 1). The same numbers give the same fills. */
  readonly random: () => number;
}
