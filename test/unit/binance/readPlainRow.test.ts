import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowToKline, type KlineRowContext } from '../../../src/adapters/binance/mapper.js';
import { readPlainRow } from '../../../src/adapters/binance/readPlainRow.js';
import { klineRowSchema } from '../../../src/adapters/binance/wire.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';

const context: KlineRowContext = {
  symbol: instrumentSymbol('BTCUSDT'),
  interval: '1m',
  closedBeforeMs: 1_790_771_400_000,
};
const row = [
  ...[1_790_771_340_000, '83896.40', '83920.00', '83860.10', '83860.20', '114.602', 1_790_771_399_999],
  ...['9615538.66780', 2_239, '48.488', '4068722.10360', '0'],
];

it.each([
  ['a row', row],
  ['a minute without trades', row.with(5, '0').with(7, '0').with(8, 0).with(9, '0').with(10, '0.0')],
  ['a row that is still open', row.with(6, 1_790_771_459_999)],
  ['a row with a column more', [...row, 'new']],
])('reads %s as the schema and the mapper do', (_, good) => {
  expect(readPlainRow(good, context)).toEqual(rowToKline(klineRowSchema.parse(good), context));
});

it('never reads what the schema would refuse, nor other numbers', () => {
  const anything = fc.oneof(
    fc.constantFrom('0', '0.0', '-1', '1e3', '1.5', '', 'NaN', null, true),
    fc.integer({ min: -2, max: 5 }),
    fc.double(),
    fc.anything(),
  );
  const rows = fc.oneof(
    fc.tuple(fc.nat(row.length - 1), anything).map(([column, value]) => row.with(column, value as string)),
    fc.nat(row.length).map((length) => row.slice(0, length)),
    fc.anything(),
  );
  fc.assert(
    fc.property(rows, (candidate) => {
      const plain = readPlainRow(candidate, context);
      if (plain) expect(plain).toEqual(rowToKline(klineRowSchema.parse(candidate), context));
    }),
    { numRuns: 5_000 },
  );
});
