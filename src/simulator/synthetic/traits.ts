import type { MarketInstrument } from '../market.js';
import type { ReturnSource } from './returns.js';

/** How a synthetic symbol behaves. */
export interface SymbolTraits {
  readonly instrument: MarketInstrument;
  readonly key: number;
  /** Price around which it wanders, quote per base. */
  readonly basePrice: number;
  /** Its answer to a move of the whole market. */
  readonly beta: number;
  /** What moves it alone. */
  readonly own: ReturnSource;
  /** Turnover of an average day, in quote. */
  readonly dailyQuoteVolume: number;
  /** Average size of a trade, in quote. */
  readonly tradeQuoteSize: number;
  /** Probability that a minute has any trade. */
  readonly tradeProbability: number;
  /** Six-hour block from which nothing trades any more; -Infinity for symbols that never have. */
  readonly haltBlock: number;
  /** False for symbols that are listed but have no klines yet. */
  readonly hasMinutes: boolean;
}
