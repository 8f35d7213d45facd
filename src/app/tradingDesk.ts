import type { Observable, SchedulerLike } from 'rxjs';
import type { Config } from '../config/schema.js';
import type { PositionBook } from '../core/positions/reduceBook.js';
import type { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { FeedBackoff } from '../streams/feed.js';
import type { PositionUpdate, PositionWord } from '../streams/positionLoop.js';
import type { Scanner } from './scanner.js';

/** What trading needs, on paper and live. */
export interface TradingDeskDeps {
  readonly settings: Config['trading'];
  readonly quoteAsset: string;
  readonly scanner: Pick<Scanner, 'signals$' | 'priceFeed$'>;
  readonly instrumentOf: (symbol: InstrumentSymbol) => Instrument | undefined;
  readonly words$: Observable<PositionWord>;
  /** What was held when the last run ended. */
  readonly book: PositionBook;
  readonly backoff: FeedBackoff;
  /** In [0, 1). */
  readonly random: () => number;
  readonly market: SchedulerLike;
  /** Market milliseconds per transport millisecond. */
  readonly speed: number;
  readonly transport: SchedulerLike;
}

/** Money in the quote asset. */
interface DeskAccount {
  readonly equityQuote: Decimal;
  readonly availableQuote: Decimal;
}

/** Signals traded, on paper or live. */
export interface TradingDesk {
  /** Trades as long as it is subscribed to, once. */
  readonly updates$: Observable<PositionUpdate>;
  /** As it is known now; `undefined` while it is not. */
  readonly account: () => DeskAccount | undefined;
}

/** How often positions look at the clock, transport time. */
export const lookPeriodMs = 1_000;

export const symbolsOf = ({ live }: PositionBook): ReadonlySet<InstrumentSymbol> =>
  new Set([...live.values()].map(({ symbol }) => symbol));
