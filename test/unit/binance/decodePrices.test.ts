import { describe, expect, it } from 'vitest';
import { decodePrices } from '../../../src/adapters/binance/decodePrices.js';
import type { BadFrame } from '../../../src/domain/feed.js';
import { miniTicker } from './support/frames.js';

function decode(frame: string) {
  const badRows: BadFrame[] = [];
  return { result: decodePrices((row) => badRows.push(row))(frame), badRows };
}
const frameOf = (...rows: unknown[]): string => JSON.stringify({ stream: '!miniTicker@arr', data: rows });

describe('decodePrices', () => {
  it('keeps the good rows of a frame and tells of the bad one by its place in the frame', () => {
    const { result, badRows } = decode(
      frameOf(miniTicker({ st: 2 }), miniTicker({ c: 'NaN' }), miniTicker({ s: 'ETHUSDT' })),
    );
    expect(result).toMatchObject({ kind: 'prices', prices: [{ symbol: 'ETHUSDT' }] });
    expect(badRows.map(({ reason }) => reason)).toEqual(['data[1].c: expected a positive number as text, found "NaN"']);
  });

  it('says bad frame when no row can be read', () => {
    const { result, badRows } = decode(frameOf(miniTicker({ q: '-1' }), 7));
    expect(result).toMatchObject({
      kind: 'badFrame',
      reason: expect.stringMatching(/^data\[0\]\.q: expected a number of at least 0/) as string,
    });
    expect(badRows).toEqual([]);
  });

  it('is newest where its rows are newest', () => {
    const { result } = decode(frameOf(miniTicker({ E: 5 }), miniTicker({ E: 9 }), miniTicker({ E: 7 })));
    expect(result).toMatchObject({ exchangeTimeMs: 9 });
  });

  it.each([
    ['no JSON', '<html>', 'not JSON'],
    ['one row outside a list', JSON.stringify(miniTicker()), 'frame: expected a list of mini tickers'],
    ['a wrapped object', '{"stream":"!miniTicker@arr","data":{}}', 'data: expected a list of mini tickers'],
    ['another stream', '{"stream":"!ticker@arr","data":[]}', /^stream !ticker@arr on the price feed/],
    ['another event', frameOf(miniTicker({ e: '24hrTicker' })), /^data\[0\]\.e: .*24hrMiniTicker.*found "24hrTicker"$/],
  ])('refuses %s', (_, frame, reason) => {
    expect(decode(frame).result).toMatchObject({ kind: 'badFrame', reason: expect.stringMatching(reason) as string });
  });

  it('ignores an empty list', () => {
    expect(decode(frameOf()).result).toEqual({ kind: 'ignored' });
  });
});
