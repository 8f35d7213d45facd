import { describe, expect, it } from 'vitest';
import type { PositionEvent } from '../../../../src/core/positions/positionEvent.js';
import { reducePosition } from '../../../../src/core/positions/reducePosition.js';
import type { PositionState } from '../../../../src/domain/position.js';
import {
  acknowledged,
  commandInWords,
  d,
  fill,
  filled,
  intent,
  orderId,
  positionIn,
  positionRules,
  reconciled,
  said,
} from '../../../support/trading/positions.js';

const states = ['pending', 'open', 'closing', 'closed', 'rejected', 'orphaned'] as const satisfies PositionState[];
const symbol = intent().symbol;

const others: Readonly<Record<string, PositionEvent>> = {
  intent: { kind: 'intent', atMs: 0, intent: intent() },
  signalFell: { kind: 'signalClosed', atMs: 0, signalId: intent().signalId, isTurned: false },
  signalTurned: { kind: 'signalClosed', atMs: 0, signalId: intent().signalId, isTurned: true },
  price: { kind: 'price', atMs: 0, symbol, price: d(101) },
  trailingPrice: { kind: 'price', atMs: 0, symbol, price: d(104) },
  soon: { kind: 'time', atMs: 5_001 },
  late: { kind: 'time', atMs: 60_000 },
  timeout: { kind: 'time', atMs: 600_000 },
  killed: { kind: 'killed', atMs: 0 },
  lifted: { kind: 'lifted', atMs: 0 },
  doubted: { kind: 'doubted', atMs: 0 },
  orphaned: { kind: 'orphaned', atMs: 0, positionId: intent().signalId },
  orphanFound: { kind: 'orphanFound', atMs: 0, held: { symbol, baseQty: d(1), entryPrice: d(100) } },
  orphanLeft: { kind: 'orphanLeft', atMs: 0, symbol },
};

/** Every word there is on an order. */
const wordsOn = (name: string): Readonly<Record<string, PositionEvent>> => ({
  acknowledged: acknowledged(name),
  partiallyFilled: said(name, { kind: 'partiallyFilled', fill: fill(1, 100), filledBaseQty: d(1) }),
  filled: filled(name, name === 't0.1' ? 2 : 10, 100),
  cancelled: said(name, { kind: 'cancelled', filledBaseQty: d(0) }),
  rejected: said(name, { kind: 'rejected', reason: 'other', message: 'no' }),
  duplicate: said(name, { kind: 'rejected', reason: 'duplicate', message: 'again' }),
  expired: said(name, { kind: 'expired', filledBaseQty: d(0), message: 'over' }),
  unknown: said(name, { kind: 'unknown', message: 'no answer' }),
  cancelRefused: said(name, { kind: 'cancelRefused', message: 'Unknown order sent.' }),
  foundWorking: reconciled(name, 'working'),
  foundCancelled: reconciled(name, 'cancelled'),
  notFound: { kind: 'notFound', atMs: 0, symbol, clientOrderId: orderId(name) },
});

const orders = { entry: 'e', stop: 's1', target: 't0.1', exit: 'x1' };
const events: Readonly<Record<string, PositionEvent>> = {
  ...others,
  ...Object.fromEntries(
    Object.entries(orders).flatMap(([role, name]) =>
      Object.entries(wordsOn(name)).map(([word, event]) => [`${role} ${word}`, event]),
    ),
  ),
};

/** The state after it, `!` what is wrong with it, and what is to be done; `=` when nothing has changed. */
function outcome(state: PositionState, event: PositionEvent): string {
  const before = positionIn(state);
  const { position, commands, problems } = reducePosition(positionRules)(before, event);
  const told = [...problems.map(({ kind }) => `!${kind}`), ...commands.map(commandInWords)];
  const result = position.state === state && told.length > 0 ? '' : position.state === state ? '=' : position.state;
  return [result, told.join(', ')].filter((part) => part !== '').join(': ');
}

const table = `
event                  | pending                                                           | open                                           | closing                                    | closed                                 | rejected             | orphaned
intent                 | !secondEntry                                                      | !secondEntry                                   | !secondEntry                               | !secondEntry                           | !secondEntry         | !secondEntry
signalFell             | =                                                                 | =                                              | =                                          | =                                      | =                    | =
signalTurned           | cancel e                                                          | closing: place x1 10, cancel t0.1, cancel t1.1 | =                                          | =                                      | =                    | =
price                  | =                                                                 | =                                              | =                                          | =                                      | =                    | =
trailingPrice          | =                                                                 | place s2 10 at 101.9                           | =                                          | =                                      | =                    | =
soon                   | =                                                                 | =                                              | =                                          | =                                      | =                    | =
late                   | cancel e                                                          | =                                              | =                                          | =                                      | =                    | =
timeout                | cancel e                                                          | closing: place x1 10, cancel t0.1, cancel t1.1 | =                                          | =                                      | =                    | =
killed                 | cancel e                                                          | closing: place x1 10, cancel t0.1, cancel t1.1 | =                                          | =                                      | =                    | =
lifted                 | =                                                                 | =                                              | =                                          | =                                      | =                    | =
doubted                | query e                                                           | query s1, query t0.1, query t1.1               | query s1, query t0.1, query t1.1, query x1 | =                                      | =                    | =
orphaned               | orphaned: cancel e                                                | orphaned                                       | orphaned                                   | !unknownPosition                       | !unknownPosition     | =
orphanFound            | =                                                                 | =                                              | =                                          | =                                      | =                    | =
orphanLeft             | =                                                                 | =                                              | =                                          | =                                      | =                    | cancel s1, cancel t0.1, cancel t1.1
entry acknowledged     | =                                                                 | =                                              | =                                          | =                                      | =                    | =
entry partiallyFilled  | open: place s1 1 at 95                                            | !fillBeyondOrder, place s2 11 at 95            | !fillBeyondOrder                           | closing: !fillBeyondOrder, place x2 1  | closing: place x1 1  | !fillBeyondOrder
entry filled           | open: place s1 10 at 95, place t0.1 2 at 105, place t1.1 4 at 110 | !fillBeyondOrder, place s2 20 at 95            | !fillBeyondOrder                           | closing: !fillBeyondOrder, place x2 10 | closing: place x1 10 | !fillBeyondOrder
entry cancelled        | rejected                                                          | =                                              | =                                          | =                                      | =                    | =
entry rejected         | rejected                                                          | !contradiction                                 | !contradiction                             | !contradiction                         | =                    | !contradiction
entry duplicate        | =                                                                 | =                                              | =                                          | =                                      | =                    | =
entry expired          | rejected                                                          | =                                              | =                                          | =                                      | =                    | =
entry unknown          | =                                                                 | =                                              | =                                          | =                                      | =                    | =
entry cancelRefused    | query e                                                           | =                                              | =                                          | =                                      | =                    | =
entry foundWorking     | =                                                                 | =                                              | =                                          | =                                      | =                    | =
entry foundCancelled   | rejected                                                          | =                                              | =                                          | =                                      | =                    | =
entry notFound         | rejected                                                          | =                                              | =                                          | =                                      | =                    | =
stop acknowledged      | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop partiallyFilled   | !unknownOrder                                                     | closing: cancel t0.1, cancel t1.1              | =                                          | !exitBeyondPosition                    | !unknownOrder        | =
stop filled            | !unknownOrder                                                     | closed: cancel t0.1, cancel t1.1               | closed: cancel x1                          | !exitBeyondPosition                    | !unknownOrder        | =
stop cancelled         | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop rejected          | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop duplicate         | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop expired           | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop unknown           | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop cancelRefused     | !unknownOrder                                                     | query s1                                       | query s1                                   | =                                      | !unknownOrder        | =
stop foundWorking      | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop foundCancelled    | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
stop notFound          | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target acknowledged    | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target partiallyFilled | !unknownOrder                                                     | place s2 9 at 95                               | =                                          | !exitBeyondPosition                    | !unknownOrder        | =
target filled          | !unknownOrder                                                     | place s2 8 at 95                               | =                                          | !exitBeyondPosition                    | !unknownOrder        | =
target cancelled       | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target rejected        | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target duplicate       | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target expired         | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target unknown         | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target cancelRefused   | !unknownOrder                                                     | query t0.1                                     | query t0.1                                 | =                                      | !unknownOrder        | =
target foundWorking    | !unknownOrder                                                     | =                                              | cancel t0.1                                | =                                      | !unknownOrder        | =
target foundCancelled  | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
target notFound        | !unknownOrder                                                     | =                                              | =                                          | =                                      | !unknownOrder        | =
exit acknowledged      | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit partiallyFilled   | !unknownOrder                                                     | !unknownOrder                                  | =                                          | !exitBeyondPosition                    | !unknownOrder        | !unknownOrder
exit filled            | !unknownOrder                                                     | !unknownOrder                                  | closed: cancel s1                          | !exitBeyondPosition                    | !unknownOrder        | !unknownOrder
exit cancelled         | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit rejected          | !unknownOrder                                                     | !unknownOrder                                  | =                                          | !contradiction                         | !unknownOrder        | !unknownOrder
exit duplicate         | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit expired           | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit unknown           | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit cancelRefused     | !unknownOrder                                                     | !unknownOrder                                  | query x1                                   | =                                      | !unknownOrder        | !unknownOrder
exit foundWorking      | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit foundCancelled    | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
exit notFound          | !unknownOrder                                                     | !unknownOrder                                  | =                                          | =                                      | !unknownOrder        | !unknownOrder
`;

const rows = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const [[, ...columns] = [], ...lines] = rows;
const cells = lines.flatMap(([event = '', ...outcomes]) =>
  outcomes.map((expected, place) => ({ event, state: columns[place] as PositionState, expected })),
);

describe('the state machine', () => {
  it('is told here for every state and every event', () => {
    expect(columns).toEqual(states);
    expect(lines.map(([event]) => event)).toEqual(Object.keys(events));
    expect(cells).toHaveLength(states.length * Object.keys(events).length);
  });

  it.each(cells)('$state, $event: $expected', ({ state, event, expected }) => {
    expect(outcome(state, events[event]!)).toBe(expected);
  });

  it.each(cells.filter(({ expected }) => /!(secondEntry|unknown)/.test(expected)))(
    'is not changed by what cannot be: $state, $event',
    ({ state, event }) => {
      const before = positionIn(state);
      expect(reducePosition(positionRules)(before, events[event]!).position).toBe(before);
    },
  );
});
