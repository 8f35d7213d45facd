import { expect } from 'vitest';
import { readClientOrderId, signalKey } from '../../../src/core/positions/clientOrderIds.js';
import { Decimal } from '../../../src/domain/decimal.js';
import type { Position } from '../../../src/domain/position.js';
import type { AccountTruth } from '../../../src/simulator/account/accountTruth.js';
import { groupBy } from './groupBy.js';

/** What fills make of a position, as texts. */
interface Booked {
  readonly entered: string;
  readonly exited: string;
  readonly entryQuote: string;
  readonly exitQuote: string;
  readonly fees: string;
  /** By client id, in the order of their ids. */
  readonly trades: Readonly<Record<string, readonly string[]>>;
}

/** Every fill of the exchange is in the book, once, and nothing else is, to the last decimal. */
export function expectBookIsTruth(positions: readonly Position[], { fills }: AccountTruth): void {
  const byKey = groupBy(fills, ({ clientOrderId }) => readClientOrderId(clientOrderId)?.signalKey ?? 'not ours');
  const done = [...byKey].map(([key, own]) => [key, bookedFrom(own)] as const);
  const booked = positions
    .filter(({ orders }) => orders.some(({ tradeIds }) => tradeIds.length > 0))
    .map((position) => [signalKey(position.id), bookedIn(position)] as const);
  expect(Object.fromEntries(booked)).toEqual(Object.fromEntries(done));
}

function bookedFrom(fills: AccountTruth['fills']): Booked {
  const sum = (of: (fill: AccountTruth['fills'][number]) => string, isEntry?: boolean): string =>
    fills
      .filter(({ clientOrderId }) => isEntry === undefined || isEntry === isEntryId(clientOrderId))
      .reduce((total, fill) => total.plus(Decimal.of(of(fill))), Decimal.zero)
      .toString();
  const byOrder = groupBy(fills, ({ clientOrderId }) => clientOrderId);
  return {
    entered: sum(({ baseQty }) => baseQty, true),
    exited: sum(({ baseQty }) => baseQty, false),
    entryQuote: sum(({ quoteQty }) => quoteQty, true),
    exitQuote: sum(({ quoteQty }) => quoteQty, false),
    fees: sum(({ commission }) => commission),
    trades: Object.fromEntries([...byOrder].map(([id, own]) => [id, own.map(({ tradeId }) => `${tradeId}`).sort()])),
  };
}

const bookedIn = ({ orders, ...position }: Position): Booked => ({
  entered: position.enteredBaseQty.toString(),
  exited: position.exitedBaseQty.toString(),
  entryQuote: position.entryQuote.toString(),
  exitQuote: position.exitQuote.toString(),
  fees: position.feesQuote.toString(),
  trades: Object.fromEntries(
    orders
      .filter(({ tradeIds }) => tradeIds.length > 0)
      .map(({ request, tradeIds }) => [request.clientOrderId, [...tradeIds].sort()]),
  ),
});

const isEntryId = (id: string): boolean => readClientOrderId(id)?.role === 'entry';
