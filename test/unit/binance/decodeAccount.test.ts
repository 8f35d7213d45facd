import { describe, expect, it } from 'vitest';
import { decodeAccount } from '../../../src/adapters/binance/decodeAccount.js';

const trade = {
  e: 'TRADE_LITE',
  E: 2,
  T: 1,
  s: 'BTCUSDT',
  m: true,
  c: 'one',
  S: 'BUY',
  L: '83000.00',
  l: '0.010',
  t: 8_132_505_700,
  i: 22_542_179,
};
const frame = (fields: Record<string, unknown>): string => JSON.stringify({ ...trade, ...fields });

describe('decodeAccount', () => {
  it.each([
    ['not JSON', 'oops'],
    ['value: expected object, found 5', '5'],
    ['e: expected string, found nothing', '{}'],
    ['E: expected an instant in ms, found nothing', '{"e":"TRADE_LITE"}'],
    ['E: expected an instant in ms, found "soon"', frame({ E: 'soon' })],
    ['T: Too small: expected number to be >=0, found -1', frame({ T: -1 })],
    ['S: Invalid option: expected one of "BUY"|"SELL", found "HOLD"', frame({ S: 'HOLD' })],
    ['l: expected a number of at least 0 as text, found "-1"', frame({ l: '-1' })],
    ['i: expected an id, found 1.5', frame({ i: 1.5 })],
    ['i: expected an id, found "one"', frame({ i: 'one' })],
    ['value: expected ac (symbol and leverage) or ai (mode)', '{"e":"ACCOUNT_CONFIG_UPDATE","E":2,"T":1}'],
    ['a: expected object, found nothing', '{"e":"ACCOUNT_UPDATE","E":2,"T":1}'],
  ])('calls it a bad frame: %s', (reason, text) => {
    const decoded = decodeAccount(text);
    expect(decoded).toMatchObject({ kind: 'badFrame', sample: text });
    expect(decoded).toHaveProperty('reason', expect.stringContaining(reason));
  });

  it('keeps every digit of an order id', () => {
    const text = JSON.stringify(trade).replace('"i":22542179', '"i":8389765519993908929');
    expect(decodeAccount(text)).toMatchObject({ kind: 'tradeReported', orderId: '8389765519993908929' });
  });

  it.each([
    '{"e":"listenKeyExpired","E":"soon","listenKey":"canary"}',
    '{"e":"listenKeyExpired","listenKey" : "canary"}',
    '{"stream":"canary","data":{}}',
    '{"stream":"canary","data":5}',
    '{"listenKey":"canary',
    '"listenKey":"canary"',
  ])('shows no listen key of %s', (text) => {
    expect(decodeAccount(text).kind).toBe('badFrame');
    expect(JSON.stringify(decodeAccount(text))).not.toContain('canary');
  });

  it('does not take the names of its own inside for events', () => {
    expect(decodeAccount('{"e":"toString","E":1}')).toMatchObject({ kind: 'unknownAccountEvent', name: 'toString' });
  });
});
