import { describe, expect, it } from 'vitest';
import { decodeMarkPrices } from '../../../src/adapters/binance/decodeMarkPrices.js';
import type { BadFrame } from '../../../src/domain/feed.js';
import { markPriceRow } from './support/frames.js';

function decode(frame: string) {
  const badRows: BadFrame[] = [];
  return { result: decodeMarkPrices((row) => badRows.push(row))(frame), badRows };
}
const frameOf = (...rows: unknown[]): string => JSON.stringify({ stream: '!markPrice@arr@1s', data: rows });

describe('decodeMarkPrices', () => {
  it('keeps the good rows of a frame, tells of each bad one by its place, and passes COIN-M over', () => {
    const { result, badRows } = decode(
      frameOf(
        markPriceRow({ st: 2, p: 'unread' }),
        markPriceRow({ p: '-1' }),
        markPriceRow({ s: 'ETHUSDT' }),
        markPriceRow({ T: '1790784000000' }),
      ),
    );
    expect(result).toMatchObject({ kind: 'markPrices', markPrices: [{ symbol: 'ETHUSDT' }] });
    expect(badRows.map(({ reason }) => reason)).toEqual([
      'data[1].p: expected a number of at least 0 as text, found "-1"',
      'data[3].T: expected number, found "1790784000000"',
    ]);
  });

  it.each([
    ['NaN', 'r'],
    ['0.0001%', 'r'],
    ['1e400', 'i'],
  ])('says bad frame when no row can be read: %s', (text, field) => {
    const { result, badRows } = decode(frameOf(markPriceRow({ [field]: text })));
    expect(result).toMatchObject({
      kind: 'badFrame',
      reason: expect.stringMatching(new RegExp(`^data\\[0\\]\\.${field}: `)) as string,
    });
    expect(badRows).toEqual([]);
  });

  it.each([
    ['no JSON', '<html>', 'not JSON'],
    ['one row outside a list', JSON.stringify(markPriceRow()), 'frame: expected a list of mark prices'],
    [
      'prices',
      '{"stream":"!miniTicker@arr","data":[]}',
      /^stream !miniTicker@arr on the markPrice feed, expected !mark/,
    ],
    ['another event', frameOf(markPriceRow({ e: 'kline' })), /^data\[0\]\.e: .*markPriceUpdate.*found "kline"$/],
  ])('refuses %s', (_, frame, reason) => {
    expect(decode(frame).result).toMatchObject({ kind: 'badFrame', reason: expect.stringMatching(reason) as string });
  });

  it('ignores an empty list, and one with nothing but COIN-M', () => {
    expect(decode(frameOf()).result).toEqual({ kind: 'ignored' });
    expect(decode(frameOf(markPriceRow({ st: 2 }))).result).toEqual({ kind: 'ignored' });
  });
});
