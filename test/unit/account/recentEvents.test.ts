import { describe, expect, it } from 'vitest';
import { isRecent, noEvents, remember } from '../../../src/core/account/recentEvents.js';
import type { AccountEvent } from '../../../src/domain/account.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { algoOrderUpdated, balance, holdingsUpdated, orderUpdated, position } from './support/accountEvents.js';

const times = { exchangeTimeMs: 60, transactionTimeMs: 60 };
const symbol = instrumentSymbol('BTCUSDT');
const trade: AccountEvent = {
  kind: 'tradeReported',
  ...times,
  symbol,
  orderId: '1',
  clientOrderId: 'one',
  tradeId: 'a',
  side: 'buy',
  baseQty: 1,
  price: 100,
  isMaker: true,
};

const pairs: readonly (readonly [string, AccountEvent, AccountEvent])[] = [
  ['two fills of one order', orderUpdated(60, {}, 'a'), orderUpdated(60, {}, 'b')],
  ['an order placed and cancelled', orderUpdated(60), { ...orderUpdated(60), cause: 'CANCELED' }],
  ['an order amended twice', orderUpdated(60, { price: 1 }), orderUpdated(60, { price: 2 })],
  ['two trades', trade, { ...trade, tradeId: 'b' }],
  ['an algo order placed and triggered', algoOrderUpdated(60), algoOrderUpdated(60, { status: 'TRIGGERED' })],
  ['two balances', holdingsUpdated(60, [balance(1, 60)]), holdingsUpdated(60, [balance(2, 60)])],
  ['two positions', holdingsUpdated(60, [], [position(1, 60)]), holdingsUpdated(60, [], [position(2, 60)])],
  [
    'two leverages',
    { kind: 'leverageChanged', ...times, symbol, leverage: 1 },
    { kind: 'leverageChanged', ...times, symbol, leverage: 2 },
  ],
  ['one event sent at two times', orderUpdated(60), { ...orderUpdated(60), exchangeTimeMs: 61 }],
];

describe('events of one instant', () => {
  it.each(pairs)('%s are two events', (_, first, second) => {
    const recent = remember(noEvents, first);
    expect(isRecent(recent, structuredClone(first))).toBe(true);
    expect(isRecent(recent, second)).toBe(false);
  });
});
