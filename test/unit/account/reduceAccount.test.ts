import { describe, expect, it } from 'vitest';
import { reduceAccount, unknownAccount, type AccountStep } from '../../../src/core/account/reduceAccount.js';
import type { AccountEvent, AccountSnapshot, AccountState } from '../../../src/domain/account.js';
import {
  algoOrder,
  algoOrderUpdated,
  balance,
  holdingsUpdated,
  order,
  orderUpdated,
  position,
  snapshot,
} from './support/accountEvents.js';

type Said = AccountEvent | AccountSnapshot | 'asked' | 'interrupted';

function toStep(said: Said): AccountStep {
  if (said === 'asked' || said === 'interrupted') return { kind: said };
  return 'kind' in said ? { kind: 'event', event: said } : { kind: 'snapshot', snapshot: said };
}

const after = (...said: readonly Said[]): AccountState => said.map(toStep).reduce(reduceAccount, unknownAccount).state;

const orderIds = ({ openOrders }: AccountState): readonly string[] => [...openOrders.keys()];
const filled = (state: AccountState): number | undefined => state.openOrders.get('1')?.filledBaseQty;

describe('the state of an account', () => {
  it('is empty and reconciling before anything is known', () => {
    expect(after()).toEqual({
      status: 'reconciling',
      balances: new Map(),
      positions: new Map(),
      openOrders: new Map(),
      openAlgoOrders: new Map(),
      lastEventTimeMs: 0,
      reconciledAtMs: 0,
    });
  });

  it('is what a snapshot says, without what is 0 or closed', () => {
    const state = after(
      snapshot(50, {
        balances: [balance(5, 10), balance(0, 10, 'BNB')],
        positions: [position(2, 20), position(0, 20, 'ETHUSDT')],
        openOrders: [order({ updateTimeMs: 30 })],
        openAlgoOrders: [algoOrder({ updateTimeMs: 40 })],
      }),
    );
    expect(state).toEqual({
      status: 'ready',
      balances: new Map([['USDT', balance(5, 10)]]),
      positions: new Map([['BTCUSDT/both', position(2, 20)]]),
      openOrders: new Map([['1', order({ updateTimeMs: 30 })]]),
      openAlgoOrders: new Map([['1', algoOrder({ updateTimeMs: 40 })]]),
      lastEventTimeMs: 0,
      reconciledAtMs: 50,
    });
  });

  it('follows the events', () => {
    const state = after(
      snapshot(50),
      orderUpdated(60, { orderId: '7' }),
      algoOrderUpdated(61, { algoId: '8' }),
      holdingsUpdated(62, [balance(9, 62)], [position(-3, 62)]),
    );
    expect(orderIds(state)).toEqual(['7']);
    expect([...state.openAlgoOrders.keys()]).toEqual(['8']);
    expect(state.balances.get('USDT')).toEqual(balance(9, 62));
    expect(state.positions.get('BTCUSDT/both')).toEqual(position(-3, 62));
    expect(state.lastEventTimeMs).toBe(62);
  });

  it('forgets what an event closes', () => {
    const state = after(
      snapshot(50, { positions: [position(2, 20)], openOrders: [order()], openAlgoOrders: [algoOrder()] }),
      orderUpdated(60, { isOpen: false, status: 'FILLED' }),
      algoOrderUpdated(61, { isOpen: false, status: 'CANCELED' }),
      holdingsUpdated(62, [], [position(0, 62)]),
    );
    expect([state.positions.size, state.openOrders.size, state.openAlgoOrders.size]).toEqual([0, 0, 0]);
  });

  it('is reconciling from an interruption to a snapshot that was asked for after it, and keeps what it knew', () => {
    const known = snapshot(50, { openOrders: [order()] });
    const interrupted = after(known, 'interrupted', orderUpdated(60, { orderId: '2' }));
    expect(interrupted.status).toBe('reconciling');
    expect(orderIds(interrupted)).toEqual(['1', '2']);
    expect(after(known, 'asked', 'interrupted', snapshot(60)).status).toBe('reconciling');
    expect(after(known, 'interrupted', 'asked', snapshot(60)).status).toBe('ready');
  });
});

describe('what was told before the account was asked for', () => {
  it('gives way to the snapshot, whatever the clocks say', () => {
    expect(orderIds(after(orderUpdated(60), 'asked', snapshot(50)))).toEqual([]);
    const row = order({ filledBaseQty: 5, updateTimeMs: 60 });
    expect(filled(after(orderUpdated(60), 'asked', snapshot(50, { openOrders: [row] })))).toBe(5);
  });

  it('stays until the snapshot is there', () => {
    expect(orderIds(after(orderUpdated(60), 'asked'))).toEqual(['1']);
  });

  it('does not take what is told meanwhile along', () => {
    expect(orderIds(after(snapshot(40), 'asked', orderUpdated(60), snapshot(50)))).toEqual(['1']);
  });
});

describe('an event', () => {
  it('that the snapshot covers does not undo it', () => {
    expect(filled(after(snapshot(50, { openOrders: [order({ filledBaseQty: 5 })] }), orderUpdated(50)))).toBe(5);
    expect(orderIds(after(snapshot(50), orderUpdated(50)))).toEqual([]);
  });

  it('of the instant after the snapshot counts', () => {
    expect(orderIds(after(snapshot(50), orderUpdated(51)))).toEqual(['1']);
  });

  it('that is older than the row of a snapshot does not undo it', () => {
    const row = order({ filledBaseQty: 5, updateTimeMs: 70 });
    expect(filled(after(snapshot(50, { openOrders: [row] }), orderUpdated(60)))).toBe(5);
  });

  it('that comes twice counts once', () => {
    const first = orderUpdated(60, { filledBaseQty: 1 }, 'a');
    const second = orderUpdated(60, { filledBaseQty: 2 }, 'b');
    expect(filled(after(snapshot(50), first, second, first))).toBe(2);
  });

  it('of a kind without state changes only the time', () => {
    const times = { exchangeTimeMs: 70, transactionTimeMs: 70 };
    const before = after(snapshot(50, { openOrders: [order()] }));
    expect(after(snapshot(50, { openOrders: [order()] }), { kind: 'accountStreamExpired', ...times })).toEqual({
      ...before,
      lastEventTimeMs: 70,
    });
  });
});

describe('a snapshot', () => {
  it('speaks for everything up to its time', () => {
    expect(orderIds(after(orderUpdated(50), snapshot(50)))).toEqual([]);
    expect(filled(after(orderUpdated(50, { filledBaseQty: 1 }), snapshot(50, { openOrders: [order()] })))).toBe(0);
  });

  it('does not take back what happened after its time', () => {
    expect(orderIds(after(orderUpdated(51), snapshot(50)))).toEqual(['1']);
    const row = order({ filledBaseQty: 1, updateTimeMs: 51 });
    expect(filled(after(orderUpdated(51, { filledBaseQty: 2 }), snapshot(50, { openOrders: [row] })))).toBe(2);
  });

  it('does not bring back what was closed after its time', () => {
    const closed = orderUpdated(60, { isOpen: false, status: 'CANCELED' });
    expect(
      orderIds(after(snapshot(40, { openOrders: [order()] }), closed, snapshot(50, { openOrders: [order()] }))),
    ).toEqual([]);
  });

  it('knows better where its row is newer than the event', () => {
    const row = order({ filledBaseQty: 5, updateTimeMs: 70 });
    expect(filled(after(orderUpdated(60), snapshot(50, { openOrders: [row] })))).toBe(5);
  });

  it('takes rows that were never changed', () => {
    expect(after(snapshot(50, { balances: [balance(5, 0)] })).balances.size).toBe(1);
  });

  it('that claims an earlier time than the last one is newer all the same', () => {
    const state = after(snapshot(60, { openOrders: [order()] }), 'asked', snapshot(50));
    expect(state).toMatchObject({ status: 'ready', reconciledAtMs: 60 });
    expect(orderIds(state)).toEqual([]);
  });
});

describe('memory', () => {
  it('forgets the times that a snapshot covers', () => {
    const events = Array.from({ length: 100 }, (_, id) => orderUpdated(60, { orderId: String(id), isOpen: false }));
    const full = events.map(toStep).reduce(reduceAccount, unknownAccount);
    expect(full.tables.openOrders.toldAtMs.size).toBe(100);
    expect(reduceAccount(full, toStep(snapshot(60))).tables.openOrders.toldAtMs.size).toBe(0);
    expect(reduceAccount(full, toStep('asked')).tables.openOrders.toldAtMs.size).toBe(0);
  });

  it('of events is bounded, and reaches back a thousand', () => {
    const events = Array.from({ length: 5_000 }, (_, index) => orderUpdated(60 + index, {}, String(index)));
    const ledger = events.map(toStep).reduce(reduceAccount, unknownAccount);
    expect(ledger.recent.newer.size + ledger.recent.older.size).toBeLessThanOrEqual(2_000);
    expect(reduceAccount(ledger, toStep(events.at(-1_000)!)).isRepeat).toBe(true);
    expect(reduceAccount(ledger, toStep(events[0]!)).isRepeat).toBe(false);
  });
});
