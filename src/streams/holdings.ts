import { concatMap, interval, scan, withLatestFrom, type Observable, type SchedulerLike } from 'rxjs';
import { holdingDifferences, type HoldingDifference } from '../core/positions/holdings.js';
import type { PositionBook } from '../core/positions/reduceBook.js';
import type { AccountState } from '../domain/account.js';
import { Decimal } from '../domain/decimal.js';
import type { HeldPosition } from '../domain/order.js';
import type { PositionWord } from './positionLoop.js';

export interface HoldingsDeps {
  readonly account$: Observable<AccountState>;
  readonly book$: Observable<PositionBook>;
  /** A difference that lasts longer is told; what is on its way must have arrived by then. Transport time. */
  readonly graceMs: number;
  /** Transport time. */
  readonly lookPeriodMs: number;
  /** Transport time. */
  readonly scheduler: SchedulerLike;
}

interface Suspicions {
  /** By what is different: since when. */
  readonly since: ReadonlyMap<string, number>;
  readonly words: readonly PositionWord[];
}

/**
 * What positions are to hear of an account that holds something else than they say. The first sign of it is a reason to
 * ask for their orders; what is still different after `graceMs` is told. An account of which events may have been missed
 * says nothing.
 */
export const holdingWords = ({
  account$,
  book$,
  graceMs,
  lookPeriodMs,
  scheduler,
}: HoldingsDeps): Observable<PositionWord> =>
  interval(lookPeriodMs, scheduler).pipe(
    withLatestFrom(account$, book$),
    scan(
      (before: Suspicions, [, account, book]): Suspicions =>
        account.status === 'ready'
          ? suspect(before, holdingDifferences(book, heldBy(account)), scheduler.now(), graceMs)
          : { since: new Map(), words: [] },
      { since: new Map(), words: [] },
    ),
    concatMap(({ words }) => words),
  );

/** What an account holds in one-way mode, as orders are reckoned with. */
export const heldBy = ({ positions }: AccountState): readonly HeldPosition[] =>
  [...positions.values()].map(({ symbol, baseQty, entryPrice }) => ({
    symbol,
    // Of so few digits, a number's shortest text is what the exchange wrote.
    baseQty: Decimal.of(baseQty),
    entryPrice: Decimal.of(entryPrice),
  }));

function suspect(
  { since: before }: Suspicions,
  differences: readonly HoldingDifference[],
  nowMs: number,
  graceMs: number,
): Suspicions {
  // An order on its way begins no suspicion and ends none: whoever retries an exit in vain would never hear why.
  const standing = differences.filter(({ key, isCertain }) => isCertain || before.has(key));
  const since = new Map(standing.map(({ key }) => [key, before.get(key) ?? nowMs]));
  const isNew = standing.some(({ key }) => !before.has(key));
  const lasting = standing.filter(({ key, isCertain }) => isCertain && nowMs - since.get(key)! >= graceMs);
  return { since, words: [...(isNew ? [{ kind: 'doubted' } as const] : []), ...lasting.map(({ event }) => event)] };
}
