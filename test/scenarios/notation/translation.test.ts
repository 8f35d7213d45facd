import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/marbles/instant.js';
import { TickTooShortError, toNativeMarbles } from '../../../src/marbles/toNativeMarbles.js';

const value = (each: unknown): Item => ({ kind: 'value', value: each });
const end: Item = { kind: 'complete' };
const none: Item[] = [];
const translate = (columns: Item[][], tickMs = 1_000) => toNativeMarbles(columns, tickMs, ({ name }) => name);

describe('columns become the marbles of RxJS', () => {
  it.each<[string, Item[][], string]>([
    ['nothing', [none, none], '-'],
    ['a value', [[value(1)]], 'a'],
    ['a value later', [none, none, [value(1)]], ' 2000ms a'],
    ['values', [[value(1)], none, [value(2)], [end]], 'a 1999ms b 999ms |'],
    ['a group', [[value(1), value(2), value(3), value(4)], [value(5)]], '(abcd) 994ms e'],
    ['a group that ends', [none, [value(1), end]], ' 1000ms (a|)'],
    ['an error', [none, [{ kind: 'error', name: 'TypeError' }]], ' 1000ms #'],
  ])('%s', (_claim, columns, marbles) => {
    expect(translate(columns).marbles).toBe(marbles);
  });
});

it('gives every value a marble of its own, never one that means something to RxJS', () => {
  const columns = Array.from({ length: 200 }, (_, index) => [value(index)]);
  const { marbles, values } = translate(columns, 1);
  expect(marbles).toHaveLength(200);
  expect(Object.values(values)).toEqual(columns.map((_, index) => index));
  expect(marbles).not.toMatch(/[-|#()^! \d]/);
});

it('makes the error of the diagram', () => {
  expect(translate([[{ kind: 'error', name: 'TypeError' }]]).error).toBe('TypeError');
  expect(translate([[end]]).error).toBeUndefined();
});

it('refuses a column that a group reaches into', () => {
  expect(() => translate([[value(1), value(2)], [value(3)]], 3)).toThrow(TickTooShortError);
  expect(translate([[value(1), value(2)], [value(3)]], 4).marbles).toBe('(ab)c');
});
