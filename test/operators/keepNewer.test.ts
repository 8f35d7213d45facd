import { from, of, type Observable } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { keepNewer } from '../../src/operators/keepNewer.js';

const isNewer = (value: number, last: number) => value > last;

const collect = <T>(source$: Observable<T>): T[] => {
  const values: T[] = [];
  source$.subscribe((value) => values.push(value));
  return values;
};

it('remembers per subscription when one operator value serves two sources', () => {
  const operator = keepNewer(isNewer);
  const high$ = from([7, 8, 7]).pipe(operator);
  const low$ = from([1, 2, 1]).pipe(operator);
  expect(collect(high$)).toEqual([7, 8]);
  expect(collect(low$)).toEqual([1, 2]);
  expect(collect(high$)).toEqual([7, 8]);
});

it('lets the first value pass, whatever it is', () => {
  expect(collect(of(undefined, undefined).pipe(keepNewer(() => false)))).toEqual([undefined]);
});

it('keeps the type of the source', () => {
  expectTypeOf(of(1).pipe(keepNewer(isNewer))).toEqualTypeOf<Observable<number>>();
});
