import type { Decimal } from '../../domain/decimal.js';
import type { HeldPosition } from '../../domain/order.js';
import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { ClosedTrade, Position } from '../../domain/position.js';
import type { Signal } from '../../domain/signal.js';

/** An account as the rules see it. */
export interface RiskAccount {
  /** `reconciling`: events may have been missed, so nothing is certain. */
  readonly status: 'reconciling' | 'ready';
  /** Market time up to which it is known. */
  readonly knownAtMs: number;
  /** Wallet and profit of what is open. */
  readonly equityQuote: Decimal;
  /** What may still serve as margin. */
  readonly availableQuote: Decimal;
  /** Everything that is held, whoever opened it. */
  readonly held: readonly HeldPosition[];
}

/** What is known of the market of one symbol. */
export interface RiskMarket {
  readonly instrument: Instrument;
  readonly price: Decimal;
  /** Market time of `price`. */
  readonly priceAtMs: number;
}

/** All that decides whether a signal is traded, at one instant of market time. */
export interface RiskInput {
  readonly signal: Signal;
  /** `undefined` while nothing is known of it. */
  readonly account: RiskAccount | undefined;
  /** `undefined` while nothing is known of it. */
  readonly market: RiskMarket | undefined;
  /** What we hold or are about to, over all symbols. */
  readonly live: readonly Position[];
  /** What is over, as far back as rules look, oldest first. */
  readonly trades: readonly ClosedTrade[];
  /** The last price of any symbol; `undefined` when it has none. */
  readonly priceOf: (symbol: InstrumentSymbol) => Decimal | undefined;
  readonly isStopped: boolean;
  readonly atMs: number;
}

export type RefusalKind =
  /** Only the opening of a signal opens a position. */
  | 'signalNotNew'
  | 'signalTooOld'
  | 'stopped'
  | 'accountUnknown'
  | 'accountStale'
  | 'marketUnknown'
  | 'priceStale'
  | 'notTradable'
  | 'windowSuspect'
  | 'symbolBusy'
  /** The account holds the symbol, and it was not us who opened that. */
  | 'symbolHeld'
  | 'tooManyPositions'
  | 'dailyLoss'
  | 'lossCooldown'
  | 'protection'
  | 'leverage'
  | 'exposure'
  | 'symbolExposure'
  | 'margin'
  | 'minNotional'
  | 'quantity';

/** Why a signal is not traded. */
export interface RiskRefusal {
  readonly kind: RefusalKind;
  /** In words, of this signal: `3 positions are open, the most there may be`. */
  readonly reason: string;
  /** Market time until which it stays so, where that is known. */
  readonly untilMs: number | undefined;
}

export const refusal = (kind: RefusalKind, reason: string, untilMs?: number): RiskRefusal => ({
  kind,
  reason,
  untilMs,
});
