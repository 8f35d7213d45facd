import { readClientOrderId } from '../../../src/core/positions/clientOrderIds.js';
import { Decimal } from '../../../src/domain/decimal.js';
import type { AccountTruth } from '../../../src/simulator/account/accountTruth.js';
import { groupBy } from './groupBy.js';

/** The exchange held a position that no working stop covered, from one instant of its clock to another. */
export interface BareTime {
  readonly symbol: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Change {
  readonly atMs: number;
  readonly apply: () => void;
}

/**
 * When the exchange held something without a stop that covers all of it, by its own times: of a fill when it was made, of
 * a stop from when it was taken until it was triggered, cancelled or refused. A stop that is triggered is filled in that
 * very instant as far as the book goes; what is left of it is bare.
 */
export function bareTimes({ fills, algoOrders }: AccountTruth): readonly BareTime[] {
  const symbols = [...new Set(fills.map(({ symbol }) => symbol))];
  return symbols.flatMap((symbol) => {
    let held = Decimal.zero;
    const stops = new Set<AccountTruth['algoOrders'][number]>();
    const changes: Change[] = [];
    for (const { atMs, side, baseQty } of fills.filter((fill) => fill.symbol === symbol)) {
      const signed = side === 'BUY' ? Decimal.of(baseQty) : Decimal.of(baseQty).negated();
      changes.push({ atMs, apply: () => (held = held.plus(signed)) });
    }
    for (const stop of algoOrders) {
      if (stop.symbol !== symbol || readClientOrderId(stop.clientAlgoId)?.role !== 'stop') continue;
      changes.push({ atMs: stop.createTimeMs, apply: () => stops.add(stop) });
      if (stop.status === 'NEW') continue;
      const endedAtMs = stop.triggerTimeMs > 0 ? stop.triggerTimeMs : stop.updateTimeMs;
      changes.push({ atMs: endedAtMs, apply: () => stops.delete(stop) });
    }
    const isBare = (): boolean => {
      const side = held.sign > 0 ? 'SELL' : 'BUY';
      return (
        !held.isZero && ![...stops].some((stop) => stop.side === side && !Decimal.of(stop.baseQty).isBelow(held.abs()))
      );
    };
    return intervals(changes, isBare).map((interval) => ({ symbol, ...interval }));
  });
}

/** Stretches of time in which it holds, after all changes of an instant. What still holds at the end has no end. */
function intervals(changes: readonly Change[], holds: () => boolean): readonly Omit<BareTime, 'symbol'>[] {
  const found: { fromMs: number; toMs: number }[] = [];
  let sinceMs: number | undefined;
  for (const [atMs, now] of [...groupBy(changes, (change) => change.atMs)].sort(([a], [b]) => a - b)) {
    for (const { apply } of now) apply();
    if (holds()) sinceMs ??= atMs;
    else if (sinceMs !== undefined) {
      found.push({ fromMs: sinceMs, toMs: atMs });
      sinceMs = undefined;
    }
  }
  if (sinceMs !== undefined) found.push({ fromMs: sinceMs, toMs: Number.POSITIVE_INFINITY });
  return found;
}
