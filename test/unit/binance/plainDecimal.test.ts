import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainDecimal } from '../../../src/adapters/binance/plainDecimal.js';

it.each([
  ['0', 0],
  ['0.000', 0],
  ['83896.40', 83_896.4],
  ['007.50', 7.5],
  ['0.1', 0.1],
  ['0.3000000000000004', 0.300_000_000_000_000_4],
  ['9007199254740991', 9_007_199_254_740_991],
  ['0.00000001', 1e-8],
])('%s is %d', (text, expected) => expect(plainDecimal(text)).toBe(expected));

it.each([
  ['nothing', ''],
  ['a dot alone', '.'],
  ['no digit before the dot', '.5'],
  ['no digit behind the dot', '5.'],
  ['two dots', '1.2.3'],
  ['a sign', '-1'],
  ['an exponent', '1e5'],
  ['a blank', ' 1'],
  ['hexadecimal', '0x10'],
  ['a digit of another script', '٣'],
  ['a word', 'NaN'],
  ['more digits than a double holds', '9007199254740993'],
  ['more decimals than there are exact powers of ten', `0.${'0'.repeat(23)}1`],
])('is not sure of %s', (_, text) => expect(plainDecimal(text)).toBeNaN());

it('is what Number makes of the text, to the last bit, whenever it is sure', () => {
  const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^\\d{1,${maxLength}}$`));
  const decimal = fc
    .tuple(digits(12), fc.option(digits(12)))
    .map(([whole, part]) => whole + (part === null ? '' : `.${part}`));
  fc.assert(
    fc.property(fc.oneof(decimal, fc.double({ min: 0, noNaN: true }).map(String), fc.string()), (text) => {
      const number = plainDecimal(text);
      if (!Number.isNaN(number)) expect(number).toBe(Number(text));
      else if (/^\d{1,7}(\.\d{1,8})?$/.test(text)) expect.fail(`not sure of ${text}`);
    }),
    { numRuns: 5_000 },
  );
});
