import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emptyBook, type PositionBook } from '../../../src/core/positions/reduceBook.js';
import { restoreBook } from '../../../src/core/positions/restoreBook.js';
import { positionKey, type AccountPosition, type AccountState } from '../../../src/domain/account.js';
import { holdingWords } from '../../../src/streams/holdings.js';
import type { PositionWord } from '../../../src/streams/positionLoop.js';
import { epochScheduler } from '../../operators/virtualTime.js';
import { after, intent, positionIn, said } from '../../support/trading/positions.js';

const { symbol, signalId } = intent();

const accountOf = (baseQty: number, status: AccountState['status'] = 'ready'): AccountState => ({
  status,
  balances: new Map(),
  positions: new Map(
    baseQty === 0
      ? []
      : [
          [
            positionKey({ symbol, positionSide: 'both' }),
            { symbol, positionSide: 'both', baseQty, entryPrice: 100.5 } as AccountPosition,
          ],
        ],
  ),
  openOrders: new Map(),
  openAlgoOrders: new Map(),
  lastEventTimeMs: 0,
  reconciledAtMs: 1,
});

/** Looks every second, and waits ten. */
function watch(book: PositionBook, account: AccountState) {
  const scheduler = epochScheduler(0);
  const [book$, account$] = [new BehaviorSubject(book), new BehaviorSubject(account)];
  const words: (readonly [number, PositionWord])[] = [];
  holdingWords({ account$, book$, graceMs: 10_000, lookPeriodMs: 1_000, scheduler }).subscribe((word) =>
    words.push([scheduler.now(), word]),
  );
  const pass = (ms: number): void => {
    scheduler.maxFrames = scheduler.frame + ms;
    const endMs = scheduler.maxFrames;
    scheduler.flush();
    scheduler.frame = endMs;
  };
  return { book$, account$, words, pass };
}

const open = restoreBook([positionIn('open')], [], false);
const doubted = { kind: 'doubted' };
const orphaned = { kind: 'orphaned', positionId: signalId };

describe('what an account holds otherwise than the positions say', () => {
  it('is a reason to ask at once, and makes an orphan when it lasts', () => {
    const { words, pass } = watch(open, accountOf(9));
    pass(10_500);
    expect(words).toEqual([[1_000, doubted]]);
    pass(1_000);
    expect(words.slice(1)).toEqual([[11_000, orphaned]]);
  });

  it('is forgotten when it is mended in time', () => {
    const { account$, words, pass } = watch(open, accountOf(9));
    pass(9_000);
    account$.next(accountOf(10));
    pass(2_000);
    account$.next(accountOf(9));
    pass(9_500);
    expect(words).toEqual([
      [1_000, doubted],
      [12_000, doubted],
    ]);
  });

  it('waits anew when it changes', () => {
    const { account$, words, pass } = watch(open, accountOf(9));
    pass(9_000);
    account$.next(accountOf(8));
    pass(10_500);
    expect(words).toEqual([
      [1_000, doubted],
      [10_000, doubted],
    ]);
    pass(1_000);
    expect(words.at(-1)).toEqual([20_000, orphaned]);
  });

  it('is not forgotten while an order is on its way, and is told when its fate is known', () => {
    // Somebody has closed it by hand: the exit is refused, and tried again.
    const tried = said('x1', { kind: 'cancelRefused', message: '' });
    const refused = said('x1', { kind: 'rejected', reason: 'reduceOnly', message: 'ReduceOnly Order is rejected.' });
    const [asking, idle] = [[tried], [tried, refused]].map((events) =>
      restoreBook([after(positionIn('closing'), events).position], [], false),
    );
    const { book$, words, pass } = watch(idle!, accountOf(0));
    for (let second = 0; second < 12; second += 1) {
      book$.next(second % 2 === 0 ? idle! : asking!);
      pass(1_000);
    }
    pass(500);
    expect(words).toEqual([
      [1_000, doubted],
      [11_000, orphaned],
    ]);
  });

  it('begins with nothing that is only on its way', () => {
    const asking = after(positionIn('closing'), [said('x1', { kind: 'cancelRefused', message: '' })]).position;
    const { words, pass } = watch(restoreBook([asking], [], false), accountOf(0));
    pass(20_500);
    expect(words).toEqual([]);
  });

  it('counts from the time when the account is certain', () => {
    const { account$, words, pass } = watch(open, accountOf(9));
    pass(9_500);
    account$.next(accountOf(9, 'reconciling'));
    pass(1_000);
    account$.next(accountOf(9));
    pass(10_000);
    expect(words.map(([, { kind }]) => kind)).toEqual(['doubted', 'doubted']);
    pass(1_000);
    expect(words.at(-1)).toEqual([21_000, orphaned]);
  });

  it('is told with what is held, in the digits of the exchange', () => {
    const { words, pass } = watch(emptyBook, accountOf(-0.003));
    pass(11_500);
    const found = words.at(-1)?.[1];
    expect(found?.kind === 'orphanFound' && [found.held.baseQty.toString(), found.held.entryPrice.toString()]).toEqual([
      '-0.003',
      '100.5',
    ]);
  });
});
