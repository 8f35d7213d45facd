import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMarkPrices } from '../../src/adapters/binance/decodeMarkPrices.js';
import { toOpenInterest } from '../../src/adapters/binance/mapper.js';
import { openInterestSchema } from '../../src/adapters/binance/wire.js';

interface DerivativeCases {
  readonly frames: readonly { readonly claim: string; readonly frame: unknown; readonly expected: unknown }[];
  readonly openInterest: { readonly body: unknown; readonly expected: unknown };
}

const { frames, openInterest } = JSON.parse(
  readFileSync(new URL('derivatives.json', import.meta.url), 'utf8'),
) as DerivativeCases;

const failOnBadRow = (): never => {
  throw new Error('no bad row is expected');
};

describe('decodeMarkPrices reads', () => {
  it.each(frames)('$claim', ({ frame, expected }) => {
    expect(decodeMarkPrices(failOnBadRow)(JSON.stringify(frame))).toEqual(expected);
  });
});

it('REST body of openInterest', () => {
  expect(toOpenInterest(openInterestSchema.parse(openInterest.body))).toEqual(openInterest.expected);
});
