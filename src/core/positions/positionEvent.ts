import type { Decimal } from '../../domain/decimal.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { ClientOrderId, HeldPosition, KnownOrder, OrderEvent } from '../../domain/order.js';
import type { EntryIntent, ExitCause, OrderCommand } from '../../domain/position.js';

/** What happens to positions. `atMs` is market time, of the one clock that all of these are dated by. */
export type PositionEvent = { readonly atMs: number } & (
  | { readonly kind: 'intent'; readonly intent: EntryIntent }
  /** The signal is over. `isTurned`: its score now points the other way. */
  | { readonly kind: 'signalClosed'; readonly signalId: string; readonly isTurned: boolean }
  | { readonly kind: 'order'; readonly event: OrderEvent }
  /** An order as the exchange answered when it was asked for it. */
  | { readonly kind: 'reconciled'; readonly order: KnownOrder }
  /** The exchange does not know the order, and it can no longer arrive there. */
  | { readonly kind: 'notFound'; readonly symbol: InstrumentSymbol; readonly clientOrderId: ClientOrderId }
  | { readonly kind: 'price'; readonly symbol: InstrumentSymbol; readonly price: Decimal }
  | { readonly kind: 'time' }
  /** What is held is closed, what is not yet filled is cancelled, and nothing is opened until `lifted`. */
  | { readonly kind: 'killed' }
  | { readonly kind: 'lifted' }
  /** Words on orders may have been missed: every order that has not ended is asked for. */
  | { readonly kind: 'doubted' }
  /** The exchange holds something else than this position says. */
  | { readonly kind: 'orphaned'; readonly positionId: string }
  /** The exchange holds what no position of ours knows of. */
  | { readonly kind: 'orphanFound'; readonly held: HeldPosition }
  /** It holds nothing of the symbol any more, whoever opened it. */
  | { readonly kind: 'orphanLeft'; readonly symbol: InstrumentSymbol }
);

/**
 * What is wrong with an event. `secondEntry`: its signal has had one. `symbolBusy`: the symbol has a position, or an order
 * that may still be filled. `stopped`: the kill switch is on. `unknownOrder`, `unknownPosition`: there is none, or none
 * that this can happen to. `exitBeyondPosition`: an exit filled more than is known to be held: a fill of the entry has not
 * been heard of, or somebody else has lost the rest.
 * `fillBeyondOrder`: an order filled more than was ordered. `contradiction`: of two words on one order both cannot be true.
 */
export type ProblemKind =
  | 'secondEntry'
  | 'symbolBusy'
  | 'stopped'
  | 'unknownOrder'
  | 'unknownPosition'
  | 'exitBeyondPosition'
  | 'fillBeyondOrder'
  | 'contradiction';

/** An event that is illegal: named, told, and without effect, save that money that moved is counted. */
export interface PositionProblem {
  readonly kind: ProblemKind;
  readonly positionId: string | undefined;
  readonly clientOrderId: ClientOrderId | undefined;
}

/** Something the user should hear of. */
export interface PositionNotice {
  readonly kind: 'opened' | 'closed' | 'rejected' | 'exiting' | 'stuck' | 'orphaned';
  readonly positionId: string;
  readonly symbol: InstrumentSymbol;
  /** `unprotected` is an alarm: the stop was not confirmed in time. So is `stuck`: the exchange takes no exit. */
  readonly cause: ExitCause | undefined;
}

/** What a step leads to, besides the new state. */
export interface StepEffects {
  /** To be carried out in this order. */
  readonly commands: readonly OrderCommand[];
  readonly problems: readonly PositionProblem[];
  readonly notices: readonly PositionNotice[];
}

/** What the machine is set to. Durations in market time. */
export interface PositionRules {
  /** What is held for longer without a confirmed stop is closed at market. */
  readonly maxUnprotectedMs: number;
  /** An entry that is not filled by then is cancelled. */
  readonly entryTimeoutMs: number;
  /** Between two attempts of an order that was refused. */
  readonly retryAfterMs: number;
  /** Orders of one role and rung that may fail: a stop's failure then closes the position, a target is given up. */
  readonly maxAttempts: number;
  /** Whether a position ends with its signal. */
  readonly exitOnSignal: 'never' | 'turned' | 'closed';
  /** What is over is forgotten after this long. */
  readonly forgetAfterMs: number;
}
