import type { InstrumentSymbol } from '../../../domain/kline.js';
import type { ClosedTrade } from '../../../domain/position.js';
import type { Direction } from '../../../domain/signal.js';

/** What a protection judges: may `symbol` be entered in this direction at `atMs` of market time? */
interface ProtectionInput {
  readonly symbol: InstrumentSymbol;
  readonly direction: Direction;
  /** All that is over, oldest first; each protection looks back as far as it does. */
  readonly trades: readonly ClosedTrade[];
  readonly atMs: number;
}

/** What a protection has against an entry. */
export interface Locked {
  readonly reason: string;
  /** Market time. */
  readonly untilMs: number;
}

/** A rule that looks back at what is over, as freqtrade's. Pure. `undefined`: nothing against it. */
export interface Protection {
  readonly name: string;
  readonly lock: (input: ProtectionInput) => Locked | undefined;
}

export interface LockTerms {
  readonly lookbackMs: number;
  /** From the close of the trade that brought it about. */
  readonly stopDurationMs: number;
}

/**
 * The latest lock that still holds. `judge` is given the trades closed in `lookbackMs` up to each close, oldest first, and
 * says what is against trading on; so a lock outlasts the trades that it was for. `trades` are those that concern the entry.
 */
export function latestLock(
  trades: readonly ClosedTrade[],
  atMs: number,
  { lookbackMs, stopDurationMs }: LockTerms,
  judge: (recent: readonly ClosedTrade[]) => string | undefined,
): Locked | undefined {
  const past = trades.filter(({ closedAtMs }) => closedAtMs <= atMs);
  for (let last = past.length - 1; last >= 0; last -= 1) {
    const { closedAtMs } = past[last]!;
    if (closedAtMs <= atMs - stopDurationMs) return undefined;
    const recent = past.slice(0, last + 1).filter((trade) => trade.closedAtMs > closedAtMs - lookbackMs);
    const reason = judge(recent);
    if (reason !== undefined) return { reason, untilMs: closedAtMs + stopDurationMs };
  }
  return undefined;
}
