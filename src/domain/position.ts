import type { Decimal } from './decimal.js';
import type { InstrumentSymbol } from './kline.js';
import type { OrderRef, OrderRequest } from './order.js';
import type { Direction } from './signal.js';

/** What risk decided to open, with everything that its exits need: the plan of a position. */
export interface EntryIntent {
  readonly signalId: string;
  readonly symbol: InstrumentSymbol;
  readonly quoteAsset: string;
  readonly direction: Direction;
  readonly baseQty: Decimal;
  /** `undefined`: at market. */
  readonly limitPrice: Decimal | undefined;
  /** What the sizes were reckoned with. */
  readonly referencePrice: Decimal;
  readonly stopPrice: Decimal;
  /** The ladder, nearest first. What no rung takes stays until another exit. */
  readonly targets: readonly { readonly price: Decimal; readonly baseQty: Decimal }[];
  readonly trailing:
    | {
        /** It begins when the price has come this far. */
        readonly fromPrice: Decimal;
        /** Distance to the best price since, as a share of it. */
        readonly distanceRatio: Decimal;
        /** The stop is moved by no less. */
        readonly stepQuote: Decimal;
      }
    | undefined;
  /** Market time for which the position may last; `undefined`: no limit. */
  readonly timeoutMs: number | undefined;
  readonly tickSize: Decimal;
  readonly stepSize: Decimal;
  /** What is lost when the stop is hit, without costs. */
  readonly riskQuote: Decimal;
}

/**
 * `pending`: nothing is filled yet. `open`: something is held. `closing`: it is on its way out. `closed`: nothing is held
 * any more. `rejected`: it ended before anything was held. `orphaned`: the exchange holds something else than we know of;
 * it is shown and left alone.
 */
export type PositionState = 'pending' | 'open' | 'closing' | 'closed' | 'rejected' | 'orphaned';

/** Why a position is on its way out, or went. `lateFill`: an entry that was believed to be over was filled after all. */
export type ExitCause =
  'stop' | 'trailingStop' | 'target' | 'timeout' | 'signal' | 'killSwitch' | 'unprotected' | 'lateFill';

export type OrderRole = 'entry' | 'stop' | 'target' | 'exit';

/** An order of a position, as far as it is known. */
export interface ManagedOrder {
  readonly request: OrderRequest;
  readonly role: OrderRole;
  /** Of a target its place on the ladder, from 0. */
  readonly rung: number;
  /** From 1: a further order of the same role and rung has the next number. */
  readonly attempt: number;
  /** `sent`: no answer yet. `unknown`: it is being asked for. */
  readonly status: 'sent' | 'working' | 'unknown' | 'ended';
  readonly endedAs: 'filled' | 'cancelled' | 'rejected' | 'expired' | 'notFound' | undefined;
  /** We have asked for it to be cancelled. */
  readonly isCancelling: boolean;
  readonly filledBaseQty: Decimal;
  readonly tradeIds: readonly string[];
  /** Market time of the last word on it. */
  readonly toldAtMs: number;
}

/** What became of one signal. Money is in the quote asset, exact. All times are market time. */
export interface Position {
  /** That of its signal; of an orphan `orphan-SYMBOL`. */
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  readonly state: PositionState;
  /** `undefined` only for what we did not open. */
  readonly intent: EntryIntent | undefined;
  readonly orders: readonly ManagedOrder[];
  readonly enteredBaseQty: Decimal;
  readonly exitedBaseQty: Decimal;
  /** Price × quantity of all fills of the entry, and of all exits. */
  readonly entryQuote: Decimal;
  readonly exitQuote: Decimal;
  /** Fees that were paid in the quote asset; those in others are in `otherFees`, by asset, and not part of any profit. */
  readonly feesQuote: Decimal;
  readonly otherFees: Readonly<Record<string, Decimal>>;
  /** Where the stop should be now. */
  readonly stopPrice: Decimal;
  /** Best price since it was opened, for the trailing stop. */
  readonly bestPrice: Decimal | undefined;
  readonly exitCause: ExitCause | undefined;
  /** Why nothing was ever held, in the exchange's words. */
  readonly rejection: string | undefined;
  readonly createdAtMs: number;
  readonly openedAtMs: number | undefined;
  /** Of what is closed or rejected, and of an orphan of which nothing is held any more. */
  readonly endedAtMs: number | undefined;
  /** Since when something is held that no confirmed stop covers; `undefined` while one does. */
  readonly unprotectedSinceMs: number | undefined;
}

/** A position that is over, as far as rules look back at it. */
export interface ClosedTrade {
  readonly signalId: string;
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  readonly cause: ExitCause;
  /** After fees. */
  readonly profitQuote: Decimal;
  /** `profitQuote` as a share of what was entered. */
  readonly profitRatio: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
}

/** Something to be done at the exchange. */
export type OrderCommand =
  | { readonly kind: 'place'; readonly order: OrderRequest }
  | (OrderRef & { readonly kind: 'cancel' })
  | (OrderRef & { readonly kind: 'query' });
