import { describe, expect, it } from 'vitest';
import { equals } from '../../../src/marbles/equals.js';

class Point {
  readonly x = 1;
  readonly y = 2;
}

describe('equal', () => {
  it.each<[string, unknown, unknown]>([
    ['numbers', 1, 1],
    ['NaN', NaN, NaN],
    ['zeros', 0, -0],
    ['properties in any order', { a: 1, b: [2] }, { b: [2], a: 1 }],
    ['an absent and an undefined property', { a: 1 }, { a: 1, b: undefined }],
    ['a class and its plain form', new Point(), { x: 1, y: 2 }],
    ['arrays and typed arrays', [1, 2], Float64Array.of(1, 2)],
    ['maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
    ['sets', new Set([1]), new Set([1])],
    ['dates', new Date(5), new Date(5)],
    ['errors of one class and message', new TypeError('x'), new TypeError('x')],
  ])('%s', (_claim, a, b) => {
    expect(equals(a, b)).toBe(true);
    expect(equals(b, a)).toBe(true);
  });
});

describe('different', () => {
  it.each<[string, unknown, unknown]>([
    ['numbers', 1, 2],
    ['a number and its text', 1, '1'],
    ['null and an object', null, {}],
    ['null and undefined', null, undefined],
    ['lengths', [1], [1, 2]],
    ['an array and an object', [], {}],
    ['property names', { a: 1 }, { b: 1 }],
    ['deep values', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['dates', new Date(5), new Date(6)],
    ['a date and an object', new Date(5), {}],
    ['messages', new Error('x'), new Error('y')],
    ['classes of error', new TypeError('x'), new RangeError('x')],
    ['an error and its fields', new Error('x'), {}],
  ])('%s', (_claim, a, b) => {
    expect(equals(a, b)).toBe(false);
    expect(equals(b, a)).toBe(false);
  });
});
