import { heldQty } from '../../../src/core/positions/money.js';
import type { PositionUpdate } from '../../../src/streams/positionLoop.js';
import type { BareTime } from './bareTimes.js';

/** The parts of these times in which the book believed that a stop covers what it holds. */
export function unnoticedTimes(bare: readonly BareTime[], updates: readonly PositionUpdate[]): readonly BareTime[] {
  return bare.flatMap(({ symbol, fromMs, toMs }) => {
    const found: BareTime[] = [];
    let sinceMs: number | undefined;
    const end = (atMs: number): void => {
      const [from, to] = [Math.max(fromMs, sinceMs ?? toMs), Math.min(toMs, atMs)];
      if (from < to) found.push({ symbol, fromMs: from, toMs: to });
      sinceMs = undefined;
    };
    for (const { atMs, book } of updates) {
      const position = [...book.live.values()].find((each) => each.symbol === symbol);
      const isBelieved = position?.unprotectedSinceMs === undefined && position && !heldQty(position).isZero;
      if (isBelieved) sinceMs ??= atMs;
      else end(atMs);
    }
    end(toMs);
    return found;
  });
}
