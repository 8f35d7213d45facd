import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUnits, unitsToNumber } from '../../../src/simulator/decimal.js';

describe('formatUnits', () => {
  it.each([
    [8_386_020, 2, 2, '83860.20'],
    [838_602, 1, 2, '83860.20'],
    [5, 3, 3, '0.005'],
    [0, 3, 3, '0.000'],
    [0, 0, 0, '0'],
    [1_234, 0, 0, '1234'],
    [1_234, 0, 2, '1234.00'],
    [9_007_199_254_740_991, 5, 5, '90071992547.40991'],
  ])('prints %d units of %d decimals with %d shown as %s', (units, unitDecimals, shownDecimals, text) => {
    expect(formatUnits(units, { unitDecimals, shownDecimals })).toBe(text);
  });

  it('prints what unitsToNumber says, for all exact integers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(10), fc.nat(3), (units, unitDecimals, more) => {
        const format = { unitDecimals, shownDecimals: unitDecimals + more };
        expect(Number(formatUnits(units, format))).toBe(unitsToNumber(units, format));
      }),
    );
  });
});
