import { BadInputError } from '../../domain/errors.js';
import { powerOfTen, type DecimalFormat } from '../decimal.js';
import { emptyMinuteBlock, minuteMs, type MinuteBlock } from '../market.js';
import type { DecimalColumn, KlineRows } from './klineCsv.js';

/** One symbol's recording as a gapless block, and how its numbers were written. */
export interface RecordedSeries {
  readonly block: MinuteBlock;
  readonly price: DecimalFormat;
  readonly baseVolume: DecimalFormat;
  readonly quoteVolume: DecimalFormat;
  /** Minutes the files do not have, filled as minutes without trades. */
  readonly filledMinuteCount: number;
}

/**
 * Puts rows, in whatever order the files came, into one block up to `endMs`. Rows that appear twice must be identical.
 * Missing minutes become flat minutes without trades. Throws a `BadInputError` for rows that contradict each other.
 */
export function recordedSeries(symbol: string, rows: KlineRows, endMs: number): RecordedSeries {
  const { openTimesMs, columns, tradeCounts } = rows;
  const [open, high, low, close, baseVolume, quoteVolume, takerBuyBaseVolume, takerBuyQuoteVolume] =
    columns as readonly [...Octet<DecimalColumn>];
  const price = formatOf([open, high, low, close]);
  const base = formatOf([baseVolume, takerBuyBaseVolume]);
  const quote = formatOf([quoteVolume, takerBuyQuoteVolume]);
  const firstOpenTimeMs = openTimesMs.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const block = emptyMinuteBlock(firstOpenTimeMs, Math.max(0, (endMs - firstOpenTimeMs) / minuteMs));
  const targets = [
    { column: open, format: price, into: block.open },
    { column: high, format: price, into: block.high },
    { column: low, format: price, into: block.low },
    { column: close, format: price, into: block.close },
    { column: baseVolume, format: base, into: block.baseVolume },
    { column: quoteVolume, format: quote, into: block.quoteVolume },
    { column: takerBuyBaseVolume, format: base, into: block.takerBuyBaseVolume },
    { column: takerBuyQuoteVolume, format: quote, into: block.takerBuyQuoteVolume },
  ];
  openTimesMs.forEach((openTimeMs, row) => {
    const minute = (openTimeMs - firstOpenTimeMs) / minuteMs;
    // Prices are above zero, so a close says that the minute has been written.
    const isRepeated = block.close[minute] !== 0;
    for (const { column, format, into } of targets) {
      const units = unitsAt(column, row, format);
      if (isRepeated && into[minute] !== units) throw contradiction(symbol, openTimeMs);
      into[minute] = units;
    }
    block.tradeCount[minute] = tradeCounts[row] ?? 0;
  });
  return { block, price, baseVolume: base, quoteVolume: quote, filledMinuteCount: fillHoles(block) };
}

type Octet<T> = [T, T, T, T, T, T, T, T];

const unitsAt = ({ mantissas, decimals }: DecimalColumn, row: number, { unitDecimals }: DecimalFormat): number =>
  (mantissas[row] ?? 0) * powerOfTen(unitDecimals - (decimals[row] ?? 0));

const formatOf = (columns: readonly DecimalColumn[]): DecimalFormat => ({
  unitDecimals: Math.max(...columns.map(({ maxDecimals }) => maxDecimals)),
  shownDecimals: Math.max(...columns.map(({ maxShownDecimals }) => maxShownDecimals)),
});

function contradiction(symbol: string, openTimeMs: number): BadInputError {
  const place = `${symbol} at ${new Date(openTimeMs).toISOString()}`;
  const found = 'two different rows for one minute';
  const expected = 'overlapping files to agree';
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
}

function fillHoles(block: MinuteBlock): number {
  let filled = 0;
  for (let minute = 1; minute < block.count; minute += 1) {
    if (block.close[minute] !== 0) continue;
    filled += 1;
    const previousClose = block.close[minute - 1] ?? 0;
    for (const column of [block.open, block.high, block.low, block.close]) column[minute] = previousClose;
  }
  return filled;
}
