import { describe, expect, it } from 'vitest';
import type { PositionEvent } from '../../../../src/core/positions/positionEvent.js';
import { emptyBook, reduceBook, type BookStep } from '../../../../src/core/positions/reduceBook.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import {
  acknowledged,
  commandInWords,
  d,
  fill,
  filled,
  intent,
  orderId,
  positionRules,
  reconciled,
  said,
} from '../../../support/trading/positions.js';

const reduce = reduceBook(positionRules);
const ether = instrumentSymbol('ETHUSDT');

const run = (...events: readonly PositionEvent[]): BookStep =>
  events.reduce<BookStep>((step, event) => reduce(step.book, event), {
    book: emptyBook,
    commands: [],
    problems: [],
    notices: [],
  });

const wanted = (given: Parameters<typeof intent>[0] = {}, atMs = 0): PositionEvent => ({
  kind: 'intent',
  atMs,
  intent: intent(given),
});
const rejected = said('e', { kind: 'rejected', reason: 'margin', message: 'no' });
const kinds = ({ problems }: BookStep): string[] => problems.map(({ kind }) => kind);
const states = ({ book }: BookStep): string[] =>
  [...book.live.values(), ...book.ended.values()].map(({ id, state }) => `${id} ${state}`);

describe('the book of positions', () => {
  it('opens one position for a signal, also when that one is over', () => {
    expect(kinds(run(wanted(), wanted()))).toEqual(['secondEntry']);
    expect(kinds(run(wanted(), rejected, wanted()))).toEqual(['secondEntry']);
  });

  it('has one position of a symbol at a time', () => {
    expect(kinds(run(wanted(), wanted({ signalId: 'b' })))).toEqual(['symbolBusy']);
    const other = run(wanted(), wanted({ signalId: 'b', symbol: ether }));
    expect(kinds(other)).toEqual([]);
    expect(states(other)).toEqual(['cbf29ce484222325 pending', 'b pending']);
    expect(kinds(run(wanted(), rejected, wanted({ signalId: 'b' })))).toEqual([]);
  });

  it('keeps a symbol busy while an order of a closed position may still be filled', () => {
    const closed = [
      wanted({ targets: [] }),
      acknowledged('e'),
      filled('e', 10, 100),
      acknowledged('s1'),
      { kind: 'killed', atMs: 0 } as const,
      filled('x1', 10, 100),
      { kind: 'lifted', atMs: 0 } as const,
    ];
    expect(states(run(...closed))).toEqual(['cbf29ce484222325 closed']);
    expect(kinds(run(...closed, wanted({ signalId: 'b' })))).toEqual(['symbolBusy']);
    const over = [...closed, said('s1', { kind: 'cancelled', filledBaseQty: d(0) })];
    expect(kinds(run(...over, wanted({ signalId: 'b' })))).toEqual([]);
  });

  it('opens nothing while it is stopped', () => {
    expect(kinds(run({ kind: 'killed', atMs: 0 }, wanted()))).toEqual(['stopped']);
    expect(kinds(run({ kind: 'killed', atMs: 0 }, { kind: 'lifted', atMs: 0 }, wanted()))).toEqual([]);
  });

  it('finds the position of an order by its client id, and leaves the orders of others alone', () => {
    expect(states(run(wanted(), filled('e', 10, 100)))).toEqual(['cbf29ce484222325 open']);
    expect(kinds(run(acknowledged('e')))).toEqual(['unknownOrder']);
    const event = {
      kind: 'acknowledged',
      clientOrderId: 'web_123' as never,
      symbol: ether,
      exchangeTimeMs: 0,
    } as const;
    expect(kinds(run({ kind: 'order', atMs: 0, event }))).toEqual([]);
    expect(kinds(run({ kind: 'notFound', atMs: 0, symbol: ether, clientOrderId: orderId('s1', 'abc') }))).toEqual([
      'unknownOrder',
    ]);
  });

  it('brings back a position of which more is filled after it was over', () => {
    const late = run(
      wanted(),
      said('e', { kind: 'unknown', message: 'no answer' }),
      { kind: 'notFound', atMs: 0, symbol: intent().symbol, clientOrderId: orderId('e') },
      filled('e', 10, 100),
    );
    expect(states(late)).toEqual(['cbf29ce484222325 closing']);
    expect(late.book.live.size).toBe(1);
    expect(late.book.ended.size).toBe(0);
  });

  it('asks for everything that has not ended when events may have been missed', () => {
    const other = [wanted({ signalId: 'b', symbol: ether }), filled('e', 10, 100), acknowledged('s1')] as const;
    const { commands } = run(wanted(), ...other, { kind: 'doubted', atMs: 0 });
    expect(commands.map(commandInWords)).toEqual(['query s1', 'query t0.1', 'query t1.1', 'query e']);
  });

  it('waits for the answer to an order that is on its way, though it was not found yet', () => {
    const asked = { kind: 'notFound', atMs: 0, symbol: intent().symbol, clientOrderId: orderId('e') } as const;
    expect(states(run(wanted(), asked))).toEqual(['cbf29ce484222325 pending']);
  });

  it('forgets what has been over for long enough', () => {
    const over = [wanted(), rejected] as const;
    expect(states(run(...over, { kind: 'time', atMs: 3_600_000 }))).toHaveLength(1);
    expect(states(run(...over, { kind: 'time', atMs: 3_600_001 }))).toEqual([]);
  });

  it('shows what it does not know, once, touches it never, and lets it go', () => {
    const held = { symbol: ether, baseQty: d(-2), entryPrice: d('10.5') };
    const found = run({ kind: 'orphanFound', atMs: 5, held });
    expect(found.notices).toEqual([
      { kind: 'orphaned', positionId: 'orphan-ETHUSDT', symbol: ether, cause: undefined },
    ]);
    const again = reduce(found.book, { kind: 'orphanFound', atMs: 9, held: { ...held, baseQty: d(-3) } });
    expect(again.notices).toEqual([]);
    const [orphan] = again.book.live.values();
    expect(orphan).toMatchObject({
      state: 'orphaned',
      direction: 'short',
      createdAtMs: 5,
      enteredBaseQty: d(3),
      entryQuote: d('31.5'),
    });
    const killed = reduce(again.book, { kind: 'killed', atMs: 9 });
    expect([killed.commands, states(killed)]).toEqual([[], ['orphan-ETHUSDT orphaned']]);
    expect(kinds(reduce(again.book, wanted({ symbol: ether })))).toEqual(['symbolBusy']);
    expect(states(reduce(again.book, { kind: 'orphanLeft', atMs: 9, symbol: ether }))).toEqual([]);
  });

  it('lets go of a position that is not what the exchange holds, once nothing is held there and no order is left', () => {
    const orphaned = run(
      wanted(),
      acknowledged('e'),
      filled('e', 10, 100),
      acknowledged('s1'),
      said('t0.1', { kind: 'unknown', message: 'no answer' }),
      acknowledged('t1.1'),
      { kind: 'orphaned', atMs: 5, positionId: intent().signalId },
    );
    expect(reduce(orphaned.book, { kind: 'doubted', atMs: 6 }).commands).toEqual([]);
    const left = reduce(orphaned.book, { kind: 'orphanLeft', atMs: 7, symbol: intent().symbol });
    expect(left.commands.map(commandInWords)).toEqual(['cancel s1', 'cancel t0.1', 'cancel t1.1']);
    const refused = reduce(left.book, said('t0.1', { kind: 'cancelRefused', message: 'Unknown order sent.' }));
    expect(refused.commands.map(commandInWords)).toEqual(['query t0.1']);
    const gone: PositionEvent = { kind: 'notFound', atMs: 8, symbol: intent().symbol, clientOrderId: orderId('t0.1') };
    const cancelled = ['s1', 't1.1'].map((name) => said(name, { kind: 'cancelled', filledBaseQty: d(0) }));
    const step = [gone, ...cancelled].reduce((so, event) => reduce(so.book, event), refused);
    expect([step.book.live.size, states(step)]).toEqual([0, ['cbf29ce484222325 orphaned']]);
    expect(kinds(reduce(step.book, wanted({ signalId: 'another' })))).toEqual([]);
  });

  it('cancels the entry of what it no longer follows, however often that takes, since nobody would protect what it brings', () => {
    const buying = { kind: 'partiallyFilled', fill: fill(4, 100), filledBaseQty: d(4) } as const;
    const orphaned = run(wanted(), said('e', buying), acknowledged('s1'), {
      kind: 'orphaned',
      atMs: 5,
      positionId: intent().signalId,
    });
    expect(orphaned.commands.map(commandInWords)).toEqual(['cancel e']);
    // After a restart nobody knows whether the cancel has left.
    const resumed = reduce(orphaned.book, { kind: 'doubted', atMs: 6 });
    expect(resumed.commands.map(commandInWords)).toEqual(['query e']);
    const working = reduce(resumed.book, reconciled('e', 'working', [buying.fill]));
    expect(working.commands.map(commandInWords)).toEqual(['cancel e']);
    const refused = reduce(working.book, said('e', { kind: 'cancelRefused', message: 'Unknown order sent.' }));
    expect(refused.commands.map(commandInWords)).toEqual(['query e']);
    const over = reduce(refused.book, reconciled('e', 'cancelled', [buying.fill]));
    expect([over.commands, states(over)]).toEqual([[], ['cbf29ce484222325 orphaned']]);
  });

  it('cancels again what is left of an orphan of which nothing is held, when a cancel was not carried out', () => {
    const left = run(
      wanted(),
      filled('e', 10, 100),
      acknowledged('s1'),
      acknowledged('t0.1'),
      acknowledged('t1.1'),
      { kind: 'orphaned', atMs: 5, positionId: intent().signalId },
      { kind: 'orphanLeft', atMs: 7, symbol: intent().symbol },
    );
    const lost = reduce(left.book, said('s1', { kind: 'unknown', message: 'not sent: the exchange blocks us' }));
    const again = reduce(lost.book, reconciled('s1', 'working'));
    expect(again.commands.map(commandInWords)).toEqual(['cancel s1']);
  });

  it('names a position that is not there', () => {
    expect(kinds(run({ kind: 'orphaned', atMs: 0, positionId: 'nobody' }))).toEqual(['unknownPosition']);
    expect(kinds(run({ kind: 'signalClosed', atMs: 0, signalId: 'nobody', isTurned: true }))).toEqual([]);
  });

  it('is the same object when nothing has changed', () => {
    const { book } = run(wanted(), filled('e', 10, 100), acknowledged('s1'));
    expect(reduce(book, { kind: 'time', atMs: 1 }).book).toBe(book);
    expect(reduce(book, { kind: 'price', atMs: 1, symbol: ether, price: d(1) }).book).toBe(book);
  });
});
