import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeKlines } from '../../src/adapters/binance/decodeKlines.js';
import { readKlineRows } from '../../src/adapters/binance/readKlineRows.js';
import { readRows } from '../../src/adapters/binance/readRows.js';
import { toSpotInstrument } from '../../src/adapters/binance/spotMapper.js';
import { spotInstrumentSchema } from '../../src/adapters/binance/spotWire.js';
import type { KlineQuery } from '../../src/ports/marketData.js';

interface SpotCases {
  readonly klines: { query: KlineQuery; marketNowMs: number; body: unknown[]; expected: unknown };
  readonly frames: { claim: string; frame: unknown; expected: unknown }[];
  readonly exchangeInfo: { body: { symbols: unknown[] }; expected: unknown; badRows: string[] };
}

const spot = JSON.parse(readFileSync(new URL('spotReplies.json', import.meta.url), 'utf8')) as SpotCases;

describe('spot', () => {
  it('klines: the same rows as those of futures, with eight places', () => {
    const { query, marketNowMs, body, expected } = spot.klines;
    expect(readKlineRows(body, query, marketNowMs)).toEqual({ kind: 'klines', klines: expected });
  });

  it.each(spot.frames)('frames: $claim', ({ frame, expected }) => {
    expect(decodeKlines(JSON.stringify(frame))).toEqual(expected);
  });

  it('exchangeInfo: no contract, no listing day, both forms of the smallest order, the flag of spot trading', () => {
    const { body, expected, badRows } = spot.exchangeInfo;
    const { good, bad } = readRows(body.symbols, spotInstrumentSchema, 'symbols');
    expect(good.map(toSpotInstrument)).toEqual(expected);
    expect(bad.map(({ reason }) => reason)).toEqual(badRows);
  });
});
