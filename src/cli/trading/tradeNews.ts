import type { RiskRefusal } from '../../core/risk/riskInput.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Position } from '../../domain/position.js';
import type { Signal } from '../../domain/signal.js';

/** Something that became of a position, or of a signal that has none. `atMs` is market time. */
export type TradeNews = { readonly atMs: number } & (
  | {
      readonly kind: 'opened' | 'closed' | 'rejected' | 'orphaned' | 'unprotected' | 'stuck';
      readonly position: Position;
    }
  | { readonly kind: 'refused'; readonly signal: Signal; readonly refusal: RiskRefusal }
);

/** How trading stands. Money in `quoteAsset`. */
export interface TradingStatus {
  readonly mode: 'paper' | 'live';
  readonly quoteAsset: string;
  /** Positions that hold something, or may still come to. */
  readonly positions: number;
  /** `undefined` until the account is known. */
  readonly equityQuote: Decimal | undefined;
  /** Of the positions that were closed in this run, after fees. */
  readonly profitQuote: Decimal;
  /** The kill switch is on. */
  readonly isStopped: boolean;
  /** It has failed, and will do nothing more in this run. */
  readonly hasFailed: boolean;
}
