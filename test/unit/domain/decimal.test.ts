import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, maxDecimal, minDecimal, sumDecimals, type Rounding } from '../../../src/domain/decimal.js';

const d = (text: string | number): Decimal => Decimal.of(text);
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, places]) => d(`${units}e-${places}`));

describe('Decimal', () => {
  it.each([
    ['83860.20', '83860.2'],
    ['-0.00', '0'],
    ['0', '0'],
    ['+1.50', '1.5'],
    ['00012', '12'],
    ['-0.001', '-0.001'],
    ['1e-7', '0.0000001'],
    ['1.25E3', '1250'],
    ['12e2', '1200'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
  ])('reads %s as %s', (text, printed) => {
    expect(d(text).toString()).toBe(printed);
  });

  it.each(['', ' 1', '1,5', '.5', '5.', 'NaN', 'Infinity', '1e', '0x10', '1e999'])('refuses "%s"', (text) => {
    expect(() => d(text)).toThrow(RangeError);
  });

  it.each([Number.NaN, Infinity])('refuses the number %s', (value) => {
    expect(() => d(value)).toThrow(RangeError);
  });

  it('has one form for one number', () => {
    expect(d('1.500')).toEqual(d('1.5'));
    expect(d('0.2').plus(d('0.1'))).toEqual(d('0.3'));
    expect(d('1').minus(d('1.000'))).toEqual(Decimal.zero);
  });

  it('prints at least as many places as are asked for, and is JSON as text', () => {
    expect(d('12.5').toString(4)).toBe('12.5000');
    expect(d('12').toString(2)).toBe('12.00');
    expect(d('12.567').toString(2)).toBe('12.567');
    expect(JSON.stringify({ price: d('0.00000100') })).toBe('{"price":"0.000001"}');
  });

  it.each<[string, string, Rounding, string]>([
    ['83860.27', '0.10', 'down', '83860.2'],
    ['83860.27', '0.10', 'up', '83860.3'],
    ['83860.25', '0.10', 'nearest', '83860.3'],
    ['83860.24', '0.10', 'nearest', '83860.2'],
    ['83860.2', '0.1', 'up', '83860.2'],
    ['0.0009', '0.001', 'down', '0'],
    ['0.0001', '0.001', 'up', '0.001'],
    ['7', '5', 'nearest', '5'],
    ['7.5', '5', 'nearest', '10'],
    ['-7.5', '5', 'nearest', '-10'],
    ['-7', '5', 'down', '-5'],
    ['-7', '5', 'up', '-10'],
    ['10', '0.25', 'down', '10'],
  ])('%s in steps of %s, %s, is %s', (value, step, rounding, rounded) => {
    expect(d(value).roundTo(d(step), rounding).toString()).toBe(rounded);
  });

  it.each<[string, string, number, Rounding, string]>([
    ['1', '3', 4, 'down', '0.3333'],
    ['2', '3', 4, 'down', '0.6666'],
    ['2', '3', 4, 'up', '0.6667'],
    ['2', '3', 4, 'nearest', '0.6667'],
    ['-1', '8', 2, 'nearest', '-0.13'],
    ['1', '-8', 2, 'down', '-0.12'],
    ['100', '0.001', 0, 'down', '100000'],
  ])('%s / %s to %i places, %s, is %s', (value, divisor, places, rounding, quotient) => {
    expect(d(value).dividedBy(d(divisor), places, rounding).toString()).toBe(quotient);
  });

  it('refuses a division by 0 and a step that is none', () => {
    expect(() => d(1).dividedBy(Decimal.zero, 2, 'down')).toThrow('cannot divide 1 by 0');
    expect(() => d(1).roundTo(d('-0.1'), 'down')).toThrow('step must be above 0, was -0.1');
    expect(() => d(1).roundTo(Decimal.zero, 'down')).toThrow(RangeError);
  });

  it('compares', () => {
    expect([d('0.10'), d('-3'), d('0.099')].toSorted((a, b) => a.compare(b)).map(String)).toEqual([
      '-3',
      '0.099',
      '0.1',
    ]);
    expect(d('1.0').equals(d('1'))).toBe(true);
    expect(d('2').isAbove(d('1.9'))).toBe(true);
    expect(d('2').isBelow(d('2'))).toBe(false);
    expect(minDecimal(d(3), d(1), d(2))).toEqual(d(1));
    expect(maxDecimal(d(3), d(10), d(2))).toEqual(d(10));
    expect(d('0.3').isMultipleOf(d('0.1'))).toBe(true);
    expect(d('0.35').isMultipleOf(d('0.1'))).toBe(false);
    expect([d(-2).sign, d(0).sign, d('0.1').sign]).toEqual([-1, 0, 1]);
    expect(d(-2).abs()).toEqual(d(2));
  });

  it('adds and multiplies exactly, whatever the order', () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        expect(a.plus(b).minus(b)).toEqual(a);
        expect(a.plus(b).plus(c)).toEqual(c.plus(a).plus(b));
        expect(a.times(b.plus(c))).toEqual(a.times(b).plus(a.times(c)));
        expect(sumDecimals([a, b, c])).toEqual(a.plus(b).plus(c));
        expect(d(a.toString())).toEqual(a);
      }),
    );
  });

  it('rounds to the neighbour on the side that was asked for', () => {
    fc.assert(
      fc.property(decimals, decimals, (value, other) => {
        const step = other.isZero ? Decimal.one : other.abs();
        const [down, up] = [value.roundTo(step, 'down'), value.roundTo(step, 'up')];
        expect(down.isMultipleOf(step) && up.isMultipleOf(step)).toBe(true);
        expect(down.abs().isAbove(value.abs())).toBe(false);
        expect(up.abs().isBelow(value.abs())).toBe(false);
        expect(
          up
            .minus(down)
            .abs()
            .equals(value.isMultipleOf(step) ? Decimal.zero : step),
        ).toBe(true);
      }),
    );
  });
});
