import { EMPTY, NEVER, of, type Observable } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { FeedClosedError } from '../../src/domain/errors.js';
import { failOnComplete } from '../../src/operators/failOnComplete.js';
import { marbles } from './virtualTime.js';

const closed = () => new FeedClosedError('kline stream ended', { feed: 'kline' });

it('makes a new error for every subscription', () => {
  const feed$ = EMPTY.pipe(failOnComplete(closed));
  const errors: unknown[] = [];
  feed$.subscribe({ error: (error: unknown) => errors.push(error) });
  feed$.subscribe({ error: (error: unknown) => errors.push(error) });
  expect(errors).toEqual([closed(), closed()]);
  expect(errors[0]).not.toBe(errors[1]);
});

it(
  'serves two sources with one operator value',
  marbles(({ cold, expectObservable }) => {
    const operator = failOnComplete<string>(closed);
    expectObservable(cold('-a-|').pipe(operator)).toBe('-a-#', undefined, closed());
    expectObservable(cold('--b|').pipe(operator)).toBe('--b#', undefined, closed());
  }),
);

it('keeps the type of the source', () => {
  expectTypeOf(of(1).pipe(failOnComplete(closed))).toEqualTypeOf<Observable<number>>();
  expectTypeOf(NEVER.pipe(failOnComplete(closed))).toEqualTypeOf<Observable<never>>();
});
