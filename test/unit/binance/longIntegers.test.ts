import { describe, expect, it } from 'vitest';
import { longIntegersAsText } from '../../../src/adapters/binance/longIntegers.js';

describe('longIntegersAsText', () => {
  it.each([
    ['{"orderId":8389765519993908929}', '{"orderId":"8389765519993908929"}'],
    ['{"i":8389765519993908929,"t":8389765519993908930}', '{"i":"8389765519993908929","t":"8389765519993908930"}'],
    ['{"a":1,\n "i" : -8389765519993908929 }', '{"a":1,\n "i" : "-8389765519993908929" }'],
    ['[{"i":8389765519993908929},{"i":7}]', '[{"i":"8389765519993908929"},{"i":7}]'],
  ])('quotes the value in %s', (json, expected) => {
    expect(longIntegersAsText(json)).toBe(expected);
  });

  it.each([
    '{"i":838976551999390}',
    '{"p":8389765519993908929.5}',
    '{"p":"8389765519993908929"}',
    JSON.stringify({ c: ',"i":8389765519993908929,' }),
    JSON.stringify({ c: '{"i":8389765519993908929}' }),
    JSON.stringify({ c: '","i":8389765519993908929}' }),
    '[8389765519993908929]',
    'no JSON',
  ])('leaves %s as it is', (json) => {
    expect(longIntegersAsText(json)).toBe(json);
  });
});
