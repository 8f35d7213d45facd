import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashText } from '../../../../src/core/scoring/hashText.js';

it('is FNV-1a of 64 bits', () => {
  expect(hashText('')).toBe('cbf29ce484222325');
  expect(hashText('a')).toBe('af63dc4c8601ec8c');
  expect(hashText('foobar')).toBe('85944171f73967e8');
});

it('is that of any text, code unit by code unit', () => {
  const slow = (text: string): string => {
    let hash = 0xcbf29ce484222325n;
    for (let i = 0; i < text.length; i += 1)
      hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
    return hash.toString(16).padStart(16, '0');
  };
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => hashText(text) === slow(text)));
});
