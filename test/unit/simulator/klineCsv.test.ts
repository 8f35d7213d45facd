import { describe, expect, it } from 'vitest';
import { BadInputError } from '../../../src/domain/errors.js';
import { emptyKlineRows, parseKlineCsv } from '../../../src/simulator/recorded/klineCsv.js';

const header =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const good = '1769904000000,1.5460,1.547,1.544,1.546,74137.9,1769904059999,114567.0308,340,27722.5,42850.8697,0';

const parse = (text: string) => {
  const rows = emptyKlineRows();
  parseKlineCsv(new TextEncoder().encode(text), 'AAAUSDT-1m.csv', rows);
  return rows;
};

describe('parseKlineCsv', () => {
  it.each([
    ['with a header', `${header}\n${good}\n`],
    ['without a header', `${good}\n`],
    ['without a line end', good],
    ['with CRLF, a byte order mark and empty lines', `\ufeff${header}\r\n\r\n${good}\r\n\r\n`],
    [
      'with times in microseconds',
      `${good.replace('1769904000000', '1769904000000000').replace('1769904059999', '1769904059999999')}\n`,
    ],
  ])('reads a file %s', (_title, text) => {
    const rows = parse(text);
    expect(rows.openTimesMs).toEqual([1_769_904_000_000]);
    expect(rows.tradeCounts).toEqual([340]);
    expect(rows.columns.map(({ mantissas, decimals }) => mantissas[0]! / 10 ** decimals[0]!)).toEqual([
      1.546, 1.547, 1.544, 1.546, 74_137.9, 114_567.0308, 27_722.5, 42_850.8697,
    ]);
  });

  it('remembers how many places were written, and how many carry anything', () => {
    const [open] = parse(good).columns;
    expect(open).toMatchObject({ mantissas: [1_546], decimals: [3], maxDecimals: 3, maxShownDecimals: 4 });
  });

  const withField = (index: number, text: string): string =>
    good
      .split(',')
      .map((field, at) => (at === index ? text : field))
      .join(',');

  it.each([
    [
      'a word for a number',
      withField(4, 'abc'),
      'line 1: found "abc" for close, expected a non-negative number of at most 15 digits for close',
    ],
    ['an empty field', withField(5, ''), 'line 1: found "" for volume'],
    ['a negative number', withField(5, '-1'), 'line 1: found "-1" for volume'],
    ['an exponent', withField(5, '1e5'), 'line 1: found "1e5" for volume'],
    ['two dots', withField(5, '1.2.3'), 'line 1: found "1.2.3" for volume'],
    [
      'more digits than a number holds',
      withField(5, '12345678901234567890.5'),
      'for volume, expected a non-negative number',
    ],
    ['a missing column', good.split(',').slice(0, 11).join(','), 'line 1: found 11 columns, expected 12 columns'],
    ['a column too many', `${good},7`, 'line 1: found more than 12 columns, expected 12 columns'],
    ['a fraction of a trade', withField(8, '3.5'), 'found a decimal point in count, expected an integer'],
    ['times in seconds', withField(0, '1769904000'), 'found 1769904000, expected the open time of a minute, in ms'],
    [
      'an open time within a minute',
      withField(0, '1769904000001'),
      'found 1769904000001, expected the open time of a minute, in ms',
    ],
    [
      'another interval',
      withField(6, '1769904299999'),
      'found 1769904299999, expected a close time 59,999 ms after the open time',
    ],
    [
      'a high below the close',
      withField(2, '1.540'),
      'found low 1.544, high 1.54, open 1.546, close 1.546, expected low ≤ open, close ≤ high',
    ],
    ['a price of zero', good.replace(/1\.54\d+/g, '0'), 'found 0, expected a price above 0'],
    [
      'HTML',
      '<html><body>Not Found</body></html>',
      'line 1: found "<html><body>Not Found</body></html>" for open_time',
    ],
  ])('refuses %s, naming file and line', (_title, text, sentence) => {
    expect(() => parse(text)).toThrow(BadInputError);
    expect(() => parse(text)).toThrow(/^AAAUSDT-1m\.csv, line 1: found .*, expected /);
    expect(() => parse(text)).toThrow(sentence);
  });

  it('names the line of a mistake further down', () => {
    expect(() => parse(`${header}\n${good}\n\n${withField(1, 'x')}\n`)).toThrow(
      'AAAUSDT-1m.csv, line 4: found "x" for open',
    );
  });
});
