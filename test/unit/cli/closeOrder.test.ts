import { describe, expect, it } from 'vitest';
import { CloseOrder } from '../../../src/cli/report/closeOrder.js';
import { klineAt, series } from '../../support/klines.js';

/** What is found wrong with closes in this order; `|` stands for a window that begins anew. */
function wrongWith(...told: readonly (number | '|')[]) {
  const order = new CloseOrder();
  for (const each of told) {
    if (each === '|') order.restarted(series);
    else order.closed(series, klineAt(each).openTimeMs);
  }
  return order.counts;
}
const nothing = { double: 0, outOfOrder: 0, givenUp: 0 };

describe('CloseOrder', () => {
  it.each([
    ['closes each once, in order', [1, 2, 3], nothing],
    ['one that comes again at once', [1, 2, 2, 3], { ...nothing, double: 1 }],
    ['one that comes again later', [1, 2, 3, 1], { ...nothing, double: 1 }],
    ['one from before the first', [1, 0, 2], { ...nothing, outOfOrder: 1 }],
    ['one behind a hole', [1, 3, 4], { ...nothing, outOfOrder: 1 }],
    ['one behind a hole that was given up', [1, '|', 4, 5], { ...nothing, givenUp: 2 }],
    ['a beginning anew that leaves nothing out', [1, '|', 2], nothing],
    ['one that comes again after a beginning anew', [1, 2, '|', 2], { ...nothing, double: 1 }],
  ] as const)('sees %s', (_, told, counts) => {
    expect(wrongWith(...told)).toEqual(counts);
  });

  it('forgets a series that has left', () => {
    const order = new CloseOrder();
    order.closed(series, klineAt(5).openTimeMs);
    order.left(series);
    order.closed(series, klineAt(2).openTimeMs);
    expect(order.counts).toEqual(nothing);
  });
});
