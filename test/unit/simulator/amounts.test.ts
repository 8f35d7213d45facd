import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amountOf,
  amountOfUnits,
  amountToNumber,
  decimalText,
  fixedText,
  over,
  parseAmount,
  plainText,
  portion,
  priceText,
  times,
} from '../../../src/simulator/account/amounts.js';

describe('amounts', () => {
  it.each([
    ['0.0010', { amount: 100_000n, decimals: 3 }],
    ['83000', { amount: 8_300_000_000_000n, decimals: 0 }],
    ['-1.5', { amount: -150_000_000n, decimals: 1 }],
    ['1.500000000', { amount: 150_000_000n, decimals: 1 }],
    ['0.000000001', { amount: 0n, decimals: 9 }],
  ])('reads %s', (text, expected) => {
    expect(parseAmount(text)).toEqual(expected);
  });

  it.each(['', '.5', '5.', '1e3', '+1', ' 1', '1,5', 'NaN', 'Infinity', '0x10', '-', '1234567890123456'])(
    'does not read %j',
    (text) => {
      expect(parseAmount(text)).toBeUndefined();
    },
  );

  it('every amount survives its text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (amount) => {
        expect(parseAmount(fixedText(amount))?.amount).toBe(amount);
        expect(parseAmount(plainText(amount))?.amount).toBe(amount);
      }),
    );
  });

  it('numbers are taken to the nearest eighth decimal', () => {
    expect(amountOf(0.1 + 0.2)).toBe(30_000_000n);
    expect(amountToNumber(amountOf(-12.345_678_9))).toBe(-12.345_678_9);
    expect(amountOfUnits(8_386_020, { unitDecimals: 2 })).toBe(amountOf(83_860.2));
  });

  it('products, quotients and shares are the nearest, halves away from zero', () => {
    expect(times(1n, 50_000_000n)).toBe(1n);
    expect(times(-1n, 50_000_000n)).toBe(-1n);
    expect(times(1n, 49_999_999n)).toBe(0n);
    expect(over(amountOf(1), amountOf(-3))).toBe(-33_333_333n);
    expect(portion(10n, 1n, 4n)).toBe(3n);
  });

  it('prints as the venue does', () => {
    expect([decimalText(amountOf(0.01), 3), decimalText(amountOf(-2), 0), decimalText(amountOf(0.125), 2)]).toEqual([
      '0.010',
      '-2',
      '0.13',
    ]);
    expect([priceText(amountOf(83_000)), priceText(amountOf(83_016.6)), plainText(0n)]).toEqual([
      '83000.0',
      '83016.6',
      '0',
    ]);
  });
});
