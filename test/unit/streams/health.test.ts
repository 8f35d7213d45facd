import { of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FeedClosedError } from '../../../src/domain/errors.js';
import { announceError, endAtError, errorAsValue } from '../../../src/streams/health.js';
import { valueOf } from '../binance/support/valueOf.js';

const closed = new FeedClosedError('closed', { feed: 'kline' });

describe('an error', () => {
  const bug = new TypeError('a bug');

  it('that is operational becomes a last value', async () => {
    const told$ = throwError(() => closed).pipe(errorAsValue(({ code }) => code));
    expect(await valueOf(told$)).toBe('FEED_CLOSED');
  });

  it('that is a bug stays an error', async () => {
    const told$ = throwError(() => bug).pipe(errorAsValue(({ code }) => code));
    await expect(valueOf(told$)).rejects.toBe(bug);
  });

  it('that is operational is an end for those who leave it to others', async () => {
    expect(await valueOf(throwError(() => closed).pipe(endAtError(), toArray()))).toEqual([]);
    await expect(valueOf(throwError(() => bug).pipe(endAtError(), toArray()))).rejects.toBe(bug);
  });

  it('is announced, and passes all the same', async () => {
    const seen: unknown[] = [];
    const announced$ = throwError(() => closed).pipe(announceError(({ code }) => code));
    await expect(
      new Promise((resolve, reject) => {
        announced$.subscribe({ next: (value) => seen.push(value), error: reject, complete: () => resolve(undefined) });
      }),
    ).rejects.toBe(closed);
    expect(seen).toEqual(['FEED_CLOSED']);
  });

  it('that is a bug is not announced', async () => {
    const announced$ = of(1).pipe(announceError(() => 'told'));
    expect(await valueOf(announced$.pipe(toArray()))).toEqual([1]);
    await expect(valueOf(throwError(() => bug).pipe(announceError(() => 'told')))).rejects.toBe(bug);
  });
});
