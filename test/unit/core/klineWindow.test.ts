import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KlineWindow } from '../../../src/core/windows/klineWindow.js';
import { klineAt, series } from '../../support/klines.js';

const filled = (size: number, count: number): KlineWindow => {
  const window = new KlineWindow({ series, size });
  for (let i = 0; i < count; i += 1) window.append(klineAt(i), 'ws');
  return window;
};
const closes = (window: KlineWindow): number[] => [...window.columns.close];

describe('KlineWindow', () => {
  it.each([
    { size: 1, count: 0, expected: [] },
    { size: 1, count: 1, expected: [100] },
    { size: 1, count: 3, expected: [102] },
    { size: 3, count: 2, expected: [100, 101] },
    { size: 3, count: 3, expected: [100, 101, 102] },
    { size: 3, count: 100, expected: [197, 198, 199] },
  ])('of size $size holds the last of $count klines', ({ size, count, expected }) => {
    expect(closes(filled(size, count))).toEqual(expected);
  });

  it('is what an array with push and shift is, for any size and any number of appends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }), (size, count) => {
        const expected = Array.from({ length: count }, (_, i) => klineAt(i)).slice(-size);
        const rows = filled(size, count).toArray();
        expect(rows.map(({ openTimeMs, close, tradeCount }) => [openTimeMs, close, tradeCount])).toEqual(
          expected.map(({ openTimeMs, close, tradeCount }) => [openTimeMs, close, tradeCount]),
        );
      }),
    );
  });

  it('has another version after every change of its klines, and after nothing else', () => {
    const window = filled(3, 2);
    const versions = [window.version];
    const note = (): number => versions.push(window.version);
    window.append(klineAt(2), 'ws');
    note();
    window.append(klineAt(3), 'ws');
    note();
    window.replace(klineAt(3, { close: 1 }), 'rest');
    note();
    window.clear();
    note();
    expect(versions.every((version, i) => i === 0 || version > versions[i - 1]!)).toBe(true);
    window.touch(9e12);
    window.certificate();
    expect([window.columns.close.length, window.version]).toEqual([0, versions.at(-1)]);
  });

  it('refuses every kline but the next', () => {
    const window = filled(3, 2);
    expect(() => window.append(klineAt(1), 'ws')).toThrow(/the next kline opens at/);
    expect(() => window.append(klineAt(3), 'ws')).toThrow(/the next kline opens at/);
    expect(window.count).toBe(2);
  });

  it('overwrites a held kline in place and knows where each came from', () => {
    const window = filled(3, 5);
    window.replace(klineAt(3, { close: 7 }), 'rest');
    expect(closes(window)).toEqual([102, 7, 104]);
    expect(window.certificate().sources).toEqual({ store: 0, rest: 1, ws: 2 });
    window.append(klineAt(5), 'store').append(klineAt(6), 'store').append(klineAt(7), 'store');
    expect(window.certificate().sources).toEqual({ store: 3, rest: 0, ws: 0 });
    expect(() => window.replace(klineAt(3), 'ws')).toThrow(/no kline opens at/);
  });

  it('sees a difference in any value it keeps', () => {
    const window = filled(3, 3);
    const kline = klineAt(1);
    expect(window.holdsSame(kline)).toBe(true);
    for (const field of [
      'open',
      'high',
      'low',
      'close',
      'baseVolume',
      'quoteVolume',
      'takerBuyQuoteVolume',
      'tradeCount',
    ] as const) {
      expect(window.holdsSame({ ...kline, [field]: kline[field] + 1 }), field).toBe(false);
    }
  });

  it('finds rows by open time, and nothing between or outside them', () => {
    const window = filled(3, 5);
    expect([1, 2, 3, 4, 5].map((i) => window.indexOf(klineAt(i).openTimeMs))).toEqual([-1, 0, 1, 2, -1]);
    expect(window.indexOf(klineAt(3).openTimeMs + 1)).toBe(-1);
    expect(new KlineWindow({ series, size: 2 }).indexOf(klineAt(0).openTimeMs)).toBe(-1);
  });

  it('certifies what it holds', () => {
    const window = filled(3, 5);
    window.touch(123);
    window.touch(100);
    expect(window.certificate()).toEqual({
      series,
      fromMs: klineAt(2).openTimeMs,
      toMs: klineAt(4).closeTimeMs,
      count: 3,
      contiguous: true,
      sources: { store: 0, rest: 0, ws: 3 },
      lastEventTimeMs: 123,
    });
  });

  it('begins anywhere again after clear', () => {
    const window = filled(3, 5);
    window.clear();
    expect(window.count).toBe(0);
    expect(closes(window.append(klineAt(50), 'rest'))).toEqual([150]);
  });

  it('refuses to hold less than one kline', () => {
    expect(() => new KlineWindow({ series, size: 0 })).toThrow(/at least 1 kline/);
  });

  it('keeps 600 symbols of four intervals under 60 MB', () => {
    expect((new KlineWindow({ series, size: 300 }).byteLength * 2_400) / 1_048_576).toBeLessThan(60);
  });
});
