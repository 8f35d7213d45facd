import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { AccountState } from '../../../src/domain/account.js';
import { ExchangeRejectedError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { AccountUpdate } from '../../../src/streams/accountFeed.js';
import { toAccountHealth } from '../../../src/streams/accountHealth.js';
import { algoOrder, order, position } from '../account/support/accountEvents.js';

const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'reset' });
const refused = new ExchangeRejectedError('refused', { url: 'x', httpStatus: 401, exchangeCode: -2_015 });

const stateOf = (status: AccountState['status'], fields: Partial<AccountState> = {}): AccountState => ({
  status,
  balances: new Map(),
  positions: new Map(),
  openOrders: new Map(),
  openAlgoOrders: new Map(),
  lastEventTimeMs: 0,
  reconciledAtMs: 0,
  ...fields,
});
const reconciled: AccountUpdate = { kind: 'reconciled', state: stateOf('ready') };
const interrupted: AccountUpdate = { kind: 'interrupted', state: stateOf('reconciling') };
const failed = (status: AccountState['status'], error = unreachable as AccountFailure): AccountUpdate => ({
  kind: 'reconcileFailed',
  error,
  state: stateOf(status),
});
type AccountFailure = ExchangeRejectedError | ExchangeUnreachableError;

function watched() {
  const clock = { nowMs: 0, now: () => clock.nowMs };
  const updates$ = new Subject<AccountUpdate>();
  const told: string[] = [];
  const bugs: unknown[] = [];
  updates$.pipe(toAccountHealth(clock)).subscribe({
    next: ({ status, cause, sinceMs }) => told.push(`${sinceMs} ${status}${cause ? ` ${cause.code}` : ''}`),
    error: (error: unknown) => bugs.push(error),
    complete: () => told.push('end'),
  });
  const say = (atMs: number, ...updates: readonly AccountUpdate[]): void => {
    clock.nowMs = atMs;
    for (const update of updates) updates$.next(update);
  };
  return { say, updates$, told, bugs };
}

it('tells when the account becomes known, when that is in doubt, and when it is known again', () => {
  const { say, told } = watched();
  say(10, reconciled, reconciled);
  say(20, interrupted);
  say(30, reconciled);
  expect(told).toEqual(['10 ready', '20 reconciling', '30 ready']);
});

it('tells the first failure to read it, and that it was read in the end', () => {
  const { say, told } = watched();
  say(10, failed('reconciling'), failed('reconciling'));
  say(20, reconciled);
  expect(told).toEqual(['10 reconciling EXCHANGE_UNREACHABLE', '20 ready']);
});

it('tells that a later reading fails, though what is known stays good', () => {
  const { say, told } = watched();
  say(10, reconciled);
  say(20, failed('ready'), failed('ready'));
  say(30, reconciled);
  expect(told).toEqual(['10 ready', '10 ready EXCHANGE_UNREACHABLE', '10 ready']);
});

it('tells that the keys are refused as the end, once, and does not fail', () => {
  const { say, updates$, told, bugs } = watched();
  say(10, failed('reconciling', refused));
  updates$.error(refused);
  expect(told.slice(-2)).toEqual(['10 dead EXCHANGE_REJECTED', 'end']);
  expect(told.filter((line) => line.includes('EXCHANGE_REJECTED'))).toHaveLength(1);
  expect(bugs).toEqual([]);
});

it('does not hide a bug', () => {
  const { updates$, bugs } = watched();
  const bug = new TypeError('a bug');
  updates$.error(bug);
  expect(bugs).toEqual([bug]);
});

it('counts positions and orders of both books', () => {
  const updates$ = new Subject<AccountUpdate>();
  let counts: unknown;
  updates$.pipe(toAccountHealth({ now: () => 0 })).subscribe((health) => (counts = health));
  const state = stateOf('ready', {
    positions: new Map([['BTCUSDT/both' as const, position(1, 0)]]),
    openOrders: new Map([['1', order()]]),
    openAlgoOrders: new Map([['1', algoOrder()]]),
  });
  updates$.next({ kind: 'reconciled', state });
  expect(counts).toMatchObject({ positions: 1, openOrders: 2 });
});
