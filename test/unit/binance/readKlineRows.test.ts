import { describe, expect, it } from 'vitest';
import { readKlineRows } from '../../../src/adapters/binance/readKlineRows.js';
import { futuresKlines, klinesRequest, klinesWeight } from '../../../src/adapters/binance/requests.js';
import { spotKlines } from '../../../src/adapters/binance/spotRequests.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import type { KlineQuery } from '../../../src/ports/marketData.js';

const firstMs = 1_790_769_600_000;
const row = (minute: number, changes: Record<number, unknown> = {}): unknown[] => {
  const openMs = firstMs + minute * 60_000;
  const columns: unknown[] = [openMs, '10', '12', '9', '11', '5', openMs + 59_999, '50', 3, '2', '20', '0'];
  for (const [index, value] of Object.entries(changes)) columns[Number(index)] = value;
  return columns;
};
const query: KlineQuery = { symbol: instrumentSymbol('BTCUSDT'), interval: '1m', limit: 5 };
const read = (rows: unknown[], changes: Partial<KlineQuery> = {}) => readKlineRows(rows, { ...query, ...changes }, 0);

describe('readKlineRows', () => {
  it('accepts an empty answer, a hole between rows, and columns of tomorrow', () => {
    expect(read([])).toEqual({ kind: 'klines', klines: [] });
    expect(read([row(0), row(2), [...row(3), 'new']])).toMatchObject({ kind: 'klines', klines: { length: 3 } });
  });

  it('says closed only of what closed before the given instant', () => {
    const rows = readKlineRows([row(0), row(1), row(2)], query, firstMs + 119_999);
    expect(rows.kind === 'klines' && rows.klines.map(({ isClosed }) => isClosed)).toEqual([true, false, false]);
  });

  it('does not believe a clock that runs ahead: the newest row is closed only when that is long since', () => {
    const closedAt = (closedBeforeMs: number) => {
      const rows = readKlineRows([row(0), row(1)], query, closedBeforeMs);
      return rows.kind === 'klines' && rows.klines.map(({ isClosed }) => isClosed);
    };
    expect(closedAt(firstMs + 150_000)).toEqual([true, false]);
    expect(closedAt(firstMs + 180_000)).toEqual([true, true]);
  });

  it('leaves out the row behind the last that was wanted, which proves that this one has closed', () => {
    const rows = readKlineRows(
      [row(0), row(1), row(2)],
      { ...query, toMs: firstMs + 60_000, limit: 2 },
      firstMs + 125_000,
    );
    expect(rows.kind === 'klines' && rows.klines.map(({ openTimeMs, isClosed }) => [openTimeMs, isClosed])).toEqual([
      [firstMs, true],
      [firstMs + 60_000, true],
    ]);
  });

  it.each([
    ['too few columns', [row(0), row(1).slice(0, 11)], {}, /^row 1.*found /],
    ['an object', [{ t: 1 }], {}, /^row 0: expected tuple, found \{"t":1\}$/],
    [
      'a bad number',
      [row(0), row(1, { 4: 'NaN' })],
      {},
      /^row 1\[4\]: expected a positive number as text, found "NaN"$/,
    ],
    ['descending rows', [row(1), row(0)], {}, /^row 1: open time \d+ is not after that of the row before/],
    ['a repeated row', [row(0), row(0)], {}, /^row 1: open time \d+ is not after/],
    ['rows of another interval', [row(0)], { interval: '5m' }, /^row 0: close time \d+ is not open time/],
    ['rows off the grid', [row(1)], { interval: '5m' }, /^row 0: open time \d+ is not a multiple of 300000 ms/],
    ['prices out of order', [row(0, { 2: '8' })], {}, /^row 0: high 8 is below open 10/],
    ['rows before the range', [row(0)], { fromMs: firstMs + 60_000 }, /^row 0: open time \d+ is before/],
    ['rows after the range', [row(0), row(2)], { toMs: firstMs }, /^row 1: open time \d+ is after/],
    ['more rows than asked for', [row(0), row(1)], { limit: 1 }, '2 rows, 1 were asked for'],
  ] as const)('refuses %s', (_, rows, changes, reason) => {
    expect(read([...rows], changes)).toEqual({ kind: 'bad', reason: expect.stringMatching(reason) as string });
  });
});

describe('klinesRequest', () => {
  it.each([
    [1, 1],
    [99, 1],
    [100, 2],
    [499, 2],
    [500, 5],
    [1_000, 5],
    [1_001, 10],
    [1_500, 10],
  ])('of %i rows weighs %i', (limit, weight) => {
    expect(klinesWeight(limit)).toBe(weight);
    expect(klinesRequest({ ...query, limit }, futuresKlines).weight).toBe(weight);
  });

  it('names the range by open times, and one row more', () => {
    expect(klinesRequest({ ...query, fromMs: 60_000, toMs: 120_000 }, futuresKlines).params).toEqual({
      symbol: 'BTCUSDT',
      interval: '1m',
      startTime: '60000',
      endTime: '180000',
      limit: '6',
    });
  });

  it.each([0, 1_501, 2.5])('of %d rows is a mistake of the caller', (limit) => {
    expect(() => klinesRequest({ ...query, limit }, futuresKlines)).toThrow(RangeError);
  });

  it.each([1, 499, 1_000])('of %i rows weighs 2 on spot', (limit) => {
    expect(klinesRequest({ ...query, limit }, spotKlines)).toMatchObject({
      path: '/api/v3/klines',
      weight: 2,
      params: { limit: String(limit) },
    });
  });

  it('asks spot for no row behind the last where that would be one too many', () => {
    const whole = { ...query, fromMs: 60_000, toMs: 60_000_000, limit: 1_000 };
    expect(klinesRequest(whole, spotKlines).params).toMatchObject({ limit: '1000' });
    expect(() => klinesRequest({ ...query, limit: 1_001 }, spotKlines)).toThrow(RangeError);
  });
});
